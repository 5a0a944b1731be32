"""Every trap of the table has an answer that it may have."""

import pytest

from tests.campaign.traps import GROUPS
from tests.campaign.traps.known import KNOWN
from tests.campaign.traps.row import PROVED, REFUTED, answer

REASONS = {(group, name): kind for kind, names in KNOWN.items() for group, name in names}
ROWS = [(group, trap) for group, traps in GROUPS.items() for trap in traps]


def parameter(group, trap):
    kind = REASONS.get((group, trap.name))
    marks = [pytest.mark.xfail(reason=kind, strict=True)] if kind else []
    return pytest.param(trap, id=f"{group}: {trap.name}", marks=marks)


@pytest.mark.parametrize("trap", [parameter(group, trap) for group, trap in ROWS])
def test_a_trap_is_not_stepped_into(trap):
    assert answer(trap) in trap.may, trap.why


def test_the_table_is_long_and_each_row_can_fail():
    assert len(ROWS) >= 300
    assert len({(group, trap.name) for group, trap in ROWS}) == len(ROWS)
    assert all(trap.why and not {PROVED, REFUTED} <= trap.may for _, trap in ROWS)


def test_what_is_known_is_in_the_table():
    assert set(REASONS) <= {(group, trap.name) for group, trap in ROWS}
