"""The public function: what goes in by which name, what comes out, and the text between."""

import inspect
import pickle
import time
from typing import Any

import numpy as np
import pytest
import sympy as sp
from sympy import Function, MatrixSymbol, Symbol

from symnet import SymnetError, SymnetTypeError, SymnetValueError
from symnet.codegen import CompiledFunction, lambdify
from symnet.expressions.activations import sigmoid, tanh
from symnet.expressions.arithmetic import add, multiply
from symnet.expressions.broadcast import Broadcast
from symnet.expressions.elementwise import apply_elementwise
from symnet.expressions.equations import Equations
from symnet.expressions.generic import GenericActivation
from symnet.expressions.losses import squared_error
from symnet.expressions.reductions import SumEntries
from symnet.expressions.variables import Spelling

m = Symbol("m", integer=True, positive=True)
w0, b0, X, Y = MatrixSymbol("w0", 3, 2), MatrixSymbol("b0", 3, 1), MatrixSymbol("X", 2, m), MatrixSymbol("Y", 3, m)
Z, A, J = MatrixSymbol("Z", 3, m), MatrixSymbol("A", 3, m), Symbol("J")
EQUATIONS = Equations(
    [
        (Z, add(multiply(w0, X), Broadcast(b0, 3, m))),
        (A, sigmoid(Z)),
        (J, SumEntries(squared_error(A, Y)) / m),
    ]
)
ARRAYS = np.random.default_rng(0)
W, B, x, y = (ARRAYS.normal(size=shape) for shape in ((3, 2), (3, 1), (2, 5), (3, 5)))


def body(function):
    return function.source.partition(f"def {function.name}(")[2].rpartition('"""')[2].strip("\n").splitlines()


def test_the_source_reads_like_the_equations():
    f = lambdify(EQUATIONS, [X, Y], parameters=[w0, b0], name="cost")
    assert body(f) == [
        '    w0 = parameters["w0"]',
        '    b0 = parameters["b0"]',
        "    m = X.shape[1]",
        "    Z = w0 @ X + b0",
        "    A = sigmoid(Z)",
        "    J = np.sum(squared_error(A, Y)) / m",
        "    return float(J)",
    ]
    assert '"""Return J.\n\n    parameters: w0 (3 × 2), b0 (3 × 1)\n    X (2 × m)\n    Y (3 × m)\n    """' in f.source


def test_the_source_runs_by_itself():
    f = lambdify(EQUATIONS, [X, Y], parameters=[w0, b0], name="cost")
    namespace: dict[str, Any] = {}
    exec(f.source, namespace)  # noqa: S102 - that is what is claimed
    assert namespace["cost"]({"w0": W, "b0": B}, x, y) == f({"w0": W, "b0": B}, x, y)


def test_by_hand():
    f = lambdify(EQUATIONS, [X, Y], parameters=[w0, b0])
    expected = ((1 / (1 + np.exp(-(W @ x + B))) - y) ** 2).sum() / 5
    assert f({"w0": W, "b0": B}, x, y) == pytest.approx(expected, rel=1e-14)


def test_results_are_a_value_a_tuple_a_dictionary_or_a_mixture():
    parameters = {"w0": W, "b0": B}
    for results, shown in (
        (None, "float(J)"),
        ([A], "A"),
        (A, "A"),
        ([A, J], "A, float(J)"),
        ({"Z": Z, "J": J}, '{"Z": Z, "J": float(J)}'),
        ((J, {"Z": Z}), 'float(J), {"Z": Z}'),
    ):
        f = lambdify(EQUATIONS, [X, Y], parameters=[w0, b0], results=results)
        assert body(f)[-1] == f"    return {shown}"
        f(parameters, x, y)
    value, named = lambdify(EQUATIONS, [X, Y], parameters=[w0, b0], results=(J, {"Z": Z}))(parameters, x, y)
    assert isinstance(value, float)
    np.testing.assert_allclose(named["Z"], W @ x + B)


def test_arguments_default_to_the_inputs_in_order_of_first_use():
    assert repr(lambdify(EQUATIONS)) == "<CompiledFunction function(w0, X, b0, Y)>"
    assert repr(lambdify(EQUATIONS, parameters=[w0])) == "<CompiledFunction function(parameters, X, b0, Y)>"
    assert repr(lambdify(Symbol("alpha") * X)) in (
        "<CompiledFunction function(alpha, X)>", "<CompiledFunction function(X, alpha)>",
    )  # fmt: skip


