"""A test that could not run is named; where all parts are required it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.checkout import ROOT

ONE_TEST = """
from tests import parts
def test_with_a_browser(monkeypatch):
    monkeypatch.setattr(parts, "chromium", lambda: None)
    parts.require_part("chromium")
"""


def run_it(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_one.py").write_text(ONE_TEST)
    variables = {name: value for name, value in os.environ.items() if name != "REQUIRE_PARTS"}
    pytest_itself = [sys.executable, "-m", "pytest", "-q", "-p", "tests.parts", "-c", os.devnull]
    return subprocess.run(
        [*pytest_itself, *options, "--rootdir", folder, folder],
        cwd=ROOT,
        env=variables | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("processes", ["0", "1"])
def test_what_was_not_run_is_named_with_the_way_to_get_it(tmp_path: Path, processes: str) -> None:
    done = run_it(tmp_path, "-n", processes)
    assert done.returncode == 0
    assert "Not run for want of a part" in done.stdout
    assert done.stdout.count("1 test needs Chromium. On Debian and Ubuntu: apt install chromium") == 1


@pytest.mark.parametrize("processes", ["0", "1"])
def test_missing_part_fails_where_parts_are_required(tmp_path: Path, processes: str) -> None:
    done = run_it(tmp_path, "-n", processes, REQUIRE_PARTS="1")
    assert done.returncode == 1
    assert "Not run for want of a part: Chromium" in done.stdout
