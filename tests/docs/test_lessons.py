r"""What a page shows as a formula is what its examples print, KaTeX accepts it, and the lessons cover their seeds.

pytest runs the examples of every page, and compares what they print with what stands below them. So here it is enough to
compare the formulas of a page with what stands below its examples.
"""

import re
from doctest import DocTestParser
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
LESSONS = ("lessons/deeper_networks.md", "lessons/deep_learning_model.md")
WORKED = ("backpropagation.md", "training.md")
"""Pages that show the reader, like a lesson, all that their examples print as LaTeX."""
PAGES = (*LESSONS, *WORKED, "index.md", "notation.md", "not_proved.md", "running.md", "testing.md")

FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^\$\$\n(.+?)\n\$\$$|^(\\begin\{align\*\}\n.+?\n\\end\{align\*\})$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<![$\\])\$([^$\n]+)\$")
PRINTED = re.compile(r"^\\begin\{(align\*|array)\}.*?^\\end\{\1\}$|^[^\n]+$", re.MULTILINE | re.DOTALL)


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def shown(text: str) -> list[str]:
    """The formulas between the paragraphs of a page, in order."""
    return [dollars or align for dollars, align in BLOCK.findall(FENCE.sub("", text))]


def in_sentences(text: str) -> list[str]:
    """The formulas inside sentences and tables."""
    return INLINE.findall(BLOCK.sub("", FENCE.sub("", text)))


def in_tables(text: str) -> list[str]:
    """The equations in the cells of tables."""
    rows = [line for line in FENCE.sub("", text).splitlines() if line.startswith("|")]
    return [formula for row in rows for formula in INLINE.findall(row) if " = " in formula]


def printed(text: str) -> list[str]:
    """The LaTeX below the examples that print it, in order."""
    wants = [example.want for example in DocTestParser().get_examples(text) if "sn.latex(" in example.source]
    return [match[0].rstrip() for want in wants for match in PRINTED.finditer(want)]


def lines(formulas: list[str]) -> set[str]:
    """Each formula, and each line of an aligned one by itself."""
    rows = (row.removesuffix(r" \\").replace("&= ", "= ") for formula in formulas for row in formula.splitlines())
    return {*formulas, *rows}


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_shows_what_its_examples_print_no_more_and_no_less(page):
    text = read(page)
    assert shown(text) == printed(text)
    assert len(shown(text)) > 30


@pytest.mark.parametrize("page", WORKED)
def test_a_worked_page_shows_what_its_examples_print_no_more_and_no_less(page):
    text = read(page)
    assert shown(text) == printed(text) != []


@pytest.mark.parametrize("page", PAGES)
def test_every_formula_of_a_page_is_printed_by_an_example_of_it(page):
    text = read(page)
    assert set(shown(text)) <= lines(printed(text))
    assert set(in_tables(text)) <= lines(printed(text))


@pytest.mark.parametrize("page", PAGES)
def test_katex_accepts_every_formula_of_a_page(page, assert_katex):
    text = read(page)
    assert_katex([*shown(text), *printed(text), *in_sentences(text)])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("$$\na^{[0]} = x\n$$", "$$\na^{[0]} = y\n$$"),  # the reader's side drifts
        ("\na^{[0]} = x\n\n```", "\na^{[0]} = y\n\n```"),  # symnet's side drifts
        ("$$\na^{[0]} = x\n$$", ""),  # a formula is lost
    ],
)
def test_a_planted_drift_is_seen(right, wrong):
    text = read(LESSONS[0])
    assert text.count(right) == 1
    planted = text.replace(right, wrong)
    assert shown(planted) != printed(planted)


