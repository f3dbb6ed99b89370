"""What the site consists of: the command lines of its parts and the environment that they share."""

import os
import socket
import sys
from collections.abc import Mapping

from config.supervisor import address, broker, paths
from config.supervisor.part import Part
from config.supervisor.tell import Stop

NO_BROKER = """No broker was found: the part that holds the jobs waiting for the worker.
Install Valkey or Redis (on Debian and Ubuntu: apt install redis-server; on macOS: brew install valkey),
or name one that is running: REDIS_URL=redis://127.0.0.1:6379/0 make run"""


def environment(port: int) -> dict[str, str]:
    """Answer the environment of every part: ours, with the defaults of a trial filled in."""
    variables = dict(os.environ)
    variables.setdefault("MODE", "trial")
    variables["PORT"] = str(port)
    variables["REDIS_URL"] = broker.given_url() or broker.own_url()
    variables["PYTHONUNBUFFERED"] = "1"
    return variables


def broker_part(variables: Mapping[str, str]) -> Part | None:
    """Answer the broker that we start ourselves, if there is none given."""
    if broker.given_url():
        return None
    server = broker.binary()
    if server is None:
        raise Stop(NO_BROKER)
    return Part("broker", broker.command(server), variables)


def web_part(variables: Mapping[str, str], listener: socket.socket) -> Part:
    """Answer the web server, on the port that the supervisor holds open."""
    command = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "4", "--no-control-socket", "--forwarded-allow-ips", address.HOST),
        *("--logger-class", "config.access_log.AccessLogger"),
    ]
    return Part("web server", command, variables, keep=(listener.fileno(),))


def worker_part(variables: Mapping[str, str]) -> Part:
    """Answer the worker; threads take half the memory of processes and are as fast for mail."""
    command = [
        *(sys.executable, "-m", "celery", "-A", "config", "worker"),
        *("-P", "threads", "-c", "4", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ]
    return Part("worker", command, variables)


def beat_part(variables: Mapping[str, str]) -> Part:
    """Answer the beat, which asks for the jobs of the schedule when they are due."""
    command = [
        *(sys.executable, "-m", "celery", "-A", "config", "beat"),
        *("--schedule", str(paths.BEAT_SCHEDULE), "--loglevel", "INFO"),
    ]
    return Part("beat", command, variables)
