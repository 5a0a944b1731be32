"""Tests that skip: forbidden where every oracle is there, or run again, alone, once it is."""

from collections.abc import Iterator

import pytest

KEY = "symnet/skipped"
"""Where pytest's cache keeps the node ids of the tests, and of the whole modules, that the last run skipped."""


class FailOnSkip:
    """Makes a failure of every report that says skipped (or xfailed, which pytest counts among them)."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]):
        return self._failed((yield))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector):
        return self._failed((yield))

    @staticmethod
    def _failed(report):
        if report.skipped:
            reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else f"xfailed: {report.wasxfail}"
            report.outcome, report.longrepr = "failed", f"{reason} (--fail-on-skip)"
            vars(report).pop("wasxfail", None)
        return report


class RememberSkips:
    """Keeps the node ids of what was skipped for the next run."""

    def __init__(self) -> None:
        self._skipped: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._remember(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._remember(report)

    def _remember(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped:
            self._skipped.add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not hasattr(session.config, "workerinput"):  # of several processes one remembers
            _cache(session.config).set(KEY, sorted(self._skipped))


class LastSkipped:
    """Keeps only what the last run skipped; what cannot be found again fails, so that nothing is lost."""

    def __init__(self) -> None:
        self._again: set[str] = set()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._again.add(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        wanted = set(_cache(config).get(KEY, []))
        found = {item: wanted & set(_names(item)) for item in items}
        missing = wanted.difference(self._again, *found.values())
        config.hook.pytest_deselected(items=[item for item in items if not found[item]])
        items[:] = [item for item in items if found[item]]
        items += [Missing.from_parent(session, name=name) for name in sorted(missing)]


class Missing(pytest.Item):
    """A test that the last run skipped, and that is not there any more."""

    def runtest(self) -> None:
        pytest.fail(f"{self.name} was skipped by the last run, and is not found again (--last-skipped)", pytrace=False)


def _names(item: pytest.Item) -> Iterator[str]:
    """Yield the node ids of a test, its module and its folders."""
    return (node.nodeid for node in item.listchain())


def _cache(config: pytest.Config) -> pytest.Cache:
    """Return what pytest keeps from run to run."""
    assert config.cache is not None, "tests need pytest's cache: do not switch its plugin off"
    return config.cache
