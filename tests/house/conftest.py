"""Copies of the checkout for tests that start the real thing."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.checkout import copy_to, kill_all


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """Yield a copy of the checkout under a short path, and leave no process of it behind."""
    folder = Path(tempfile.mkdtemp(prefix="house-"))
    try:
        copied = copy_to(folder)
        yield copied
        kill_all(copied)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