def test_a_scalar_joins_the_parameters_where_there_are_some():
    f = lambdify(Symbol(r"\lambda") * X, [X], parameters=[])
    assert f({"lambda": 2.0}, x).tolist() == (2 * x).tolist()
    assert lambdify(Symbol(r"\lambda") * X, [X])(x, 2.0).tolist() == (2 * x).tolist()


NAMES = (
    "W^{[1]}", "lambda", "np", "x; import os", "__class__", "parameters", "dtype", "sum", "float", "sigmoid", "function",
    "t0", "W_1", "", "λ", "é", '"""', "a\nb", "\\", "match", "None", "__import__('os')", "result", "m", "1x", "ﬁ",
)  # fmt: skip


@pytest.mark.parametrize("as_parameters", [True, False])
def test_no_name_is_dangerous_and_no_two_are_confused(as_parameters):
    symbols = [MatrixSymbol(name, 2, 2) for name in NAMES]
    expression = add(*(multiply(k + 1, apply_elementwise(sigmoid, s)) for k, s in enumerate(symbols)), symbols[0])
    arrays = [np.full((2, 2), float(k)) for k in range(len(NAMES))]
    expected = sum((k + 1) / (1 + np.exp(-a)) for k, a in enumerate(arrays)) + arrays[0]
    if as_parameters:
        f = lambdify(expression, [], parameters=symbols)
        got = f(dict(zip((slot.name for slot in f.signature.parameters or ()), arrays, strict=True)))
    else:
        f = lambdify(expression, symbols)
        got = f(*arrays)
    np.testing.assert_allclose(got, expected, rtol=1e-14)
    code = compile(f.source, "generated", "exec")
    assert "os" not in code.co_names
    assert f.source.isascii() or set(f.source) - set(map(chr, range(128))) <= {"×"}


def test_a_size_cannot_leave_the_docstring():
    size = Function('"""\nimport os\n"""', integer=True, positive=True)(m)
    f = lambdify(MatrixSymbol("x", size, 1))
    assert "os" not in compile(f.source, "generated", "exec").co_names


def test_a_defined_symbol_may_be_called_anything():
    steps, previous = [], MatrixSymbol("x", 2, 2)
    for name in NAMES:
        symbol = MatrixSymbol(name, 2, 2)
        steps.append((symbol, add(previous, previous)))
        previous = symbol
    assert lambdify(Equations(steps))(np.ones((2, 2)))[0, 0] == 2 ** len(NAMES)


def test_a_common_subexpression_is_named_once():
    product = multiply(w0, X)
    f = lambdify(Equations([(Z, add(tanh(product), product)), (A, sigmoid(product))]), results=[Z, A])
    assert f.source.count("@") == 1
    (Q,) = (MatrixSymbol("Q", 2, 2),)
    g = lambdify(apply_elementwise(lambda u: sp.exp(u) + sp.sin(sp.exp(u)), Q))
    assert g.source.count("np.exp") == 1


def test_a_compiled_function_is_a_value():
    f = lambdify(EQUATIONS, parameters=[w0, b0], name="cost")
    g = pickle.loads(pickle.dumps(f))  # noqa: S301 - our own
    assert isinstance(g, CompiledFunction)
    assert (g, g.source) == (f, f.source)
    assert g({"w0": W, "b0": B}, x, y) == f({"w0": W, "b0": B}, x, y)
    with pytest.raises(AttributeError):
        f.name = "other"  # type: ignore[misc]


