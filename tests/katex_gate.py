"""KaTeX in strict mode, and MathJax, as judges of LaTeX.

One Node process answers for a whole test session, in about a millisecond a string, so that property tests can call it.
"""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

SCRIPT = Path(__file__).with_suffix(".js")
MATHJAX_SCRIPT = Path(__file__).with_name("mathjax_gate.js")


class KatexMissingError(Exception):
    """Node, or its package katex or mathjax-full, is not found."""


class KatexGate:
    """A running KaTeX; `gate(strings)` raises AssertionError with every string that KaTeX refuses, and why."""

    name = "KaTeX"
    package = "katex"

    def __init__(self) -> None:
        node = shutil.which("node")
        where = "in the checkout or anywhere that NODE_PATH names"
        install = f"install Node.js, then `npm install --no-save {self.package}` {where}"
        if node is None:
            raise KatexMissingError(f"node is not on the PATH: {install}")
        self._process = subprocess.Popen(
            [node, str(self.script())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        greeting = self._read()
        if not greeting:
            self.close()
            raise KatexMissingError(f"node does not find the package {self.package}: {install}")
        self.version: str = json.loads(greeting)

    @staticmethod
    def script() -> Path:
        """The program that Node runs."""
        return SCRIPT

    def __call__(self, strings: Iterable[str]) -> None:
        faults = self.faults(strings)
        assert not faults, f"{self.name} refuses\n" + "\n".join(
            f"  {latex}\n    {why}" for latex, why in faults.items()
        )

    def faults(self, strings: Iterable[str]) -> dict[str, str]:
        """Each string that KaTeX refuses, with its reason."""
        strings = [strings] if isinstance(strings, str) else list(strings)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(strings) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        assert answer, f"{self.name} ended while it read {strings}"
        return {latex: why for latex, why in zip(strings, json.loads(answer), strict=True) if why is not None}

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        self._process.communicate()  # closes the pipes; Node ends with its input

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class MathJaxGate(KatexGate):
    """A running MathJax 3: it refuses what it renders with an error node, or with raw TeX for readers to see."""

    name = "MathJax"
    package = "mathjax-full"

    @staticmethod
    def script() -> Path:
        """The program that Node runs."""
        return MATHJAX_SCRIPT
