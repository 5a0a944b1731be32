"""`symnet derive`: the equations of a network, its cost, their proof and code, and a check of one against the other."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
from sympy import Float, Function, S

from symnet.cli.endings import FINE, say
from symnet.cli.pages import ENDINGS, FORMATS, Section, format_of
from symnet.cli.reading import read_activations, read_strength, read_widths
from symnet.cli.writing import write
from symnet.expressions.entries import explicit
from symnet.expressions.scalar import Loss
from symnet.nn.architecture import GRAINS, Architecture
from symnet.nn.cost import Cost
from symnet.nn.layers import SOFTMAX, is_undefined
from symnet.nn.losses import is_undefined_loss
from symnet.nn.network import Network
from symnet.nn.sizes import BATCH_SIZE
from symnet.printing.notations import NOTATIONS
from symnet.verdicts import Verdicts
from symnet.verification.gradients import verify_gradient

SHOWN = 6
"""Matrices are written out up to this many rows or columns."""

EXAMPLES = """examples:
  symnet derive
      a 2-3-1 network in full: equations, matrices, cost, gradient, proof, NumPy, and a check with numbers
  symnet derive 4-8-3 --activations relu,softmax --loss cross_entropy
  symnet derive 2-3-1 --activations tanh,sigmoid --loss binary_cross_entropy --gradient --steps --wrt w0
  symnet derive n_0-n_1-n_2 --grain batch --notation one_based -o forward.tex
  symnet derive 2-2-1 --activations leaky_relu:0.05,sigmoid --loss binary_cross_entropy --l2 lambda --format markdown
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "derive",
        help="derive the equations of a network",
        description="Derive the equations of a fully connected network and its cost.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("network", nargs="?", help="sizes, as 4-8-3 or n_0-n_1-n_2 (default: the 2-3-1 example)")
    parser.add_argument("--activations", metavar="NAMES", help="one for all layers or one a layer: relu,softmax")
    parser.add_argument("--loss", metavar="NAME", help="a loss, as cross_entropy (default: an undefined L)")
    parser.add_argument("--l2", metavar="λ", default="0", help="adds λ/(2m) Σ‖W‖²: a number or a name")
    parser.add_argument("--l1", metavar="λ", default="0", help="adds λ/m Σ|W|: a number or a name")
    parser.add_argument("--notation", default="zero_based", metavar="NAME", help=", ".join(NOTATIONS))
    parser.add_argument("--grain", choices=GRAINS, help="only the equations, by neuron, by sample or by batch")
    parser.add_argument("--gradient", action="store_true", help="only the backward pass")
    parser.add_argument("--steps", action="store_true", help="only the derivation, step by step, with its checks")
    parser.add_argument("--wrt", metavar="NAME", help="the parameter of --steps, as w0 (default: the first)")
    parser.add_argument("--format", choices=tuple(FORMATS), help="default: what the file's name ends in, or text")
    parser.add_argument("-o", "--output", metavar="FILE", help=f"write to a file: {', '.join(ENDINGS)}")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Derive what was asked for, and write it."""
    example, no_activations = options.network is None, options.activations is None
    page = FORMATS[options.format or format_of(options.output)]
    network = Network(
        read_widths("2-3-1" if example else options.network),
        activations=read_activations("tanh,sigmoid" if example and no_activations else options.activations),
        notation=options.notation,
    )
    assumed = "binary_cross_entropy" if example else Function("L")
    loss = assumed if options.loss is None else options.loss
    cost = network.cost(loss, l1=read_strength(options.l1), l2=read_strength(options.l2))
    for caution in cost.cautions:
        say(f"note: {caution}")
    sections = list(_chosen(cost, options) or _in_full(cost))
    write(page(_title(network), sections), options.output)
    return FINE


def _title(network: Network) -> str:
    names = ["g" if layer.activation is None else _name(layer.activation) for layer in network.layers]
    return f"A {'-'.join(map(str, network.sizes))} network with {', '.join(names)}"


def _name(activation: Any) -> str:
    return activation if isinstance(activation, str) else getattr(activation, "__name__", str(activation))


def _chosen(cost: Cost, options: argparse.Namespace) -> list[Section]:
    """Return the sections that the options ask for; none where they ask for no part in particular."""
    chosen = []
    if options.grain and not (options.gradient or options.steps):
        chosen.append(Section("Equations", equations=cost.equations(options.grain)))
    if options.gradient:
        chosen.append(Section("Backward pass", equations=cost.gradient(options.grain or "batch")))
    if options.steps or options.wrt is not None:
        first = cost.network.parameters.names[0]
        chosen.append(_derivation(cost, first if options.wrt is None else options.wrt))
    return chosen


def _derivation(cost: Cost, parameter: str) -> Section:
    return Section(f"Derivation of the gradient by {parameter}", derivation=cost.derivation(parameter))


def _in_full(cost: Cost) -> Iterator[Section]:
    network = cost.network
    small = all(size.is_Integer and size <= SHOWN for size in network.sizes)
    yield Section("One equation", equations=[network.composed])
    yield Section("Layer by layer, for one sample x", equations=network.equations())
    if small:
        yield Section("Neuron by neuron", equations=network.equations("neuron"))
        yield Section("Matrices", equations=network.matrices())
    yield Section("Shapes", table=network.shapes("batch"))
    yield Section("For m samples at once", equations=network.equations("batch"))
    yield Section("Cost", equations=cost.equations())
    yield Section("Backward pass", equations=cost.gradient())
    yield Section("Proof", paragraph=_proof(verify_gradient(cost.gradient(), cost), network))
    if len(network.layers) <= SHOWN:
        yield _derivation(cost, network.parameters.names[0])
    if any(is_undefined(layer.activation) for layer in network.layers) or is_undefined_loss(cost.loss):
        return
    yield Section("The cost and its gradient as NumPy", code=cost.lambdify(gradient=True).source)
    if small and not _unknowns(cost):
        yield Section("Check with numbers", paragraph=_check(cost))


def _proof(verdicts: Verdicts, network: Architecture) -> str:
    """Say which lines of the backward pass are proved, and what that stands on."""
    missing = [f"{name} ({verdict.status})" for name, verdict in verdicts.items() if not verdict.proved]
    proved = f"{len(verdicts) - len(missing)} of the {len(verdicts)} lines are" if missing else "Every line is"
    what = "numbers of samples" if all(size.is_Integer for size in network.sizes) else "sizes"
    text = f"{proved} proved, for all {what}, by the chain rule entry by entry, and not by the rules that derived it."
    for kind in ("assumptions", "conventions"):
        listed = dict.fromkeys(each for verdict in verdicts.values() for each in getattr(verdict, kind))
        text += f" {kind.capitalize()}: {', '.join(listed)}." if listed else ""
    return f"{text} Not proved: {', '.join(missing)}." if missing else text


def _unknowns(cost: Cost) -> list[Any]:
    """Return the scalars that have no number, such as the λ of a penalty."""
    inputs = cost.equations("batch").inputs
    return [symbol for symbol in inputs if not getattr(symbol, "is_Matrix", False) and symbol != BATCH_SIZE]


def _check(cost: Cost) -> str:
    """Compare the generated code with SymPy's evaluation of the same cost, entry by entry and to 30 digits."""
    network = cost.network
    samples = 3
    generator = np.random.default_rng(0)
    parameters = network.initialize(seed=0)
    inputs = generator.normal(size=(int(network.sizes[0]), samples)).round(2)
    targets = np.eye(int(network.sizes[-1]))[:, generator.integers(0, int(network.sizes[-1]), samples)]
    if network.sizes[-1] == 1 and network.layers[-1].activation != SOFTMAX:
        targets = generator.integers(0, 2, (1, samples)).astype(float)
    if network.notation.samples == "rows":
        inputs, targets = inputs.T, targets.T
    targets[targets == 0] = 0 if _allows_zero(cost.loss) else -1
    with np.errstate(all="ignore"):
        generated = float(cost.lambdify()(parameters, inputs, targets))
    exact = _exactly(cost, {**parameters, "X": inputs, "Y": targets}, samples)
    return " ".join([*cost.cautions, _compared(generated, exact, samples)])


