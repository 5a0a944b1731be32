"""Importing and using symnet changes no output of SymPy's own printers."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("sympy_outputs.py")


def outputs(*words):
    """What a fresh process prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words], capture_output=True, check=True, encoding="utf-8", env=environment
    )
    return json.loads(done.stdout)


def test_no_output_of_sympy_differs():
    alone, beside = outputs(), outputs("symnet")
    assert len(alone) >= 1300
    assert [pair for pair in zip(alone, beside, strict=True) if pair[0] != pair[1]] == []
