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
