"""Writing what a command made: to the terminal, or to a file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from symnet.cli.endings import UndoneError, print_out, reason_of
from symnet.errors import SymnetValueError

MISNAMED = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})
"""What the system says of a name that cannot be one; anything else may be right tomorrow."""

LARGEST = 2**25
"""Bytes of a file that is read: a device has no end."""

KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def write(content: str, path: str | None) -> None:
    """Print the content, or write it to a file by way of a neighbour, so that a failure leaves the old file."""
    lines = content if content.endswith("\n") else f"{content}\n"
    if path is None:
        print_out(lines)
    else:
        write_bytes(lines.encode(errors="backslashreplace"), path)


def write_bytes(content: bytes, path: str) -> None:
    """Write a file by way of a neighbour, so that a failure leaves the old file.

    A link stays a link: what it leads to is written. Raises `SymnetValueError` for what no file can be written to, and
    `UndoneError` where the system does not let it be written.
    """
    try:
        target = Path(path).resolve()
        _require_file(target, path)
        _replace(target, content)
    except (OSError, RuntimeError, ValueError) as reason:  # a loop of links; a name with a zero byte
        if isinstance(reason, SymnetValueError):
            raise
        why = reason_of(reason) if isinstance(reason, OSError) else str(reason)
        if not isinstance(reason, OSError) or reason.errno in MISNAMED:
            raise SymnetValueError(
                f"Cannot write {path!r}: {why}; nothing was written. Name a file in a folder that exists."
            ) from reason
        raise UndoneError(f"Cannot write {path!r}: {why}; nothing was written.") from reason


def read_text(path: str) -> str:
    """Return the text of a file; `SymnetValueError` where it has none, `UndoneError` where it may not be read."""
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(LARGEST + 1)
        text = content.decode()
    except ValueError as reason:  # no UTF-8; or a name with a zero byte
        why = "it is no text" if isinstance(reason, UnicodeDecodeError) else str(reason)
        raise SymnetValueError(f"Cannot read {path!r}: {why}.") from None
    except OSError as reason:
        kind = SymnetValueError if reason.errno in (*MISNAMED, errno.EISDIR) else UndoneError
        raise kind(f"Cannot read {path!r}: {reason_of(reason)}.") from None
    if len(content) > LARGEST:
        raise SymnetValueError(f"Cannot read {path!r}: it has more than {LARGEST} bytes.")
    return text


def _require_file(target: Path, path: str) -> None:
    """Refuse what is no regular file: to put a file in the place of a device would take it away."""
    if not target.exists():
        return
    mode = target.stat().st_mode
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in KINDS if test(mode)), "no regular file")
        instead = "Name a file in it." if kind == "a folder" else f"Name a file, or leave -o out and write > {path}."
        raise SymnetValueError(f"Cannot write {path!r}: it is {kind}; nothing was written. {instead}")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _replace(target: Path, content: bytes) -> None:
    descriptor, neighbour = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(neighbour).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(neighbour).replace(target)
    except BaseException:
        Path(neighbour).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
