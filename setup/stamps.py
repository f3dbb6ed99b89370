"""A step is done again only when what it was made from has changed: its stamp keeps the digest."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path], *also: str) -> str:
    """Answer one digest over the names and contents of files and over some words."""
    sha = hashlib.sha256()
    for word in also:
        sha.update(word.encode() + b"\0")
    for path in sorted(paths):
        sha.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


def is_fresh(stamp: Path, value: str) -> bool:
    """Tell whether the step was done for exactly this digest."""
    return stamp.is_file() and stamp.read_text() == value


def write(stamp: Path, value: str) -> None:
    """Remember that the step is done for this digest."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
