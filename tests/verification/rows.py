"""One row of the tables of identities: what must be proved, and a wrong twin of it that must be refuted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """Two sides, the facts that they are equal under, and whether they are, where that is known."""

    left: Any
    right: Any
    facts: tuple[Any, ...] = ()
    truth: bool | None = None


@dataclass(frozen=True)
class Row:
    """An identity: its number where it has one, its name, the two sides, a wrong right side, the facts it needs."""

    number: str
    name: str
    left: Callable[[], Any]
    right: Callable[[], Any]
    wrong: Callable[[], Any]
    facts: tuple[Any, ...] = ()

    @property
    def title(self) -> str:
        """The name of the row in the test report."""
        return f"{self.number} {self.name}".strip()

    def build(self) -> Claim:
        """Return the true claim."""
        return Claim(self.left(), self.right(), self.facts, truth=True)

    def twin(self) -> Claim:
        """Return the claim with the planted error."""
        return Claim(self.left(), self.wrong(), self.facts, truth=False)


def titles(rows):
    """The rows by their titles, each of which must be there once."""
    found = {row.title: row for row in rows}
    assert len(found) == len(rows), "two rows have one title"
    return found


def identity(name, left, right, wrong, facts=()):
    """Return a row that has no number."""
    return Row("", name, left, right, wrong, facts)
