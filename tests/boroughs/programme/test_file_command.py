"""The command as people run it: its output, its exit code, and two of them at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.boroughs.programme.sample import FILE, SMALL

ROOT = FILE.parents[1]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty database of its own."""
    variables = {**os.environ, "MODE": "trial", "DATABASE_URL": f"sqlite:///{tmp_path}/own.db"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=variables, check=True)
    return variables


def start(variables: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Run `manage.py` with these arguments."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.services
def test_two_loads_at_once_load_once_and_faults_end_with_one(
    environment: dict[str, str], tmp_path: Path
) -> None:
    loads = [start(environment, "load_programme", str(FILE)) for _ in range(2)]
    told = sorted(process.communicate(timeout=300)[0] for process in loads)
    assert [process.returncode for process in loads] == [0, 0]
    assert "is loaded already, from this very file: nothing was changed." in told[0]
    assert "8 boroughs take part" in told[1]

    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(SMALL.replace("E09000005", "E0").replace("title: Small", "title:"))
    refused = start(environment, "load_programme", str(faulty))
    out, errors = refused.communicate(timeout=300)
    assert refused.returncode == 1
    assert out == ""
    assert "line 3, programme › title:" in errors
    assert "line 13, boroughs › brent › gss_code:" in errors

    signed = start(environment, "sample_signins")
    assert "coordinator@example.org" in signed.communicate(timeout=300)[0]
