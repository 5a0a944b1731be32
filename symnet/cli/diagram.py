"""`symnet diagram`: a network as a picture, in a file or as SVG text."""

from __future__ import annotations

import argparse
from typing import Any

from symnet.cli.endings import FINE
from symnet.cli.reading import read_activations, read_widths
from symnet.cli.writing import write
from symnet.nn.network import Network
from symnet.printing.notations import NOTATIONS
from symnet.visualization.diagram import FORMATS, GRAINS, diagram

EXAMPLES = """examples:
  symnet diagram 2-2-1 --grain neuron --weights -o net.svg
  symnet diagram 2-3-1 --activations tanh,sigmoid --loss binary_cross_entropy --grain computation -o net.tex
  symnet diagram n_0-n_1-n_2 --grain layer --notation one_based > net.svg
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "diagram",
        help="draw a network",
        description="Draw a network: its neurons, its layers, or the graph of its computation.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("network", help="sizes, as 2-2-1 or n_0-n_1-n_2")
    parser.add_argument("--grain", choices=GRAINS, default="neuron", help="what a node is; default: neuron")
    parser.add_argument("--activations", metavar="NAMES", help="one for all layers or one a layer: relu,softmax")
    parser.add_argument("--loss", metavar="NAME", help="a loss, as cross_entropy: draw its cost too")
    parser.add_argument("--notation", default="zero_based", metavar="NAME", help=", ".join(NOTATIONS))
    parser.add_argument("--weights", action="store_true", help="write each weight on its arrow (grain neuron)")
    parser.add_argument("--equations", action="store_true", help="write the equation of each neuron (grain neuron)")
    parser.add_argument("-o", "--output", metavar="FILE", help=f"a file that ends with {', '.join(FORMATS)}")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draw what was asked for, and write it."""
    network = Network(
        read_widths(options.network), activations=read_activations(options.activations), notation=options.notation
    )
    picture = diagram(
        network if options.loss is None else network.cost(options.loss),
        grain=options.grain,
        weights=options.weights,
        equations=options.equations,
    )
    write(picture.written_as("net.svg" if options.output is None else options.output), options.output)
    return FINE
