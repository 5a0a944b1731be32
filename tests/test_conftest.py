"""The strictness of this test suite is itself seen to fail."""

from pathlib import Path

import pytest

PLANTED = {
    "skip": 'pytest.skip("no oracle")',
    "importorskip": 'pytest.importorskip("no_such_oracle")',
    "xfail": 'pytest.xfail("not yet")',
}


@pytest.fixture
def suite(pytester):
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\naddopts = --doctest-glob=*.md")
    return pytester


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_skip_passes_unless_it_is_forbidden(suite, planted):
    suite.makepyfile(f"import pytest\n\ndef test_fine(): pass\n\ndef test_planted(): {planted}")
    assert suite.runpytest_inprocess().ret == pytest.ExitCode.OK
    strict = suite.runpytest_inprocess("--fail-on-skip")
    strict.assert_outcomes(passed=1, failed=1)
    strict.stdout.fnmatch_lines("*(--fail-on-skip)")


@pytest.mark.parametrize(
    "planted",
    ['pytest.importorskip("no_such_oracle")', 'pytest.skip("no oracle", allow_module_level=True)'],
    ids=["importorskip", "skip"],
)
def test_a_skipped_module_is_forbidden_too(suite, planted):
    suite.makepyfile(f"import pytest\n\n{planted}")
    strict = suite.runpytest_inprocess("--fail-on-skip")
    assert strict.ret == pytest.ExitCode.INTERRUPTED
    strict.assert_outcomes(errors=1)


def test_a_mark_that_skips_is_forbidden_too(suite):
    suite.makepyfile("import pytest\n\n@pytest.mark.skipif(True, reason='r')\ndef test_planted(): pass")
    suite.runpytest_inprocess("--fail-on-skip").assert_outcomes(errors=1)


def test_a_page_can_skip_with_a_reason_and_that_can_be_forbidden(suite):
    suite.makefile(".md", page='```python\n>>> import pytest\n>>> pytest.importorskip("no_such_oracle")\n\n```\n')
    suite.runpytest_inprocess("page.md").assert_outcomes(skipped=1)
    suite.runpytest_inprocess("page.md", "--fail-on-skip").assert_outcomes(failed=1)


def test_what_was_skipped_can_be_run_alone(suite, monkeypatch):
    """A test, a whole module and a page that skipped run again, and nothing else does."""
    suite.makepyfile(
        test_one="import os, pytest\n\ndef test_fine(): pass\n\ndef test_planted():\n    if not os.environ.get('ORACLE'): pytest.skip('no oracle')",
        test_two="import os, pytest\n\nif not os.environ.get('ORACLE'): pytest.skip('no oracle', allow_module_level=True)\n\ndef test_a(): pass\n\ndef test_b(): pass",
        test_three="def test_fine(): pass",
    )
    suite.makefile(
        ".md",
        page="```python\n>>> import os, pytest\n>>> 'ORACLE' in os.environ or pytest.skip('no oracle')\nTrue\n\n```\n",
    )
    paths = ("test_one.py", "test_two.py", "test_three.py", "page.md")
    suite.runpytest_inprocess(*paths).assert_outcomes(passed=2, skipped=3)
    suite.runpytest_inprocess(*paths, "--last-skipped").assert_outcomes(skipped=3, deselected=2)
    monkeypatch.setenv("ORACLE", "1")
    suite.runpytest_inprocess(*paths, "--last-skipped").assert_outcomes(passed=4, deselected=2)
    suite.runpytest_inprocess(*paths, "--last-skipped").assert_outcomes(deselected=6)


def test_what_was_skipped_and_is_gone_is_missed(suite):
    module = suite.makepyfile("import pytest\n\ndef test_planted(): pytest.skip('no oracle')")
    suite.runpytest_inprocess()
    module.write_text("def test_renamed(): pass", encoding="utf-8")
    again = suite.runpytest_inprocess("--last-skipped")
    again.assert_outcomes(failed=1, deselected=1)
    again.stdout.fnmatch_lines("*::test_planted was skipped by the last run, and is not found again*")