def _allows_zero(loss: Any) -> bool:
    return not (isinstance(loss, type) and issubclass(loss, Loss)) or loss.facts.targets.contains(0) == S.true


def _compared(generated: float, exact: float | None, samples: int) -> str:
    """Say what the generated code and SymPy give, and how far apart they are.

    >>> _compared(float("inf"), None, 3)
    'For 3 random samples the cost is no finite number: the generated code gives inf, and SymPy none either.'
    """
    if exact is None and not np.isfinite(generated):
        return (
            f"For {samples} random samples the cost is no finite number: the generated code gives {generated:g}, and "
            "SymPy none either."
        )
    if exact is None or not np.isfinite(generated):
        other = "no finite number" if exact is None else f"{exact:.15g}"
        return (
            f"The generated code gives J = {generated:.15g} for {samples} random samples, but SymPy, entry by entry "
            f"and to 30 digits, gives {other}: they do not agree."
        )
    return (
        f"The generated code gives J = {generated:.15g} for {samples} random samples; SymPy, entry by entry and to 30 "
        f"digits, gives {exact:.15g}; they differ by {abs(generated - exact):.1e}."
    )


def _exactly(cost: Cost, arrays: dict[str, Any], samples: int) -> float | None:
    """Return the cost by SymPy; None where it is infinite, not real or no number."""
    expression = cost.expression.subs(BATCH_SIZE, samples)
    written = explicit(expression)
    values: dict[Any, Any] = {}
    for symbol in expression.free_symbols:
        if getattr(symbol, "is_Matrix", False):
            array = arrays[symbol.name]
            values |= {symbol[i, j]: Float(array[i, j], 30) for i, j in np.ndindex(array.shape)}
    value = written.xreplace(values).evalf(30)
    return float(value) if value.is_real and value.is_finite else None
