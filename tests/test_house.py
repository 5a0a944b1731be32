"""Laws of the house: what the linters cannot see. README, contributing page, package and contract say the same."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {".ci", ".gitignore", "LICENSE", "README.md", "docs", "pyproject.toml", "symnet", "tests"}
LONGEST_FILE = 400  # lines; a file that is longer holds two ideas
MODULES = sorted(ROOT.glob("symnet/**/*.py"))
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]


def name(path):
    return str(path.relative_to(ROOT))


def tracked():
    """Every path that git knows, or would add; outside a checkout there is nothing to ask."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def rooms():
    """The rooms of the import contract, top to bottom, and which of them must exist."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    listed = [room.strip() for layer in layers for room in layer.split("|")]
    return [room.strip("()") for room in listed], {room for room in listed if not room.startswith("(")}


def local_imports(source):
    """Line numbers of the imports of symnet inside a function."""
    functions = (
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    for node in {inner for function in functions for inner in ast.walk(function)}:
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module if node.module and not node.level else "symnet"]
        else:
            continue
        if any(module.partition(".")[0] == "symnet" for module in modules):
            yield node.lineno


def shell_lines(page):
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return "".join(blocks).splitlines()


def test_nothing_new_at_the_top_level():
    assert {path.partition("/")[0] for path in tracked()} <= TOP_LEVEL


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_file_holds_one_idea(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_no_import_of_symnet_hides_in_a_function(module):
    assert list(local_imports(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "hidden", ["import symnet", "import symnet.nn as nn", "from symnet.nn import Network", "from . import nn"]
)
def test_a_hidden_import_is_found(hidden):
    assert list(local_imports(f"import symnet\nimport os\n\ndef f():\n    import sympy\n    {hidden}\n")) == [6]


def test_every_room_is_in_the_contract_and_exists_unless_it_is_optional():
    listed, required = rooms()
    modules, folders = ROOT.glob("symnet/*.py"), ROOT.glob("symnet/*/*.py")
    present = {path.stem for path in modules} | {path.parent.name for path in folders}
    assert required <= present
    assert present - {"__init__", "__main__"} <= set(listed)


def test_the_contributing_page_lists_the_rooms_in_the_order_of_the_contract():
    page = (ROOT / "docs/contributing.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == rooms()[0]


@pytest.mark.parametrize(
    "command",
    [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/symnet derive",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
    ],
    ids=["install", "test"],
)
def test_the_readme_gives_each_command_once_as_one_line(command):
    assert shell_lines((ROOT / "README.md").read_text(encoding="utf-8")).count(command) == 1


@pytest.mark.parametrize("source", [*MODULES, *PAGES], ids=name)
def test_no_example_is_switched_off(source):
    assert not re.search(r"doctest:.*\+SKIP", source.read_text(encoding="utf-8"))
