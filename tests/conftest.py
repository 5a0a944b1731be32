"""What holds for every test: reproducible examples, quiet oracles, and skips that can be forbidden."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.katex_gate import KatexGate, KatexMissingError, MathJaxGate
from tests.skipping import FailOnSkip, LastSkipped, RememberSkips

# The same examples on every run and machine, unless SYMNET_EXAMPLES asks for that many new ones per property.
EXAMPLES = os.environ.get("SYMNET_EXAMPLES")
settings.register_profile("same", derandomize=True, database=None, deadline=None, max_examples=50, print_blob=True)
settings.register_profile("more", deadline=None, max_examples=int(EXAMPLES or 1), print_blob=True)
settings.load_profile("more" if EXAMPLES else "same")

# Oracles answer in float64, on the processor, without a window; read when they are first imported.
os.environ.setdefault("JAX_ENABLE_X64", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")  # what is compiled here runs once
os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("MPLBACKEND", "agg")


@pytest.fixture(scope="session")
def assert_katex() -> Iterator[KatexGate]:
    r"""`assert_katex([r"\hat{y}", ...])` fails with the strings that KaTeX refuses in strict mode, and why."""
    try:
        gate = KatexGate()
    except KatexMissingError as missing:
        pytest.skip(str(missing))
    with gate:
        yield gate


@pytest.fixture(scope="session")
def assert_mathjax() -> Iterator[MathJaxGate]:
    r"""`assert_mathjax([r"\hat{y}", ...])` fails with the strings that MathJax 3 shows as an error or as raw TeX."""
    try:
        gate = MathJaxGate()
    except KatexMissingError as missing:
        pytest.skip(str(missing))
    with gate:
        yield gate


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped or xfailed test has failed")
    parser.addoption("--last-skipped", action="store_true", help="run only what the last run skipped")


def pytest_configure(config: pytest.Config) -> None:
    plugins: list[object] = [RememberSkips()]
    plugins += [FailOnSkip()] if config.getoption("--fail-on-skip") else []
    plugins += [LastSkipped()] if config.getoption("--last-skipped") else []
    for plugin in plugins:
        config.pluginmanager.register(plugin)
