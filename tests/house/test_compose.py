"""The compose file: valid, complete, and each service's very command runs on real PostgreSQL and Redis."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import psycopg
import pytest
import yaml
from psycopg import sql

from tests import parts
from tests.house.checkout import MARK, ROOT, kill_all
from tests.ports import free_port
from tests.services.stores import redis_database
from tests.waiting import until

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
REFERENCE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
SECRETS = {
    "SECRET_KEY": "a-key-of-a-test-that-signs-nothing-outside-of-this-one-run",
    "SITE_URL": "https://crossborough.example.org",
    "POSTGRES_PASSWORD": "secret",
    "EMAIL_URL": "smtp://mail.example.org:25",
}


def test_file_is_valid_by_the_compose_specification() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec" / "compose-spec.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(COMPOSE, schema, cls=jsonschema.Draft7Validator)


def test_services_are_the_parts_of_the_product_and_what_they_need() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "valkey", "mailpit"}
    assert SERVICES["mailpit"]["profiles"] == ["dev"]
    assert [name for name in SERVICES if name not in OURS and "healthcheck" not in SERVICES[name]] == []


def test_named_volumes_are_declared() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_dependencies_have_a_health_check_to_wait_for() -> None:
    for service in SERVICES.values():
        for name, needed in service.get("depends_on", {}).items():
            if needed["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_secret_must_come_from_the_environment(name: str) -> None:
    written = [
        match for match in REFERENCE.finditer((ROOT / "docker-compose.yml").read_text()) if match[1] == name
    ]
    assert written
    assert [match[0] for match in written if match[2] != "?"] == []


def test_image_runs_as_nobody_in_particular_in_production_mode() -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER crossborough$", last_stage, re.MULTILINE)
    assert "MODE=production" in last_stage
    assert re.search(r"^HEALTHCHECK .*config\.healthcheck", last_stage, re.MULTILINE)


def test_image_has_what_it_copies_and_every_package() -> None:
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if re.match(r"COPY (?!--from)", line)]
    names = {name for line in copied for name in line}
    assert {"config", "boroughs", "audits", "hub", "tasks", "manage.py"} <= names
    let_through = (ROOT / ".dockerignore").read_text()
    for name in names:
        assert (ROOT / name).exists(), name
        assert f"!{name.split('/')[0]}\n" in let_through, name


def resolved(value: str) -> str:
    """Put the values in, as compose does."""

    def put_in(match: re.Match[str]) -> str:
        return SECRETS.get(match[1]) or (match[3] if match[2] == "-" else "")

    return REFERENCE.sub(put_in, value).replace("$$", "$")


def command_of(service: str) -> list[str]:
    """Answer the command that the engine would run: the service's own, else the image's."""
    given = SERVICES[service].get("command")
    if given is None:
        given = json.loads(DOCKERFILE[DOCKERFILE.rindex("\nCMD ") + 5 :].splitlines()[0])
    return [str(part) for part in given]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    parts.require_part("postgres")
    name = f"compose_{secrets.token_hex(4)}"
    with psycopg.connect(parts.POSTGRES_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{parts.POSTGRES_URL.rpartition('/')[0]}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with redis_database() as url:
        yield url


@pytest.fixture(scope="module")
def variables(database: str, broker: str, checkout: Path) -> dict[str, str]:
    """Answer the compose file's environment, with the real PostgreSQL and Redis in place of its hosts."""
    written = {name: resolved(str(value)) for name, value in SERVICES["web"]["environment"].items()}
    assert urlsplit(written["DATABASE_URL"]).hostname in SERVICES
    assert urlsplit(written["REDIS_URL"]).hostname in SERVICES
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return (
        kept
        | written
        | {
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PORT": str(free_port()),
            "PYTHONUNBUFFERED": "1",
            MARK: str(checkout),
        }
    )


@contextmanager
def running(service: str, checkout: Path, variables: dict[str, str]) -> Iterator[Callable[[], str]]:
    """Run a service's very command; yield what reads its output. It must end by itself when asked to."""
    beat = checkout / "var" / "beat"
    beat.mkdir(parents=True, exist_ok=True)
    command = [part.replace("/app/var", str(checkout / "var")) for part in command_of(service)]
    log = checkout / f"{service}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=checkout, env=variables, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield log.read_text
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) in {0, -signal.SIGTERM}
    finally:
        kill_all(checkout)


@pytest.fixture(scope="module")
def migrated(checkout: Path, variables: dict[str, str]) -> None:
    subprocess.run(command_of("migrate"), cwd=checkout, env=variables, check=True, capture_output=True)


@pytest.mark.services
@pytest.mark.postgres
@pytest.mark.usefixtures("migrated")
class TestCommands:
    """Each service's command, as written."""

    def test_static_files_are_collected_as_the_image_does(
        self, checkout: Path, variables: dict[str, str]
    ) -> None:
        collect = re.search(r"python (manage\.py collectstatic [^\\&]+)", DOCKERFILE)
        assert collect is not None
        command = [sys.executable, *collect[1].replace('"', "").split()]
        subprocess.run(command, cwd=checkout, env=variables, check=True, capture_output=True)
        assert (checkout / "var" / "static" / "staticfiles.json").exists()

    def test_web_answers_its_health_check(self, checkout: Path, variables: dict[str, str]) -> None:
        check = [sys.executable, "-m", "config.healthcheck"]
        with running("web", checkout, variables) as said:
            until(
                lambda: subprocess.run(check, cwd=checkout, env=variables, check=False).returncode == 0,
                seconds=60,
                what=f"a healthy web server\n{said()}",
            )
            name = urlsplit(variables["SITE_URL"]).netloc
            headers = {"Host": name, "X-Forwarded-Proto": "https"}
            page = urllib.request.Request(
                f"http://127.0.0.1:{variables['PORT']}/accounts/login/", headers=headers
            )
            with urllib.request.urlopen(page, timeout=120) as answer:  # noqa: S310 (an address of this test's own server)
                assert answer.status == 200
                assert "Strict-Transport-Security" in answer.headers

    def test_worker_answers_its_health_check(self, checkout: Path, variables: dict[str, str]) -> None:
        with running("worker", checkout, variables) as said:
            until(lambda: " ready." in said(), seconds=60, what="a worker that is ready")
            written = SERVICES["worker"]["healthcheck"]["test"][1].replace("$$HOSTNAME", socket.gethostname())
            subprocess.run(written.split(), cwd=checkout, env=variables, check=True, capture_output=True)

    def test_beat_writes_the_schedule_that_its_health_check_looks_for(
        self, checkout: Path, variables: dict[str, str]
    ) -> None:
        written = SERVICES["beat"]["healthcheck"]["test"][1].replace("/app/var", str(checkout / "var"))
        with running("beat", checkout, variables):
            until(
                lambda: subprocess.run(written, shell=True, check=False).returncode == 0,  # noqa: S602 (as compose does)
                seconds=60,
                what="the schedule's file",
            )

    @pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", ""), ("TRUSTED_PROXY_COUNT", "0")])
    def test_start_stops_with_a_sentence_without_what_it_needs(
        self, checkout: Path, variables: dict[str, str], name: str, value: str
    ) -> None:
        done = subprocess.run(
            command_of("migrate"),
            cwd=checkout,
            env=variables | {name: value},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        assert f"{name} is not set." in done.stderr
