"""Canonical names: two terms are the same exactly where a renaming of the summed indices makes them so."""

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from symnet.limits import Limits
from symnet.proof.index_form.canonical import abstracted, canonical_term
from symnet.proof.index_form.terms import BOUND, FREE, FRESH, Head, Place, Polynomial, moved_factors

ENTRY = Head("entry", "A", (), 2)
OTHER = Head("entry", "B", (), 2)
SYMMETRIC = Head("entry", "S", (), 2, ((1, 0),))
VECTOR = Head("entry", "v", (), 1)
HEADS = (ENTRY, OTHER, SYMMETRIC, VECTOR)
FREE_PLACES = (Place(FREE, 0), Place(FREE, 1))


def canonical(factors, bound):
    return canonical_term(factors, bound, HEADS, Limits(60.0))


@st.composite
def products(draw):
    """Some atoms over up to four summed indices and two free ones."""
    bound = [Place(FRESH, k, draw(st.integers(0, 1))) for k in range(draw(st.integers(1, 4)))]
    places = st.sampled_from((*bound, *FREE_PLACES))
    factors = {}
    for head in draw(st.lists(st.integers(0, 3), min_size=1, max_size=5)):
        atom = head, tuple(draw(places) for _ in range(HEADS[head].arity))
        factors[atom] = Fraction(draw(st.integers(1, 2)))
    return tuple(factors.items()), tuple(bound)


def least(factors, bound):
    """The least of all renamings, by trying every one, with symmetric places in either order."""

    def turned(factor):
        (head, places), power = factor
        return ((head, min(places, places[::-1]) if head == 2 else places), power)

    best = None
    for order in permutations(bound):
        names = {index: Place(BOUND, k, index.size) for k, index in enumerate(order)}
        candidate = sorted(map(turned, moved_factors(factors, names))), sorted(names.values())
        best = candidate if best is None else min(best, candidate)
    return best


@given(products(), st.randoms(use_true_random=False))
def test_renaming_and_reordering_change_nothing(drawn, random):
    factors, bound = drawn
    numbers = random.sample(range(100, 200), len(bound))
    names = {index: Place(FRESH, number, index.size) for index, number in zip(bound, numbers, strict=True)}
    shuffled = list(moved_factors(factors, names))
    random.shuffle(shuffled)
    assert canonical(tuple(shuffled), tuple(names.values())) == canonical(factors, bound)


@given(products(), products())
def test_two_terms_are_the_same_exactly_where_a_renaming_makes_them_so(one, two):
    assert (canonical(*one) == canonical(*two)) == (least(*one) == least(*two))


@given(products(), st.data())
def test_a_term_with_one_index_moved_is_told_apart(drawn, data):
    """Pairs of nearly equal terms: the case in which a sloppy colouring fails."""
    factors, bound = drawn
    places = st.sampled_from((*bound, *FREE_PLACES))
    position = data.draw(st.integers(0, len(factors) - 1))
    (head, at), power = factors[position]
    slot = data.draw(st.integers(0, len(at) - 1))
    changed = (head, (*at[:slot], data.draw(places), *at[slot + 1 :])), power
    other = dict((*factors[:position], changed, *factors[position + 1 :]))
    assert (canonical(factors, bound) == canonical(tuple(other.items()), bound)) == (
        least(factors, bound) == least(tuple(other.items()), bound)
    )


@given(products())
def test_functions_of_renamed_arguments_are_one_function(drawn):
    """Over parameters a polynomial in (i, j) and the same in (j, i) are one, at places in another order."""
    factors, bound = drawn
    swapped = moved_factors(factors, {FREE_PLACES[0]: FREE_PLACES[1], FREE_PLACES[1]: FREE_PLACES[0]})
    one, two = (Polynomial({canonical(each, bound): Fraction(1)}) for each in (factors, swapped))
    first, second = (abstracted((each,), (), HEADS, Limits(60.0)) for each in (one, two))
    assert first[0] == second[0]
    exchange = {FREE_PLACES[0]: FREE_PLACES[1], FREE_PLACES[1]: FREE_PLACES[0]}
    orders = (first[1], *(tuple(first[1][slot] for slot in order) for order in first[2]))
    assert tuple(exchange[place] for place in second[1]) in orders
