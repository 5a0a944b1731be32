"""KaTeX in strict mode as a judge of LaTeX.

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
INSTALL = "install Node.js, then `npm install --no-save katex` in the checkout or anywhere that NODE_PATH names"


class KatexMissingError(Exception):
    """Node, or its package katex, is not found."""


class KatexGate:
    """A running KaTeX; `gate(strings)` raises AssertionError with every string that KaTeX refuses, and why."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            raise KatexMissingError(f"node is not on the PATH: {INSTALL}")
        self._process = subprocess.Popen(
            [node, str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        greeting = self._read()
        if not greeting:
            self.close()
            raise KatexMissingError(f"node does not find the package katex: {INSTALL}")
        self.version: str = json.loads(greeting)

    def __call__(self, strings: Iterable[str]) -> None:
        faults = self.faults(strings)
        assert not faults, "KaTeX refuses\n" + "\n".join(f"  {latex}\n    {why}" for latex, why in faults.items())

    def faults(self, strings: Iterable[str]) -> dict[str, str]:
        """Each string that KaTeX refuses, with its reason."""
        strings = [strings] if isinstance(strings, str) else list(strings)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(strings) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        assert answer, f"KaTeX ended while it read {strings}"
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
