"""Reads the command line and calls the command; how it ends is in `endings`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from typing import Any

from symnet import __version__
from symnet.cli import derive, diagram, plot, verify
from symnet.cli.endings import ended, print_out
from symnet.cli.speaking import speak


class _Parser(argparse.ArgumentParser):
    """A parser whose help is an answer like any other: it is an error where nobody takes it."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is sys.stdout:
            print_out(message)
        elif file is not None:
            with contextlib.suppress(OSError):
                file.write(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; see `endings` for what each means."""
    return ended(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    speak()
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    return int(options.run(options))


def _parser() -> _Parser:
    parser = _Parser(
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
