"""What a check says: one result for each array, findings about the function, and whether all is well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from symnet.errors import SymnetValueError, suggest
from symnet.printing.present import Style, latex_of, text_of

Status = Literal[
    "ok", "wrong value", "wrong shape", "not finite", "imprecise", "missing", "ambiguous", "not an array", "error",
    "not checked",
]  # fmt: skip


@dataclass(frozen=True)
class Worst:
    """The entry that is furthest from right.

    ======== =======================================================================================================
    place    its row and column, counted from 0 as NumPy does
    got      what was returned there
    expected what is right there
    batch    where it was seen, as ``m = 7``
    ======== =======================================================================================================
    """

    place: tuple[int, ...]
    got: float
    expected: float
    batch: str

    def __str__(self) -> str:
        """Return the entry in words.

        >>> str(Worst((0, 1), 2.0, 1.0, "m = 7"))
        'at [0, 1] it is 2 instead of 1 (m = 7)'
        """
        where = f"at [{', '.join(map(str, self.place))}] " if self.place else ""
        pairs = ((f"{self.got:.{digits}g}", f"{self.expected:.{digits}g}") for digits in range(6, 18))
        got, expected = next((pair for pair in pairs if pair[0] != pair[1]), (repr(self.got), repr(self.expected)))
        return f"{where}it is {got} instead of {expected} ({self.batch})"


@dataclass(frozen=True)
class Result:
    """What was found of one array.

    ============== =================================================================================================
    status         ``ok``; ``wrong value``; ``wrong shape``; ``not finite``: it holds nan or infinity; ``imprecise``:
                   right to five digits and not to seven; ``missing``; ``ambiguous``: several keys hold it;
                   ``not an array``; ``error``: the function raised or did not return; ``not checked``: the right one
                   is zero in every batch, which shows nothing
    explanation    one sentence; empty where all is well
    expected_shape the shape in the first batch
    worst          the entry that is furthest from right, where values were compared and differ
    error          the largest difference, relative to the largest entry of the right array
    batches        in how many batches it was compared
    ============== =================================================================================================
    """

    status: Status
    explanation: str = ""
    expected_shape: tuple[int, ...] = ()
    worst: Worst | None = None
    error: float = 0.0
    batches: int = 0

    @property
    def ok(self) -> bool:
        """Whether the array is right."""
        return self.status == "ok"


@dataclass(frozen=True)
class Finding:
    """Something about the function as a whole: a word for what kind it is, a sentence, and whether it is a fault."""

    kind: str
    sentence: str
    is_fault: bool = True

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


@dataclass(frozen=True)
class Report(Mapping[str, Result]):
    """The result of `check_gradient`, `check_forward` or `check_cost`: a mapping of names to results.

    ======== =======================================================================================================
    check    which check it was
    function the name of the function
    results  the results by name
    findings what was found of the function as a whole; not every finding is a fault
    seconds  how long it took
    ======== =======================================================================================================

    >>> results = {"w0": Result("ok"), "b0": Result("wrong value", "It is transposed.")}
    >>> report = Report("check_gradient", "mine", results)
    >>> report.ok, report["b0"].status
    (False, 'wrong value')
    >>> print(report)
    check_gradient: mine is not right.
      w0  ok
      b0  wrong value. It is transposed.
    """

    check: str
    function: str
    results: Mapping[str, Result]
    findings: tuple[Finding, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    __hash__ = None  # type: ignore[assignment]  # its results are a mapping

    @property
    def ok(self) -> bool:
        """Whether every array is right and no finding is a fault."""
        return all(result.ok for result in self.results.values()) and not self.faults

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that are faults."""
        return tuple(finding for finding in self.findings if finding.is_fault)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the arrays that are not right."""
        return tuple(name for name, result in self.results.items() if not result.ok)

    @property
    def explanation(self) -> str:
        """The first sentence that says what is wrong; empty where nothing is."""
        said = [self.results[name].explanation for name in self.wrong] + [str(fault) for fault in self.faults]
        return next((sentence for sentence in said if sentence), "")

    def __getitem__(self, name: str) -> Result:
        if name not in self.results:
            known = ", ".join(self.results)
            hint = suggest(str(name), self.results)
            raise SymnetValueError(
                f"There is no result for {name!r}{hint}"
                if hint
                else f"There is no result for {name!r}, but for {known}."
            )
        return self.results[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the result of that name, or the default where there is none."""
        return self.results.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self.results

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __str__(self) -> str:
        """Return the report as lines of text."""
        width = max((len(name) for name in self.results), default=0)
        lines = [f"{self.check}: {self.function} is {'right' if self.ok else 'not right'}."]
        lines += [f"  {name:<{width}}  {_said(result)}" for name, result in self.results.items()]
        lines += [f"  {'fault' if finding.is_fault else 'note'}: {finding}" for finding in self.findings]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Report {self.check}({self.function}): {'ok' if self.ok else f'wrong: {self.explanation}'}>"

    def _repr_markdown_(self) -> str:
        """Return the report as a table, for a notebook."""
        head = f"**{self.check}**: `{self.function}` is {'right' if self.ok else 'not right'}."
        rows = [
            f"| `{name}` | {result.status} | {_escaped(result.explanation)} |" for name, result in self.results.items()
        ]
        notes = [f"- {'fault' if finding.is_fault else 'note'}: {_escaped(str(finding))}" for finding in self.findings]
        table = "\n".join(["| array | status | explanation |", "|---|---|---|", *rows])
        return "\n\n".join([head, table, *(["\n".join(notes)] if notes else [])])

    def as_dict(self) -> dict[str, Any]:
        """Return the report as numbers, texts, lists and dictionaries, which JSON can write.

        >>> Report("check_cost", "J", {"J": Result("ok", expected_shape=())}).as_dict()["results"]["J"]["status"]
        'ok'
        """
        return {
            "check": self.check,
            "function": self.function,
            "ok": self.ok,
            "results": {name: _as_dict(result) for name, result in self.results.items()},
            "findings": [
                {"kind": finding.kind, "sentence": finding.sentence, "fault": finding.is_fault}
                for finding in self.findings
            ],
            "seconds": self.seconds,
        }


def _said(result: Result) -> str:
    return f"{result.status}. {result.explanation}" if result.explanation else result.status


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _as_dict(result: Result) -> dict[str, Any]:
    worst = result.worst
    return {
        "status": result.status,
        "explanation": result.explanation,
        "expected_shape": list(result.expected_shape),
        "worst": None
        if worst is None
        else {
            "place": list(worst.place),
            "got": repr(worst.got),
            "expected": repr(worst.expected),
            "batch": worst.batch,
        },
        "error": repr(result.error),
        "batches": result.batches,
    }


@text_of.register
def _(report: Report, _style: Style) -> str:
    return str(report)


@latex_of.register
def _(report: Report, _style: Style) -> str:
    """Set a table of names and statuses; sentences stay in the text."""
    rows = [rf"\text{{{name.replace('_', chr(92) + '_')}}} & \text{{{report[name].status}}}" for name in report]
    return "\\begin{array}{ll}\n" + " \\\\\n".join(rows) + "\n\\end{array}"
