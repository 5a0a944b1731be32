"""Reads the command line, calls the command, and turns every mistake of a user into one sentence.

Exit status: 0 fine or proved, 1 refuted, 2 a mistake in what was asked, 3 undecided.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from symnet import __version__
from symnet.cli import derive, diagram, plot, verify
from symnet.errors import SymnetError

USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
        if options.run is None:
            parser.print_help()
            return 0
        return int(options.run(options))
    except SymnetError as mistake:
        print(f"symnet: {mistake}", file=sys.stderr)
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="symnet",
        description="Neural networks as SymPy expressions: derive their equations, run them, prove them.",
        epilog="symnet COMMAND --help shows what a command can do, with examples.",
    )
    parser.add_argument("--version", action="version", version=f"symnet {__version__}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    derive.add_to(commands)
    verify.add_to(commands)
    plot.add_to(commands)
    diagram.add_to(commands)
    return parser
