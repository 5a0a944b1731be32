"""What a proof says of its rules is data: the same where Python runs without docstrings."""

import subprocess
import sys

import pytest
from sympy import MatrixSymbol, Symbol, cos, sin, symbols

import symnet as sn
from symnet.proof.index_form import RULES
from symnet.proof.index_form.language import sentence_of
from symnet.proof.index_form.regions import is_zero_by_regions
from symnet.proof.index_form.satisfiability import is_zero_by_solver

PROOF = """
import symnet as sn
from sympy import MatrixSymbol, Symbol, cos, sin, symbols
n, k = symbols("n k", integer=True, positive=True)
A, B, x = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n), Symbol("x", real=True)
for verdict in (sn.verify((A * B).T, B.T * A.T), sn.verify(sin(x)**2, 1 - cos(x)**2)):
    print(*verdict.proof, sep="\\n")
"""


@pytest.mark.parametrize("rule", [*RULES, is_zero_by_regions, is_zero_by_solver], ids=lambda rule: rule.__name__)
def test_every_rewrite_has_a_sentence(rule):
    assert sentence_of(rule)


def test_proofs_are_the_same_without_docstrings():
    n, k = symbols("n k", integer=True, positive=True)
    A, B, x = MatrixSymbol("A", n, k), MatrixSymbol("B", k, n), Symbol("x", real=True)
    verdicts = sn.verify((A * B).T, B.T * A.T), sn.verify(sin(x) ** 2, 1 - cos(x) ** 2)
    said = [sentence for verdict in verdicts for sentence in verdict.proof]
    assert any("sin²" in sentence for sentence in said)
    run = subprocess.run([sys.executable, "-OO", "-c", PROOF], check=True, capture_output=True, encoding="utf-8")
    assert run.stdout.splitlines() == said
