"""What the table of scalar functions states of each row: frozen facts, which a test compares with mathematics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sympy import Expr, S, Set

# A rule gets the arguments of the function in order, and answers a SymPy object. Rules, not finished expressions: a row
# then costs nothing at import, and conditions are decided on the very arguments that it is asked for.
Rule = Callable[..., Any]


def odd(*_parameters: Expr) -> str:
    """State that f(-z) = -f(z), for any parameters: the `parity` of a row."""
    return "odd"


def even(*_parameters: Expr) -> str:
    """State that f(-z) = f(z), for any parameters: the `parity` of a row."""
    return "even"


@dataclass(frozen=True)
class Parameter:
    """A trailing argument that a function may be called without.

    `domain` holds the values for which the facts of the row are true; `neutral` is the value at which the function is
    the one that its name alone stands for, so that LaTeX leaves the subscript out.
    """

    name: str
    default: Expr
    domain: Set = S.Reals
    neutral: Expr | None = None


@dataclass(frozen=True)
class FrameworkName:
    """How one framework calls the function, and the parameters it takes there when none are given (`()`: the row's)."""

    framework: Literal["pytorch", "keras", "jax", "onnx"]
    names: tuple[str, ...]
    parameters: tuple[Expr, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One row: what is known of a scalar function, whatever its number of variables.

    `definition` takes the arguments, `derivative` the applied function and then the arguments; where it is left out,
    the definition is differentiated branch by branch. `image` takes the parameters. `kinks` takes the arguments after
    the first, and answers the first arguments at which the derivative by the first does not exist; what stands for it
    there is what `derivative` says at the point. All of them hold for parameters in their domains.
    """

    latex: str
    definition: Rule
    image: Rule
    source: str
    derivative: Rule | None = None
    parameters: tuple[Parameter, ...] = ()
    kinks: Rule = lambda *_: ()
    aliases: tuple[str, ...] = ()
    frameworks: tuple[FrameworkName, ...] = ()
    # The same function in words of SymPy that keep their digits where the definition loses them: evaluated by this.
    for_numbers: Rule | None = None


@dataclass(frozen=True, kw_only=True)
class ActivationFacts(Facts):
    """A row of the table of activations.

    `limits` takes the parameters and answers the values at -oo and +oo; `parity` takes them and answers "odd", "even"
    or None.
    """

    limits: Rule
    parity: Rule = lambda *_: None
    monotone: Literal["nondecreasing", "nonincreasing"] | None = None


@dataclass(frozen=True, kw_only=True)
class LossFacts(Facts):
    """A row of the table of losses L(ŷ, y): which predictions and targets it is for, and whether it is convex in ŷ."""

    predictions: Set = S.Reals
    targets: Set = S.Reals
    convex: bool = True
