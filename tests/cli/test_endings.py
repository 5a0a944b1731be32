"""How commands end: a status of 1 means refuted and nothing else, whatever happens; and every output can be written."""

import builtins
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symnet.cli import derive, main, verify
from symnet.cli.endings import INTERRUPTED, UNDONE, USAGE
from symnet.errors import ShapeError, SymnetError, SymnetTypeError, SymnetValueError, TooLargeError
from symnet.verdicts import Verdict

ROOT = Path(__file__).parents[2]
REFUTED = ["verify", "A = B", "--symbols", "A: n x n, B: n x n"]
OURS = (SymnetError, SymnetValueError, SymnetTypeError, ShapeError)
BUILTIN = dict.fromkeys(  # OSError has three names
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException) and not issubclass(kind, BaseExceptionGroup)
)


def made(kind):
    """Return an exception of any kind."""
    arguments = {
        UnicodeDecodeError: ("ascii", b"\xff", 0, 1, "no"),
        UnicodeEncodeError: ("ascii", "ÿ", 0, 1, "no"),
        UnicodeTranslateError: ("ÿ", 0, 1, "no"),
    }
    return kind(*arguments.get(kind, ("no",)))


def meet(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(derive, "Network", fail)
    monkeypatch.setattr(verify, "verify", fail)


@pytest.mark.parametrize("command", [["derive"], REFUTED])
@pytest.mark.parametrize("kind", [*BUILTIN, *OURS, TooLargeError], ids=lambda kind: kind.__name__)
def test_whatever_is_raised_is_a_sentence_and_no_status_of_1(monkeypatch, capsys, command, kind):
    meet(monkeypatch, made(kind))
    expected = USAGE if kind in OURS else INTERRUPTED if kind is KeyboardInterrupt else UNDONE
    assert main(command) == expected
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("symnet: ")
    assert "Traceback" not in err


def test_a_fault_of_symnet_is_said_to_be_one_with_its_place(monkeypatch, capsys):
    monkeypatch.setattr(derive, "read_widths", lambda text: [2, object()])
    monkeypatch.setattr(derive, "_title", lambda network: network.title)
    monkeypatch.setattr(derive, "Network", lambda *_, **__: 0)
    assert main(["derive", "2-1"]) == UNDONE
    said = capsys.readouterr().err
    assert said.startswith("symnet: This is a fault of symnet, and no answer: AttributeError (")
    assert " in symnet/cli/derive.py, line " in said
    assert said.endswith("with SYMNET_TRACEBACK=1 in the environment it shows where it comes from.\n")


def test_the_environment_asks_for_the_traceback(monkeypatch, capsys):
    meet(monkeypatch, ZeroDivisionError("no"))
    monkeypatch.setenv("SYMNET_TRACEBACK", "1")
    assert main(["derive"]) == UNDONE
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.parametrize(("status", "number"), [("proved", 0), ("refuted", 1), ("undecided", 3)])
def test_an_answer_has_its_status(monkeypatch, capsys, status, number):
    monkeypatch.setattr(verify, "verify", lambda *_, **__: Verdict(status, "A = B"))
    assert main(REFUTED) == number


# ----------------------------------------------------------------------------------------------------------- processes


def command(*arguments):
    return [sys.executable, "-m", "symnet", *arguments]


def ended(*arguments, encoding="utf-8", **options):
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=environment, stderr=subprocess.PIPE, check=False, **options
    )


COMMANDS = {
    "derive": (["derive", "2-1", "--gradient", "--activations", "sigmoid"], 0),
    "verify": (["verify", "(A B)ᵀ = Bᵀ Aᵀ", "--symbols", "A: n x k, B: k x n"], 0),
    "refuted": (REFUTED, 1),
    "diagram": (["diagram", "2-1", "--weights"], 0),
    "help": (["derive", "--help"], 0),
    "mistake": (["verify", "⊙ = ⊙"], 2),
}


