"""`symnet plot`: activations and their derivatives as a picture, one of them or many in a grid."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from symnet.cli.endings import FINE
from symnet.cli.reading import read_activation
from symnet.cli.writing import write_bytes
from symnet.errors import SymnetValueError, TooLargeError
from symnet.expressions.catalogue import activations
from symnet.visualization.canvas import FORMATS, picture
from symnet.visualization.depth import plot_depth
from symnet.visualization.plots import plot_activation, plot_activations

EXAMPLES = """examples:
  symnet plot tanh -o tanh.png
  symnet plot sigmoid tanh arctan relu leaky_relu:0.05 --z -10 10 -o lesson.svg
  symnet plot sigmoid tanh relu --depth 50 -o vanishing.pdf
  symnet plot --all -o all.svg
"""


DEEPEST = 1000
"""Layers that are drawn: deeper ones leave nothing, or overflow."""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "plot",
        help="plot activations and their derivatives",
        description="Plot activations with their derivatives, kinks, asymptotes and ranges; several make a grid.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="an activation, as tanh or leaky_relu:0.05")
    parser.add_argument("--all", action="store_true", help="every activation that symnet knows")
    parser.add_argument("--z", nargs=2, type=float, metavar=("FROM", "TO"), help="the interval to draw")
    parser.add_argument("--columns", type=int, default=3, metavar="N", help="columns of the grid (default: 3)")
    parser.add_argument("--depth", type=int, metavar="L", help="instead, what they leave of a gradient after L layers")
    parser.add_argument("-o", "--output", metavar="FILE", help=f"the picture: {', '.join(FORMATS)} by its ending")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draw what was asked for, and write it."""
    functions = _chosen(options)
    kind = _kind(options.output)
    write_bytes(picture(_figure(functions, options), kind), options.output)
    return FINE


def _chosen(options: argparse.Namespace) -> list[Any]:
    if options.all and options.names:
        raise SymnetValueError(
            f"Plot either all activations or those named, but both were asked for: --all and {' '.join(options.names)}."
        )
    if not options.all and not options.names:
        raise SymnetValueError("There is no activation to plot; write symnet plot tanh -o tanh.png, or --all.")
    return list(activations()) if options.all else [read_activation(name) for name in options.names]


def _kind(path: str | None) -> str:
    """Return the kind of picture that a file's name ends in."""
    if path is None:
        raise SymnetValueError("A picture goes into a file, but none was named; write -o activations.svg.")
    ending = Path(path).suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise SymnetValueError(
            f"A picture is written as {', '.join(FORMATS)}, but {path!r} ends in none of them; "
            "write -o activations.svg."
        )
    return ending


def _figure(functions: list[Any], options: argparse.Namespace) -> Any:
    bounds = None if options.z is None else tuple(options.z)
    if options.depth is not None:
        if options.depth > DEEPEST:
            raise TooLargeError(f"A network of {options.depth} layers takes too long to draw; write --depth {DEEPEST}.")
        return plot_depth(functions, layers=options.depth)
    if len(functions) == 1:
        return plot_activation(functions[0], z=bounds)
    return plot_activations(functions, z=bounds, columns=options.columns)