# Every formula of the two course pages, in the spelling of symnet; where the page errs, the right one.
FIRST_SEED = (
    # one neuron, layers, outputs
    r"z = w x + b",
    r"a = \sigma\left(z\right)",
    r"a^{[0]} = x",
    r"\hat{y} = a^{[2]}",
    # the hidden layer, neuron by neuron
    *(rf"z^{{[1]}}_{j} = w^{{[1]}}_{j} x + b^{{[1]}}_{j}" for j in (1, 2, 3)),
    *(rf"a^{{[1]}}_{j} = f\left(z^{{[1]}}_{j}\right)" for j in (1, 2, 3)),
    # the matrices
    r"x = \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}",
    r"w^{[1]} = \begin{bmatrix} w^{[1]}_{1,1} & w^{[1]}_{2,1} & w^{[1]}_{3,1} \\ w^{[1]}_{1,2} & w^{[1]}_{2,2} & w^{[1]}_{3,2} \end{bmatrix}",
    r"w^{[1]}_{1,2}",
    *(
        rf"{letter}^{{[1]}} = \begin{{bmatrix}} {letter}^{{[1]}}_1 \\ {letter}^{{[1]}}_2 \\ {letter}^{{[1]}}_3 \end{{bmatrix}}"
        for letter in "bza"
    ),
    # the forward pass, of one sample and of the i-th
    r"z^{[1]} = w^{[1]T} a^{[0]} + b^{[1]}",
    r"a^{[1]} = f\left(z^{[1]}\right)",
    r"z^{[2]} = w^{[2]T} a^{[1]} + b^{[2]}",
    r"a^{[2]} = f\left(z^{[2]}\right)",
    r"z^{[1](i)} = w^{[1]T} a^{[0](i)} + b^{[1]}",
    r"a^{[1](i)} = f\left(z^{[1](i)}\right)",
    r"z^{[2](i)} = w^{[2]T} a^{[1](i)} + b^{[2]}",
    r"a^{[2](i)} = f\left(z^{[2](i)}\right)",
    # activations, and the derivatives that the code computes
    r"a = \frac{1}{1 + e^{- z}}",
    r"a = \frac{e^{z} - e^{- z}}{e^{z} + e^{- z}}",
    r"a = \arctan\left(z\right)",
    r"a = \max\left(0, z\right)",
    r"a = \max\left(0.001 z, z\right)",
    r"\frac{d}{d z} \sigma\left(z\right) = \left(1 - \sigma\left(z\right)\right) \sigma\left(z\right)",
    r"\frac{d}{d z} \tanh\left(z\right) = 1 - \tanh^{2}\left(z\right)",
    r"\frac{d}{d z} \arctan\left(z\right) = \frac{1}{z^{2} + 1}",
    r"\frac{d}{d z} \operatorname{ReLU}\left(z\right) = \begin{cases} 1 & \text{for}\: z > 0 \\0 & \text{otherwise} \end{cases}",
    r"\frac{d}{d z} \operatorname{LeakyReLU}_{0.05}\left(z\right) = \begin{cases} 1 & \text{for}\: z > 0 \\\frac{1}{20} & \text{otherwise} \end{cases}",
    r"\left(0, 1\right)",
    r"\left(-1, 1\right)",
)
SECOND_SEED = (
    # one neuron, several neurons
    r"z_0 = w_0 x_0 + w_1 x_1 + b_0",
    r"z_0 = w_{0,0} x_0 + w_{0,1} x_1 + b_0",
    r"z_1 = w_{1,0} x_0 + w_{1,1} x_1 + b_1",
    r"z = w x + b",
    r"x = \begin{bmatrix} x_0 \\ x_1 \end{bmatrix}",
    r"w = \begin{bmatrix} w_0 & w_1 \end{bmatrix}",
    r"b = \begin{bmatrix} b_0 \end{bmatrix}",
    r"w = \begin{bmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{bmatrix}",
    r"b = \begin{bmatrix} b_0 \\ b_1 \end{bmatrix}",
    r"w = \begin{bmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \\ w_{20} & w_{21} \end{bmatrix}",
    r"b = \begin{bmatrix} b_0 \\ b_1 \\ b_2 \end{bmatrix}",
    # two layers
    r"w^{[0]} = \begin{bmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{bmatrix}",
    r"b^{[0]} = \begin{bmatrix} b_0 \\ b_1 \end{bmatrix}",
    r"w^{[1]} = \begin{bmatrix} w_{00} & w_{01} \end{bmatrix}",
    r"b^{[1]} = \begin{bmatrix} b_0 \end{bmatrix}",
    r"z^{[0]} = w^{[0]} x + b^{[0]}",
    r"z^{[1]} = w^{[1]} z^{[0]} + b^{[1]}",
    # the collapse
    r"z^{[1]} = w^{[1]} \left(w^{[0]} x + b^{[0]}\right) + b^{[1]}",
    r"z^{[1]} = w^{[1]} w^{[0]} x + w^{[1]} b^{[0]} + b^{[1]}",
    r"W = w^{[1]} w^{[0]}",
    r"B = w^{[1]} b^{[0]} + b^{[1]}",
    r"z^{[1]} = W x + \left(w^{[1]} b^{[0]} + b^{[1]}\right)",
    r"z^{[1]} = W x + B",
    # activations
    r"a_0 = g\left(z_0\right)",
    r"a^{[0]} = g\left(z^{[0]}\right)",
    r"g\left(z\right) = \frac{1}{1 + e^{- z}}",
    r"g\left(z\right) = \frac{e^{z} - e^{- z}}{e^{z} + e^{- z}}",
    r"g\left(z\right) = \max\left(0, z\right)",
    r"g\left(z\right) = \max\left(0.01 z, z\right)",
    r"a^{[0]} = g^{[0]}\left(z^{[0]}\right)",
    r"z^{[1]} = w^{[1]} a^{[0]} + b^{[1]}",
    r"a^{[1]} = g^{[1]}\left(z^{[1]}\right)",
    r"a^{[1]} = g^{[1]}\left(w^{[1]} g^{[0]}\left(w^{[0]} x + b^{[0]}\right) + b^{[1]}\right)",
    # the cost
    r"J = \frac{1}{m} \sum_{i=1}^{m} L\left(\hat{y}^{(i)}, y^{(i)}\right)",
    r"J = \frac{1}{m} \sum_{i=1}^{m} L\left(a^{[L](i)}, y^{(i)}\right)",
)


@pytest.mark.parametrize(("page", "formulas"), [(LESSONS[0], FIRST_SEED), (LESSONS[1], SECOND_SEED)])
def test_a_lesson_prints_every_formula_of_its_course_page(page, formulas):
    assert [formula for formula in formulas if formula not in lines(printed(read(page)))] == []
