"""Certificates that were altered or made up: how many of them are confirmed although what they say is not shown.

    python -m tests.benchmarks.forging 10000 --seed 1

A forger takes a valid certificate, changes something in it, once or more, and computes the digest again; or writes a
certificate of a false claim from nothing. What is confirmed must be a refutation whose claim differs at its witness:
that is settled here by floating point from the file's own numbers, by code of this page. A crash, or anything that is
not one error type, counts as a failure as well.
"""

import argparse
import json
import sys
import time
from collections import Counter
from random import Random
from typing import Any

import sympy
from sympy import HadamardProduct, MatrixSymbol, Piecewise, Trace, exp, log, symbols

import symnet as sn
from symnet.expressions.assumptions import Between, Binary, Invertible, SumToOne, Symmetric
from symnet.verdicts import Verdict
from symnet.verification.certificates.certificate import certificate_of
from symnet.verification.certificates.files import as_json, digest_of, from_json
from symnet.verification.certificates.serialization import from_trees
from symnet.verification.wording import claim_text
from tests.benchmarks.forging_values import sides_at

n, k, m = symbols("n k m", integer=True, positive=True)
x, y = symbols("x y", real=True)
c = sympy.Symbol("c", positive=True)
A, B, S, T, Y = (MatrixSymbol(*spec) for spec in (("A", n, k), ("B", k, n), ("S", n, n), ("T", n, n), ("Y", n, m)))
g = sympy.Function("g")

TRUE: list[tuple[Any, Any, list[Any]]] = [
    ((A * B).T, B.T * A.T, []), (Trace(A * B), Trace(B * A), []), (S.T, S, [Symmetric(S)]), (S.inv() * S, sympy.Identity(n), [Invertible(S)]),
    (HadamardProduct(Y, Y), Y, [Binary(Y)]), (sympy.OneMatrix(1, n) * Y, sympy.OneMatrix(1, m), [SumToOne(Y)]),
    (exp(x) * exp(-x), sympy.Integer(1), []), (log(c**2), 2 * log(c), []), (g(2 * x), g(x + x), []), (sn.relu(x) - sn.relu(-x), x, []),
    (sympy.sqrt(x**2), sympy.Abs(x), []), (log(x), log(x), [Between(x, 0, 1)]),
]  # fmt: skip
FALSE: list[tuple[Any, Any, list[Any]]] = [
    (A * B, 2 * A * B, []), (S * T, T * S, []), (S.T, S, []), (exp(x + y), exp(x) + exp(y), []), (g(x), g(-x), []),
    (HadamardProduct(Y, Y), Y, [Between(Y, 0, 1)]), (sn.relu6(x), sn.relu(x), []), (c**2, c, []), (sn.tanh(S), S, []),
    (Trace(S * T), Trace(S) * Trace(T), []), (log(c**2), log(c), []), (x, sympy.Abs(x), []),
]  # fmt: skip
HAND_MADE: list[tuple[Any, Any, list[Any]]] = [
    (sn.relu6(x), sn.relu(x), []), (Piecewise((1, x > 7), (0, True)), sympy.Integer(0), []), (log(x**2), 2 * log(x), []),
    (Piecewise((1, n > 7), (0, True)), sympy.Integer(0), []), (sympy.sqrt(x**2), x, []), (sn.hardtanh(S), S, []),
    (sympy.sign(x) ** 2, sympy.Integer(1), []), (S.inv() * S, sympy.Identity(n), []), (S, T, [Symmetric(S)]),
]  # fmt: skip
"""Claims that are false somewhere, or not shown, written as if they were proved."""

ODD: list[Any] = [None, True, False, 0, 1, -1, 2, 10**9, 10**400, 0.5, float("nan"), float("inf"), "", "x", "1/0", "9" * 5000, "1/3", [], {}, [[]], [None], {"a": 1},
       "proved", "refuted", "confirmed", "all sizes", ["all sizes"], [0, 1], [1, 1]]  # fmt: skip


def valid():
    """Return certificates as symnet writes them: of true claims, false ones, and of lines of backward passes."""
    written = []
    for claims in (TRUE, FALSE):
        for left, right, facts in claims:
            verdict = sn.verify(left, right, assuming=facts)
            if verdict.proved or verdict.counterexample is not None:
                written.append(sn.certificate(verdict))
    cost = sn.Network(["n_0", "n_1"], activations="sigmoid").cost("binary_cross_entropy")
    lines = cost.gradient()
    wrong = sn.Equations([(symbol, 2 * line) for symbol, line in lines])
    for passed in (lines, wrong):
        written += [
            sn.certificate(verdict)
            for verdict in sn.verify_gradient(passed, cost).values()
            if verdict.status != "undecided"
        ]
    return [json.loads(each) for each in written]


