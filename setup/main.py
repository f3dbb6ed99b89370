"""The order of the steps, and one set-up at a time."""

import argparse
import fcntl
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from setup import environment, front_end
from setup.say import Failed, say

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Do what the arguments ask; answer the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m setup", description=__doc__)
    parser.add_argument("what", choices=["run", "test", "clean"])
    parser.add_argument(
        "--this-python",
        action="store_true",
        help="make the environment anew when it belongs to another Python than the one running this",
    )
    options = parser.parse_args(arguments)
    try:
        if options.what == "clean":
            clean(ROOT)
            return 0
        started = monotonic()
        with one_at_a_time(ROOT):
            changed = environment.prepare(ROOT, tests=options.what == "test", this_python=options.this_python)
            changed = front_end.prepare(ROOT) or changed
        if changed:
            say(f"Set-up is done, in {monotonic() - started:.0f} seconds.")
    except Failed as failure:
        say(f"Set-up stopped. {failure}")
        return 1
    except KeyboardInterrupt:
        say("Set-up was interrupted. Run it again: it goes on where it stopped.")
        return 130
    return 0


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold the set-up's lock, waiting for another set-up of this checkout to finish."""
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this folder is at work; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def clean(root: Path) -> None:
    """Remove what the set-up made, and caches; leave var/, which holds people's data."""
    made = [environment.folder(root), root / "node_modules", *front_end.built(root)]
    caches = [root / f".{name}_cache" for name in ("mypy", "ruff", "pytest", "import_linter")]
    for path in [*made, *caches, root / ".hypothesis"]:
        if path.exists():
            say(f"Removing {path.relative_to(root)}")
            shutil.rmtree(path)
    say("Clean. Your data is still in var/: remove that folder yourself to start from nothing.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
