"""The set-up before anything is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from setup import environment, front_end, stamps
from setup.say import Failed, run
from tests.house.checkout import ROOT


def test_set_up_imports_nothing_that_is_not_in_the_standard_library() -> None:
    code = "import setup.main, sys; print('\\n'.join(m.partition('.')[0] for m in sys.modules))"
    # Isolated, without site-packages: an import of anything else would fail.
    said = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert set(said.split()) - {"setup", "__main__"} <= sys.stdlib_module_names


def test_stamp_is_fresh_for_the_same_contents_only(tmp_path: Path) -> None:
    source = tmp_path / "requirements.txt"
    source.write_text("django==5.2\n")
    stamp = tmp_path / "stamps" / "requirements"
    before = stamps.digest([source])
    assert not stamps.is_fresh(stamp, before)
    stamps.write(stamp, before)
    assert stamps.is_fresh(stamp, stamps.digest([source]))
    source.write_text("django==5.3\n")
    assert not stamps.is_fresh(stamp, stamps.digest([source]))


def test_failed_step_says_what_to_do_and_shows_the_end_of_the_output(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no route to host'); raise SystemExit(3)"]
    with pytest.raises(Failed, match=r"(?s)Is there a connection.*no route to host"):
        run(command, folder=tmp_path, environment={}, otherwise="Is there a connection?")


def test_pip_settings_of_the_machine_reach_uv_and_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example.org/simple")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/certificates.pem")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
    variables = environment.outside()
    assert variables["UV_DEFAULT_INDEX"] == "https://mirror.example.org/simple"
    assert variables["UV_SYSTEM_CERTS"] == "1"
    assert variables["NODE_EXTRA_CA_CERTS"] == "/etc/certificates.pem"


@pytest.mark.parametrize(
    ("version", "is_used"), [("v24.1.0", True), ("v20.0.0", True), ("v18.19.1", False), ("", False)]
)
def test_node_of_the_machine_is_used_if_it_is_recent(tmp_path: Path, version: str, *, is_used: bool) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)
    assert front_end.is_recent(str(node)) is is_used


def test_two_set_ups_take_turns(tmp_path: Path) -> None:
    first = (
        "import sys, pathlib; from setup.main import one_at_a_time\n"
        "with one_at_a_time(pathlib.Path(sys.argv[1])):\n"
        "    print('in', flush=True); sys.stdin.readline()\n"
    )
    command = [sys.executable, "-c", first, str(tmp_path)]
    with _piped(command) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "in\n"
        with _piped(command) as other:
            assert other.stderr is not None
            assert "waiting for it" in other.stderr.readline()
            one.communicate("\n")
            assert other.communicate("\n")[0] == "in\n"


def _piped(command: list[str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)
