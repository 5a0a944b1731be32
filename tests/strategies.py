"""What hypothesis draws from: networks of every depth, width, activation and notation."""

from hypothesis import strategies as st

import symnet as sn
from symnet.printing.notations import NOTATIONS

DEPTHS = st.integers(1, 6)
WIDTHS = st.integers(1, 8)
LAYERED_NOTATIONS = sorted(name for name, notation in NOTATIONS.items() if notation.brackets is not None)
LAYERED = st.sampled_from(LAYERED_NOTATIONS)


@st.composite
def networks(draw, *, depths=DEPTHS, widths=WIDTHS, notations=LAYERED):
    """A network with integer sizes and activations of any kind; the last layer may be a softmax."""
    depth = draw(depths)
    sizes = draw(st.lists(widths, min_size=depth + 1, max_size=depth + 1))
    hidden = st.sampled_from(sn.activations())
    last = st.sampled_from((*sn.activations(), "softmax"))
    activations = [*draw(st.lists(hidden, min_size=depth - 1, max_size=depth - 1)), draw(last)]
    return sn.Network(sizes, activations=activations, notation=draw(notations))


@st.composite
def matrix_sizes(draw):
    """Three different sizes, so that no two matrices fit by accident."""
    return draw(st.permutations([2, 3, 5]))
