"""The Matrix Cookbook's chapter 2 (15 November 2012): left sides by symnet's calculus, right sides typed in from the book.

Each row has the book's number; a letter tells the parts of one equation apart. Its twin has one planted error of the kind
that authors make: a lost transpose, a factor, a sign, two symbols swapped, a term lost.
"""

from tests.verification import cookbook_forms, cookbook_inverses, cookbook_traces
from tests.verification.rows import titles

ROWS = titles(
    (
        *cookbook_inverses.DIFFERENTIALS,
        *cookbook_inverses.DETERMINANTS,
        *cookbook_inverses.INVERSES,
        *cookbook_inverses.EIGENVALUES,
        *cookbook_forms.FIRST_ORDER,
        *cookbook_forms.SECOND_ORDER,
        *cookbook_forms.HIGHER_ORDER,
        *cookbook_forms.GRADIENT_AND_HESSIAN,
        *cookbook_traces.FIRST_ORDER,
        *cookbook_traces.SECOND_ORDER,
        *cookbook_traces.HIGHER_ORDER,
        *cookbook_traces.OTHER,
        *cookbook_traces.NORMS,
    )
)
"""By title."""

LEFT_OUT = {
    "32": "the derivative of a symbol by an entry of itself: row 73 is the same in matrix form",
    "45": "the Hermitian transpose: symnet's matrices are real, where it is row 44",
    "47": "the same equation as 50",
    "56": "the derivative by the pseudoinverse: symnet differentiates by symbols only",
    "68": "the derivative of one eigenvalue: the language has no eigenvalues",
    "58, 89-91, 121, 122 of symbolic power": "the calculus differentiates integer powers of a matrix only: n = 2, 3, 4 here",
    "95": "no equation of derivatives: it defines the function of 96 and 97",
    "93": "the left side of 94, written with a transposed product",
    "128": "the sine of a matrix is no entrywise function, and the language has no functions of matrices",
    "133-143": "derivatives by the free entries of a structured matrix: symnet differentiates by all entries",
}
"""What of the chapter is no row, and why."""