def signed(content):
    """Return a file with a digest of its own, as a forger writes it."""
    body = {key: value for key, value in content.items() if key != "digest"}
    return json.dumps({**body, "digest": digest_of(body)}, ensure_ascii=False)


def places(tree, path=()):
    """Yield the path to everything in a file."""
    yield path
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def altered(content, random):
    """Return a file with one thing in it changed, removed, doubled, exchanged for another or for something odd."""
    content = json.loads(json.dumps(content))
    path = random.choice([path for path in places(content) if path])
    holder = content
    for key in path[:-1]:
        holder = holder[key]
    key, value = path[-1], holder[path[-1]]
    kind = random.choice(["odd", "odd", "near", "near", "remove", "double", "exchange"])
    if kind == "remove":
        del holder[key]
    elif kind == "double" and isinstance(holder, list):
        holder.insert(key, value)
    elif kind == "exchange" and isinstance(holder, list):
        other = random.randrange(len(holder))
        holder[key], holder[other] = holder[other], value
    elif kind == "near" and isinstance(value, bool):
        holder[key] = not value
    elif kind == "near" and isinstance(value, int):
        holder[key] = value + random.choice([-2, -1, 1, 2])
    elif kind == "near" and isinstance(value, str):
        holder[key] = random.choice(
            [value + "1", value[1:], f"-{value}", "0/1", "2/1", "Add", "Mul", "Transpose", "X", "tanh", "symnet.tanh"]
        )
    else:
        holder[key] = json.loads(json.dumps(random.choice(ODD)))
    return content


def retold(content):
    """Return a file whose text is that of its expressions, where these can be read."""
    try:
        left, right, *_ = from_trees(content["sides"])
        return {**content, "claim": claim_text(left, right)}
    except Exception:  # noqa: BLE001 - it is no claim
        return content


def made_up(random):
    """Return a certificate of a proof that there is not, or of a refutation with numbers from nowhere."""
    left, right, facts = random.choice([*HAND_MADE, *FALSE])
    scope = random.choice(
        [("all sizes",), ("all sizes", "except where x = 0"), ("all sizes", "except where 0 = 0"), ()]
    )
    return json.loads(
        as_json(certificate_of(Verdict("proved", "", scope), left, right, facts=facts, version=sn.__version__))
    )


def forged(genuine, random):
    """Return the text of one forged certificate, and how it was made."""
    if random.random() < 0.1:
        return signed(made_up(random)), "made up"
    content = random.choice(genuine)
    count = random.choice([1, 1, 2, 3])
    for _ in range(count):
        content = altered(content, random)
    if random.random() < 0.5:
        content = retold(content)
    return signed(content), f"{count} changes"


def is_shown(written):
    """Tell whether a certificate refutes its claim: whether the sides differ at its witness, in floating point."""
    certificate = from_json(written)
    witness = certificate.witness
    if certificate.status != "refuted" or witness is None:
        return False
    return sides_at(certificate)


def judged(written):
    """Return what the checker says of a text: a status, ``refused``, or the name of an error that is none of ours."""
    start = time.process_time()
    try:
        status: str = sn.check_certificate(written, timeout=2.0).status
    except sn.SymnetError:
        status = "refused"
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is a failure
        status = f"crash {type(error).__name__}"
    return status, time.process_time() - start


def main():
    """Forge, check, count, and tell whether nothing was confirmed that was not shown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    genuine = valid()
    counts: Counter[str] = Counter()
    wrong, slowest = [], 0.0
    for number in range(options.count):
        written, kind = forged(genuine, Random(f"{options.seed} {number}"))  # noqa: S311 - the same forgeries each time
        status, seconds = judged(written)
        slowest = max(slowest, seconds)
        counts[status] += 1
        if status.startswith("crash") or seconds > 2.3 or (status == "confirmed" and not is_shown(written)):
            wrong.append(number)
            print("WRONG", number, kind, status, round(seconds, 2), written[:2000], flush=True)
    print(f"{options.count} forged certificates: {dict(counts.most_common())}; slowest {slowest:.2f} s")
    print(f"confirmed although not shown, crashed, or late: {len(wrong)}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
