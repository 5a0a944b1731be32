"""A compiled function: its source, what it takes, and how to call it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from symnet.codegen.signature import Signature


@dataclass(frozen=True, repr=False)
class CompiledFunction:
    """A function of arrays, made from equations by `lambdify`; immutable, and picklable by its source.

    ========= =======================================================================================
    source    the Python that runs: complete, readable, of NumPy only
    name      what the function is called in it
    signature what it takes; every call is checked against it, and raises a `SymnetError` that says
              which array does not fit
    ========= =======================================================================================

    NaN passes through, except that a comparison with it is false, also in a `Piecewise`. Arrays are not modified, and
    results are arrays of their own. Integers and booleans are computed in float64; float32 stays float32 where all
    arrays are float32; a scalar result is a Python float. Numbers overflow and divide by zero as arrays do, to infinity
    and with NumPy's warning; a function of numbers alone takes arrays of them too, entry by entry. A masked array is
    refused, because its mask would be lost, and a batch without samples where its size is divided by.

    >>> from sympy import MatrixSymbol
    >>> from symnet.codegen import lambdify
    >>> W, x = MatrixSymbol("W", 1, 2), MatrixSymbol("x", 2, 1)
    >>> f = lambdify(W * x)
    >>> f
    <CompiledFunction function(W, x)>
    >>> f([[1, 2]], [[3], [4]])
    array([[11.]])
    """

    name: str
    source: str
    signature: Signature
    _function: Callable[..., Any] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_function", _compiled(self.name, self.source))

    def __call__(self, *arguments: Any) -> Any:
        """Check the arguments, and compute."""
        bound = self.signature.bind(arguments)
        result = self._function(*bound)
        return self.signature.spread(result, bound) if self.signature.elementwise else result

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.source, self.signature)

    def __repr__(self) -> str:
        first = [] if self.signature.parameters is None else ["parameters"]
        taken = ", ".join([*first, *(slot.name for slot in self.signature.arguments)])
        return f"<CompiledFunction {self.name}({taken})>"


def _compiled(name: str, source: str) -> Callable[..., Any]:
    """Run the source, made of our own templates, checked identifiers and numbers, in a namespace of its own."""
    namespace: dict[str, Any] = {"__name__": f"symnet.generated.{name}"}
    exec(compile(source, f"<symnet {name}>", "exec"), namespace)  # noqa: S102 - see above
    function: Callable[..., Any] = namespace[name]
    return function
