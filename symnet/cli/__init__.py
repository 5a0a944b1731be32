"""The command line: `symnet derive`, and later its siblings."""

from symnet.cli.main import main as main
