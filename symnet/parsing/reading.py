"""What users call: an expression or an equation from its text."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr

from symnet.errors import SymnetTypeError, kind_of
from symnet.parsing.lexing import indices_of
from symnet.parsing.meaning import Meaning, Stars
from symnet.parsing.symbols import SymbolTable, symbol_table
from symnet.parsing.syntax import parse

Symbols = SymbolTable | Mapping[str, Expr]


def read_expression(text: str, symbols: Symbols) -> Expr:
    """Return the expression that a text spells, over the symbols of a table (or of a mapping from names).

    The text is what `symnet.text` prints, or the same in ASCII:

    ============================== ==========================================================================
    ``A B``, ``A*B``, ``A @ B``    the product of matrices or scalars; ``1/2 m`` is one half of m
    ``A ⊙ B``, ``A ∘ B``, ``.*``   entry by entry, as are ``A^⊙2``, ``A.^2``, ``1/A``, ``√A``, ``e^A``, ``f(A)``
    ``A ⊗ B``, ``kron(A, B)``      the Kronecker product
    ``Aᵀ``, ``A^T``, ``A.T``       the transpose; ``A⁻¹``, ``A^(-1)``, ``A^(-T)``, ``A²``
    ``A 1``, ``1ᵀ A``, ``b 1ᵀ``    products with ones, whose size follows; ``ones(n, m)``, ``I``, ``I(n)``
    ``1 - A``                      a number beside a matrix is that many ones
    ``σ'(Z)``, ``sigmoid'(Z)``     the slope of an activation
    ``‖W‖_F²``, ``||x||^2``        norms; ``sum(A)``, ``tr(A)``, ``det(A)``, ``vec(A)``, ``diag(v)``, ``softmax(Z)``
    ``e``, ``π``                   the numbers, where no symbol is called so; ``{ -1 for z < 0; 1 otherwise }``
    ``∑ᵢ₌₁ᵐ L(ŷ⁽ⁱ⁾, y⁽ⁱ⁾)``        sums; also ``sum_{i=1}^{m}``
    ============================== ==========================================================================

    >>> from sympy import MatrixSymbol
    >>> A, Y = MatrixSymbol("A", 2, 3), MatrixSymbol("Y", 2, 3)
    >>> read_expression("(A - Y) 1", {"A": A, "Y": Y})
    (A - Y)*1
    >>> read_expression("A ⊙ (1 - A)", {"A": A}).shape
    (2, 3)

    Nothing is evaluated. Raises `ReadingError` for what is no such text, with the place; `ShapeError` for shapes that
    do not fit; `SymnetTypeError` for a function of other arguments.
    """
    table = _table(text, symbols)
    return Meaning(text, table).expression(parse(text, table, start="expression"))


def read_equation(text: str, symbols: Symbols, *, stars: Stars = "matrix") -> tuple[Expr, Expr]:
    """Return the two sides of an equation; see `read_expression`.

    A side 0 is the zero matrix of the shape of the other. A side of shape 1 × 1 is a scalar where the other is one.
    With ``stars="entries"`` the text is read as NumPy is: ``A * B`` is the product entry by entry with what has one row
    or column repeated, ``A**2`` the power of each entry, and only ``A @ B`` and ``A B`` are products of matrices.

    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 3), MatrixSymbol("B", 3, 2)
    >>> read_equation("tr(A B) = tr(B A)", {"A": A, "B": B})
    (Trace(A*B), Trace(B*A))
    >>> read_equation("A * A = A**2", {"A": A}, stars="entries")
    (HadamardProduct(A, A), HadamardPower(A, 2))
    """
    left, right, _ = read_claim(text, symbols, stars=stars)
    return left, right


def read_claim(text: str, symbols: Symbols, *, stars: Stars = "matrix") -> tuple[Expr, Expr, tuple[Expr, ...]]:
    """Return the two sides of an equation, and scalars that must have a value for the text to have one.

    Those are the scalars that cancel: a text with ``x/x`` says nothing of x = 0.

    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> read_claim("exp(log(x)) = x", {"x": x}), read_claim("log(x) = 1/x", {"x": x})
    ((x, x, (log(x),)), (log(x), 1/x, ()))
    """
    table = _table(text, symbols)
    meaning = Meaning(text, table, stars=stars)
    sides = meaning.equation(parse(text, table, start="equation"))
    return *sides, meaning.lost(sides)


def _table(text: str, symbols: Symbols) -> SymbolTable:
    if not isinstance(text, str):
        raise SymnetTypeError(f"What is read must be a text, but it is {text!r}, {kind_of(text)}.")
    table = symbols if isinstance(symbols, SymbolTable) else symbol_table(symbols)
    names = indices_of(text)
    return table.with_indices(names) if names else table
