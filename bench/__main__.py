"""Measure and print: for each database a bare loop over one connection, one worker, two workers, and the whole way.

BENCH_MAILS (5000) says how many e-mails a run sends, BENCH_RUNS (3) how often each is measured; what is printed are
medians. PostgreSQL is measured where TEST_POSTGRES_URL finds one.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.databases import Database, Sqlite, postgres

MAILS = int(os.environ.get("BENCH_MAILS", "5000"))
RUNS = int(os.environ.get("BENCH_RUNS", "3"))


def environment(database: str, port: int) -> dict[str, str]:
    """Give a child its settings; its broker is nowhere, and nobody needs one."""
    return os.environ | {
        "MODE": "trial",
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "LOG_LEVEL": "ERROR",
    }


def work(what: str, *arguments: str, database: str, port: int) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, "-m", "bench.one", what, *arguments]
    done = subprocess.run(
        command, env=environment(database, port), stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def many_workers(count: int, *, database: str, port: int) -> tuple[float, float]:
    """Deliver what is queued with so many workers that begin together.

    Answers the seconds until the last is done, and which part of that the processors were busy.
    """
    command = [sys.executable, "-m", "bench.one", "deliver"]
    workers = [
        subprocess.Popen(
            command, env=environment(database, port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    begun, idle = time.perf_counter(), idle_seconds()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    sent = sum(json.loads(worker.communicate()[0])["sent"] for worker in workers)
    seconds = time.perf_counter() - begun
    assert sent == MAILS, f"{sent} of {MAILS} were sent"
    return seconds, 1 - (idle_seconds() - idle) / (seconds * (os.cpu_count() or 1))


def idle_seconds() -> float:
    """Tell for how long the machine's processors have been idle, taken together; 0 where Linux does not say so."""
    counts = Path("/proc/stat")
    ticks = counts.read_text().split("\n", 1)[0].split()[4:6] if counts.exists() else []
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def sink(*options: str) -> Iterator[int]:
    """Start a mail server, and answer its port."""
    command = [sys.executable, "-m", "bench.sink", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.communicate()


def measure(database: Database, port: int, port_step_by_step: int) -> None:
    """Measure one database and print what was found."""
    work("prepare", str(MAILS), database=database.made, port=port)
    bare, one, step_by_step, two, whole, queueing = [], [], [], [], [], []
    computing, busy = [], []
    for _ in range(RUNS):
        found = work("bare", database=database.copy(), port=port)
        assert found["count"] == MAILS
        bare.append(MAILS / found["seconds"])
        found = work("whole", database=database.copy(), port=port)
        assert found["count"] == found["told"] == MAILS
        one.append(MAILS / found["seconds"])
        whole.append(MAILS / (found["seconds"] + found["queueing"]))
        queueing.append(MAILS / found["queueing"])
        computing.append(found["computing"])
        found = work("whole", database=database.copy(), port=port_step_by_step)
        step_by_step.append(MAILS / found["seconds"])
        copy = database.copy()
        work("queue", database=copy, port=port)
        seconds, processors = many_workers(2, database=copy, port=port)
        two.append(MAILS / seconds)
        busy.append(processors)
    base = median(bare)
    print(f"\n{database.name}")
    for words, rates in (
        ("bare loop: smtplib, which does not pipeline", bare),
        ("our delivery, one worker", one),
        ("the same, to a server that does not pipeline", step_by_step),
        ("our delivery, two workers", two),
        ("planning, wording and queueing", queueing),
        ("the whole way, from due asks to delivered", whole),
    ):
        spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
        print(
            f"  {words:<50}{median(rates):>7,.0f}/s   {median(rates) / base:.2f} of the bare loop   ({spread})"
        )
    found = work("parts", database=database.copy(), port=port)
    shares = sorted(found["spent"].items(), key=lambda item: -item[1])
    told = ", ".join(f"{name} {seconds / found['seconds']:.0%}" for name, seconds in shares)
    print(
        f"  Of one worker's time: {told}. It computes for "
        f"{1000 * median(computing) / median(one):.2f} ms an e-mail, {median(computing):.0%} of the time."
    )
    print(f"  What bounds it: {shares[0][0]}, then {shares[1][0]}.")
    print(
        f"  Two workers: {median(two) / median(one):.1f} times one. {database.two_workers} "
        f"The {os.cpu_count()} processors were busy for {median(busy):.0%} of the time."
    )


def main() -> None:
    """Measure every database that there is."""
    print(
        f"{MAILS:,} e-mails a run, medians of {RUNS} runs (lowest to highest). Python {platform.python_version()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start."
    )
    if os.getloadavg()[0] > 1:
        # A sender that also computes waits for its turn at each answer of the server; a bare loop hardly does.
        print(
            "This machine is busy with other work: the ratios below say little. Measure again when it is quiet."
        )
    with sink() as port, sink("--step-by-step") as port_step_by_step:
        with tempfile.TemporaryDirectory() as folder:
            measure(Sqlite(Path(folder)), port, port_step_by_step)
        with postgres() as found:
            if found is None:
                print("\nPostgreSQL: not measured, because there is none at TEST_POSTGRES_URL.")
            else:
                measure(found, port, port_step_by_step)


if __name__ == "__main__":
    main()
