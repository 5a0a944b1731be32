"""A SymPy that is too old is refused in one sentence, whichever room is loaded first."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from symnet.expressions.requirements import OLDEST_SYMPY, OutdatedError, require_sympy

SENTENCE = (
    "symnet needs SymPy 1.14 or newer, but SymPy 1.12.1 is installed; install a newer one with "
    "pip install --upgrade sympy."
)


@pytest.mark.parametrize("version", ["1.14.0", "1.14", "1.14rc1", "1.15.dev", "2.0", "1.100.3"])
def test_a_new_version_is_accepted(version):
    require_sympy(version)


@pytest.mark.parametrize("version", ["1.13.3", "1.9", "0.7.6.1", "1"])
def test_an_old_version_is_refused(version):
    with pytest.raises(OutdatedError, match=f"but SymPy {re.escape(version)} is installed"):
        require_sympy(version)


@pytest.mark.parametrize("use", ["import symnet; symnet.Network", "import symnet.codegen", "import symnet.cli"])
def test_loading_any_room_says_so(use):
    pretend = f"import sympy; sympy.__version__ = '1.12.1'; {use}"
    ended = subprocess.run([sys.executable, "-c", pretend], check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].endswith(SENTENCE)


def test_the_metadata_ask_for_the_same_version():
    path = Path(__file__).parents[2] / "pyproject.toml"
    (bound,) = (d for d in tomllib.loads(path.read_text())["project"]["dependencies"] if d.startswith("sympy"))
    assert bound == f"sympy>={'.'.join(map(str, OLDEST_SYMPY))}"