REFUSED = {
    "backend": (
        SymnetValueError, lambda: lambdify(X, backend="fortran"),
        "There is no backend 'fortran'; the backends are 'numpy'.",
    ),
    "name": (
        SymnetValueError, lambda: lambdify(X, name="x; import os"),
        "The name of a compiled function must be an identifier that Python and NumPy leave free, "
        "but is 'x; import os'.",
    ),
    "result": (
        SymnetValueError, lambda: lambdify(EQUATIONS, results=[X]),
        "The result X is not defined by the equations, which define Z, A, J.",
    ),
    "key": (
        SymnetValueError, lambda: lambdify(EQUATIONS, results={"a b": A}),
        "A name in a dictionary of results must be an identifier, but is 'a b'.",
    ),
    "no result": (
        SymnetValueError, lambda: lambdify(EQUATIONS, results=[]),
        "lambdify needs at least one result, but results is empty.",
    ),
    "thing": (
        SymnetTypeError, lambda: lambdify("w x"),
        "lambdify takes Equations or a SymPy expression, but was given w x (str).",
    ),
    "no equations": (
        SymnetValueError, lambda: lambdify(Equations([])),
        "Cannot compile equations without a definition; give at least one.",
    ),
    "matrix without a place": (
        SymnetValueError, lambda: lambdify(EQUATIONS, [X, Y], parameters=[w0]),
        "b0 is used but is neither an argument nor a parameter; add it to one of them.",
    ),
    "argument and parameter": (
        SymnetValueError, lambda: lambdify(EQUATIONS, [X, Y, w0], parameters=[w0, b0]),
        "w0 is both an argument and a parameter; name it once.",
    ),
    "twice": (
        SymnetValueError, lambda: lambdify(EQUATIONS, [X, X, Y], parameters=[w0, b0]),
        "X stands twice among the arguments; name it once.",
    ),
    "not a sequence": (
        SymnetTypeError, lambda: lambdify(EQUATIONS, X),
        "The arguments must be a sequence of symbols, but are X; write [X].",
    ),
    "not symbols": (
        SymnetTypeError, lambda: lambdify(EQUATIONS, ["X"]), "The arguments must be symbols, but 'X' is a str.",
    ),
    "undefined function": (
        SymnetTypeError, lambda: lambdify(apply_elementwise(Function("g"), X)),
        "g is undefined, so it has no value; replace it by a function before compiling.",
    ),
    "a function that is called like one of ours": (
        SymnetTypeError, lambda: lambdify(apply_elementwise(Function("sigmoid"), X)),
        "sigmoid is undefined, so it has no value; replace it by a function before compiling.",
    ),
    "undefined activation": (
        SymnetTypeError,
        lambda: lambdify(apply_elementwise(lambda u: GenericActivation(u, 0, 0, Spelling("zero_based")), X)),
        "g of layer 0 is undefined; give Network activations=..., as in activations='tanh'.",
    ),
    "function without NumPy": (
        SymnetTypeError, lambda: lambdify(apply_elementwise(sp.zeta, X)),
        "zeta has no form in NumPy; rewrite it in functions that have one, or give a symnet function.",
    ),
    "complex number": (
        SymnetTypeError, lambda: lambdify(multiply(sp.I, X)),
        "ImaginaryUnit has no rule for NumPy, in I; write it with the nodes that have one.",
    ),
    "huge number": (
        SymnetValueError, lambda: lambdify(multiply(sp.Integer(10) ** 400, X)),
        f"{10**400} cannot be written as a floating-point number; it must be real and below 1.8e308.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_compiled_is_refused_in_a_sentence(case):
    kind, action, sentence = REFUSED[case]
    with pytest.raises(SymnetError) as refused:
        action()
    assert str(refused.value) == sentence
    assert type(refused.value) is kind


def deep(count):
    previous, steps, parameters = MatrixSymbol("X", 4, m), [], []
    for layer in range(count):
        w, b = MatrixSymbol(f"w{layer}", 4, 4), MatrixSymbol(f"b{layer}", 4, 1)
        z, a = MatrixSymbol(f"Z{layer}", 4, m), MatrixSymbol(f"A{layer}", 4, m)
        steps += [(z, add(multiply(w, previous), Broadcast(b, 4, m))), (a, tanh(z))]
        parameters += [w, b]
        previous = a
    return Equations(steps), parameters


def seconds(count):
    equations, parameters = deep(count)
    start = time.process_time()
    lambdify(equations, parameters=parameters)
    return time.process_time() - start


def test_a_thousand_layers_compile_in_about_a_second_and_time_is_linear():
    seconds(10)
    short, long = min(seconds(250) for _ in range(3)), min(seconds(1000) for _ in range(3))
    assert long < 3.0
    assert long < 10 * short  # four times, with room for a busy machine


def test_a_composed_expression_of_two_hundred_layers_compiles():
    equations, parameters = deep(200)
    by_steps = lambdify(equations, parameters=parameters)
    composed = lambdify(equations.compose(), parameters=parameters)
    arrays = {s.name: ARRAYS.normal(size=tuple(map(int, s.shape))) for s in parameters}
    data = ARRAYS.normal(size=(4, 3))
    np.testing.assert_array_equal(composed(arrays, data), by_steps(arrays, data))


def test_the_options_are_keyword_only():
    kinds = {p.name: p.kind for p in inspect.signature(lambdify).parameters.values()}
    assert [name for name, kind in kinds.items() if kind is inspect.Parameter.KEYWORD_ONLY] == [
        "parameters", "results", "name", "backend",
    ]  # fmt: skip
