"""Each name has one spelling, which the text of its LaTeX is, and which is read as that symbol."""

import pytest
from sympy import MatrixSymbol, Symbol

import symnet as sn
from symnet.expressions.letters import spelled
from symnet.parsing import read_expression, symbol_table
from symnet.printing.typesetting import typeset

NAMES = ["x", "x_1", "x1", "x_12", "x_i", "x_q", "x_max", "x_n0", "x_alpha", "alpha", "alpha_1", "alpha_beta", "lambda", "Omega",
         "varphi", "y_hat", "theta_hat", "x_bar", "x'", "x'_1", "dgamma", "dW", "dW_2", "d", "weight", "x_0_weight", "W1",
         "W^[1]", "W^[1]_2", "dW^[2]", "x^(i)", "a b", "x^2", "50%", "a#b", "2x", "pi", "e", "I", "T", "Alpha", "that"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_name_is_that_of_its_latex(name):
    assert typeset(spelled(name).latex) == spelled(name).text == sn.text(Symbol(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_as_it_prints(name):
    for symbol in (Symbol(name, real=True), MatrixSymbol(name, 2, 3)):
        assert read_expression(sn.text(symbol), symbol_table({name: symbol})) == symbol


def test_no_two_names_share_a_spelling():
    for part in ("latex", "text"):
        assert len({getattr(spelled(name), part) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize(("letter", "name"), [("λ", "lambda"), ("Ω", "Omega"), ("ŷ", "y_hat"), ("α_1", "alpha_1")])
def test_a_greek_letter_is_its_name(letter, name):
    assert spelled(letter) == spelled(name)


@pytest.mark.parametrize("name", ["w^{[0]}", r"\\theta_{1}"])
def test_latex_stays_what_it_is(name):
    assert sn.latex(Symbol(name)) == name