@pytest.mark.parametrize(
    ("name", "encoding"), [*((name, "cp1252") for name in COMMANDS), ("derive", "ascii"), ("derive", "latin-1")]
)
def test_where_the_output_cannot_encode_mathematics_it_is_utf_8(name, encoding):
    arguments, status = COMMANDS[name]
    plain = ended(*arguments, stdout=subprocess.PIPE)
    other = ended(*arguments, stdout=subprocess.PIPE, encoding=encoding)
    assert (plain.returncode, other.returncode, other.stdout) == (status, status, plain.stdout)
    assert b"Traceback" not in other.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments", [REFUTED, ["derive", "--help"], ["diagram", "2-1"]], ids=["verify", "help", "svg"]
)
def test_a_full_disk_is_no_answer(arguments):
    with Path("/dev/full").open("wb") as full:
        done = ended(*arguments, stdout=full)
    assert (done.returncode, done.stderr) == (
        UNDONE,
        b"symnet: The output could not be written: No space left on device.\n",
    )


@pytest.mark.parametrize("arguments", [REFUTED, ["derive", "--help"]], ids=["verify", "help"])
def test_a_closed_pipe_is_no_answer(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = ended(*arguments, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (
        UNDONE,
        b"symnet: The output was not read to its end: whoever read it has closed the pipe.\n",
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the output")
def test_a_closed_output_is_no_answer():
    line = f"exec {' '.join(map(repr, command(*REFUTED)))} >&-"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith("symnet: There is no output to write to;")) == (UNDONE, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_errors_that_nobody_hears_change_no_status():
    with Path("/dev/full").open("wb") as full:
        line = command("derive", "4-0")
        done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=full, check=False)
    assert (done.returncode, done.stdout) == (USAGE, b"")


def descriptors(pid):
    return [one.stat().st_ino for one in Path(f"/proc/{pid}/fd").iterdir()]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="/proc says when the command has begun to read")
def test_an_interrupt_ends_with_130():
    slow = command("verify", "--certificate", "/dev/stdin")
    with subprocess.Popen(slow, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        pipe, deadline = os.fstat(running.stdin.fileno()).st_ino, time.monotonic() + 60
        while time.monotonic() < deadline and descriptors(running.pid).count(pipe) < 2:  # until it has begun to read
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == INTERRUPTED
        assert running.stderr is not None
        assert running.stderr.read() == b"symnet: interrupted\n"


HUGE = [
    (["derive", "999999999999-3"], "A derivation is checked with numbers, but w0 alone has 3 × 999999999999 of them; write "
     "smaller sizes, or names as n_0."),
    (["derive", f"{'9' * 5000}-3"], "A layer of 9999999999… neurons, a number of 5000 digits, is too large; write 2-3-1."),
    (["derive", "2-1", "--l2", "7" * 5000], "The parameter of the penalty has 5000 digits, which are too many; write the "
     "penalty:0.05."),
    (["plot", "tanh", "--depth", "999999999", "-o", "depth.svg"], "A network of 999999999 layers takes too long to draw; "
     "write --depth 1000."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), HUGE, ids=range(len(HUGE)))
def test_what_is_too_large_is_a_sentence_and_status_4(capsys, arguments, sentence):
    assert main(arguments) == UNDONE
    assert capsys.readouterr() == ("", f"symnet: {sentence}\n")


def test_a_huge_network_is_still_written_without_numbers(capsys):
    assert main(["derive", "999999999999-3", "--gradient"]) == 0
    assert main(["diagram", "999999999999-3", "--grain", "layer"]) == 0


def test_memory_that_is_missing_is_said(monkeypatch, capsys):
    meet(monkeypatch, MemoryError("Unable to allocate 21.8 TiB."))
    assert main(["derive"]) == UNDONE
    said = "There is not enough memory for this (Unable to allocate 21.8 TiB); ask for smaller sizes."
    assert capsys.readouterr().err == f"symnet: {said}\n"


ODD = [
    ["derive", "2-1", "--activations", "tanh:1/0"],
    ["derive", "2-1", "--l2", "1/0"],
    ["derive", "2-1", "--l2", "1e999"],
    ["derive", "²-1"],
    ["derive", "2-1", "--loss", ""],
    ["derive", "2-1", "--wrt", ""],
    ["verify", "A = A", "--symbols", "A: ² x 2"],
    ["verify", "A = A", "--symbols", f"A: {'9' * 5000} x 2"],
    ["verify", "A = A", "--symbols", "A: n x n", "--timeout", "1/0"],
    ["verify", "A = \udcff", "--symbols", "A: n x n"],
    ["verify", "--certificate", "a\0b"],
    ["diagram", "2-1", "-o", "a\0b.svg"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", ODD, ids=range(len(ODD)))
def test_an_odd_mistake_is_a_mistake(capsys, arguments):
    assert main(arguments) == USAGE
    out, err = capsys.readouterr()
    assert (out, err.startswith("symnet: "), len(err) < 600) == ("", True, True)


# --------------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.tex", "\\documentclass"), ("a.md", "# A 2-1"), ("A.MARKDOWN", "# A 2-1"), ("a.json", "{"), ("a.txt", "A 2-1"),
     ("a", "A 2-1")],
)  # fmt: skip
def test_the_ending_of_a_file_says_the_format(tmp_path, name, begins):
    assert main(["derive", "2-1", "--grain", "batch", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_format_that_is_named_counts(tmp_path):
    page = tmp_path / "notes.doc"
    assert main(["derive", "2-1", "--grain", "batch", "--format", "json", "-o", str(page)]) == 0
    assert json.loads(page.read_text(encoding="utf-8"))["title"] == "A 2-1 network with g"


def test_an_unknown_ending_is_refused_before_anything_is_derived(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["derive", "2-1", "-o", "page.pdf"]) == USAGE
    assert capsys.readouterr() == (
        "",
        "symnet: A page is written as .txt, .tex, .md, .markdown, .json, but 'page.pdf' ends with '.pdf'; write page.tex, "
        "or write --format text|latex|markdown|json as well.\n",
    )
    assert list(tmp_path.iterdir()) == []


def writers(tmp_path):
    """Return commands that write a file, for a path."""
    return {
        "derive": lambda path: ["derive", "2-1", "--grain", "batch", "--format", "text", "-o", str(path)],
        "diagram": lambda path: ["diagram", "2-1", "-o", str(path)],
        "verify": lambda path: [*REFUTED, "--certificate", str(path)],
    }


STATUS = {"derive": 0, "diagram": 0, "verify": 1}


@pytest.mark.parametrize("writer", STATUS)
def test_a_link_stays_a_link(tmp_path, writer):
    target, link, broken = tmp_path / "folder" / "target.svg", tmp_path / "link.svg", tmp_path / "broken.svg"
    target.parent.mkdir()
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    broken.symlink_to(Path("folder") / "new.svg")
    for path, file in ((link, target), (broken, target.parent / "new.svg")):
        assert main(writers(tmp_path)[writer](path)) == STATUS[writer]
        assert path.is_symlink()
        assert len(file.read_text(encoding="utf-8")) > 10
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in target.parent.iterdir()) == ["new.svg", "target.svg"]


@pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices with names")
@pytest.mark.parametrize("writer", STATUS)
def test_what_is_no_file_is_refused_and_stays_what_it_is(capsys, tmp_path, writer):
    pipe, folder = tmp_path / "pipe.svg", tmp_path / "folder.svg"
    os.mkfifo(pipe)
    folder.mkdir()
    loop = tmp_path / "loop.svg"
    loop.symlink_to(loop)
    for path, kind in ((pipe, "a pipe"), (folder, "a folder"), (loop, "Symlink loop")):
        assert main(writers(tmp_path)[writer](path)) == USAGE
        assert kind in capsys.readouterr().err
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.svg", "loop.svg", "pipe.svg"]
    if writer != "diagram":  # whose endings are those of pictures
        assert main(writers(tmp_path)[writer]("/dev/null")) == USAGE
        assert "it is a device" in capsys.readouterr().err
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_what_the_system_refuses_is_status_4_and_leaves_the_old_file(capsys, tmp_path, monkeypatch, number):
    page = tmp_path / "page.txt"
    page.write_text("old", encoding="utf-8")

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "chmod", refuse)
    assert main(["derive", "2-1", "--grain", "batch", "-o", str(page)]) == UNDONE
    assert (
        capsys.readouterr().err == f"symnet: Cannot write {str(page)!r}: {os.strerror(number)}; nothing was written.\n"
    )
    assert page.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_a_file_that_may_not_be_written_is_not_replaced(capsys, tmp_path, monkeypatch):
    page = tmp_path / "page.txt"
    page.write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert main(["derive", "2-1", "--grain", "batch", "-o", str(page)]) == UNDONE
    assert page.read_text(encoding="utf-8") == "old"
