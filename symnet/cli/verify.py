"""`symnet verify`: decide an equation, or check a certificate again."""

from __future__ import annotations

import argparse
import json
from typing import Any

from sympy import Function

from symnet.cli.endings import FINE, OPEN, WRONG, print_out, say
from symnet.cli.reading import read_activations, read_number, read_strength, read_widths
from symnet.cli.symbols import read_symbols
from symnet.cli.writing import read_text, write
from symnet.errors import SymnetValueError
from symnet.nn.cost import Cost
from symnet.nn.network import Network
from symnet.printing.notations import NOTATIONS
from symnet.verdicts import Verdict
from symnet.verification.certificates.files import certificate
from symnet.verification.certificates.rechecking import check_certificate
from symnet.verification.claims import verify

STATUSES = {
    "proved": FINE, "confirmed": FINE, "refuted": WRONG, "rejected": WRONG,
    "undecided": OPEN, "agrees": OPEN, "open": OPEN,
}  # fmt: skip
"""The exit status for each answer; for whatever is no answer there are others."""

EXAMPLES = """examples:
  symnet verify "(A B)ᵀ = Bᵀ Aᵀ" --symbols "A: n x k, B: k x n"
  symnet verify "tr(A B) = tr(B A)" --symbols "A: n x k, B: k x n" --certificate trace.json
  symnet verify --certificate trace.json
      checks the file again, without the prover
  symnet verify "dW1 = 1/m dZ1 A0.T" --network 2-3-1 --activations tanh,sigmoid --loss binary_cross_entropy
  symnet verify "dZ1 = 1/m (A1 - Y)" --network 4-8-3 --activations relu,softmax --loss cross_entropy \\
      --assuming "columns of Y sum to one"

exit status: 0 proved (or the certificate of a refutation is confirmed), 1 refuted (or rejected), 2 a mistake in what
was asked, 3 undecided (or a certificate that cannot be checked, or only agrees at some points), 4 could not be done
(memory, disk, a closed pipe)
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "verify",
        help="decide an equation: proved, refuted or undecided",
        description="Decide an equation for all sizes, or refute it with numbers.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("equation", nargs="?", help='two sides in symnet\'s text, as "(A B)ᵀ = Bᵀ Aᵀ"')
    parser.add_argument("--symbols", metavar="LIST", help='"A: n x k, B: k x n, c: scalar, g: function"')
    parser.add_argument("--network", metavar="SIZES", help="the claim is about a network, as 2-3-1 or n_0-n_1-n_2")
    parser.add_argument("--activations", metavar="NAMES", help="one for all layers or one a layer: relu,softmax")
    parser.add_argument("--loss", metavar="NAME", help="a loss, as cross_entropy (default: an undefined L)")
    parser.add_argument("--l2", metavar="λ", default="0", help="adds λ/(2m) Σ‖W‖²: a number or a name")
    parser.add_argument("--notation", default="zero_based", metavar="NAME", help=", ".join(NOTATIONS))
    sentences: dict[str, Any] = {"nargs": "+", "action": "extend", "default": []}
    parser.add_argument("--assuming", metavar="SENTENCE", help='"A is symmetric" "c > 0"', **sentences)
    parser.add_argument("--timeout", default="10", metavar="SECONDS", help="default: 10")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.add_argument("--certificate", metavar="FILE", help="write a certificate; without an equation, check one")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Decide what was asked, print the answer, and return the exit status."""
    seconds = float(read_number(options.timeout, "--timeout"))
    if options.equation is None:
        if options.certificate is None:
            raise SymnetValueError(
                'There is nothing to verify; write symnet verify "A B = B A" --symbols "A: n x n, …".'
            )
        return _check_again(options, seconds)
    verdict = _decided(options, seconds)
    print_out(f"{json.dumps(verdict.as_dict(), ensure_ascii=False, indent=1) if options.json else verdict}\n")
    if options.certificate is not None:
        if verdict.proved or verdict.counterexample is not None:
            write(certificate(verdict), options.certificate)
        else:
            reason = f"the claim is {verdict.status} without numbers"
            say(f"no certificate was written, because {reason}")
    return STATUSES[verdict.status]


def _decided(options: argparse.Namespace, seconds: float) -> Verdict:
    """Return the verdict on an equation about a network, or about declared symbols."""
    if options.network is not None:
        return verify(options.equation, network=_cost(options), assuming=options.assuming, timeout=seconds)
    stray = [name for name in ("activations", "loss") if getattr(options, name) is not None]
    if stray:
        raise SymnetValueError(f"--{stray[0]} is about a network; write --network 2-3-1 as well.")
    table = read_symbols(options.symbols or "")
    return verify(options.equation, symbols=table, assuming=options.assuming, timeout=seconds)


def _cost(options: argparse.Namespace) -> Cost:
    if options.symbols is not None:
        raise SymnetValueError("The symbols of a network are known; leave --symbols out, or --network.")
    network = Network(
        read_widths(options.network), activations=read_activations(options.activations), notation=options.notation
    )
    loss = Function("L") if options.loss is None else options.loss
    return network.cost(loss, l2=read_strength(options.l2))


def _check_again(options: argparse.Namespace, seconds: float) -> int:
    found = check_certificate(read_text(options.certificate), timeout=seconds)
    if options.json:
        shown = {"status": found.status, "sentence": found.sentence, "claim": found.claim}
        print_out(f"{json.dumps(shown, ensure_ascii=False, indent=1)}\n")
    else:
        print_out(f"{found.status}: {found.claim}\n  {found.sentence}\n")
    return STATUSES[found.status]
