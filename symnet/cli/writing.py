"""Writing what a command made: to the terminal, or to a file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

from symnet.errors import SymnetValueError


def write(content: str, path: str | None) -> None:
    """Print the content, or write it to a file by way of a neighbour, so that a failure leaves the old file."""
    ended = content if content.endswith("\n") else f"{content}\n"
    if path is None:
        sys.stdout.write(ended)
        return
    write_bytes(ended.encode(), path)


def write_bytes(content: bytes, path: str) -> None:
    """Write a file by way of a neighbour, so that a failure leaves the old file."""
    try:
        _replace(Path(path), content)
    except OSError as reason:
        raise SymnetValueError(
            f"Cannot write {path!r}: {reason.strerror}; nothing was written. Name a file in a folder that exists."
        ) from reason


def _replace(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, neighbour = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
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
