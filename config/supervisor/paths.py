"""Where the supervisor keeps its things."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
BROKER_DATA = VAR / "broker"
BEAT_SCHEDULE = VAR / "beat-schedule"
SUPERVISOR_LOCK = VAR / "supervisor.lock"
WATCHER_LOCK = VAR / "watcher.lock"

# The kernel cuts a socket's path at 108 bytes (104 on macOS), the closing zero included.
LONGEST_SOCKET_PATH = 103 if sys.platform == "darwin" else 107


def broker_socket(var: Path = VAR) -> Path:
    """Answer the embedded broker's socket: in var/, or in a folder of ours where that path is too long."""
    inside = var / "valkey.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"crossborough-{os.getuid()}-{name}" / "valkey.sock"


def prepare() -> None:
    """Make the folders, closed to other people of this machine."""
    for folder in (VAR, LOGS, BROKER_DATA):
        folder.mkdir(mode=0o700, exist_ok=True)
    folder = broker_socket().parent
    if folder != VAR:
        folder.mkdir(mode=0o700, exist_ok=True)
        # In a folder that everybody may write to, somebody else may have made it before us.
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{folder} belongs to somebody else.")
