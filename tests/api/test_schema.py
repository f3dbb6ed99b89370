"""The API's description of itself: complete, true, and readable in a browser under the site's own policy."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from boroughs.people.models import User
from tests.api.conftest import CAST, MISSING, RESOURCES, World
from tests.browser.site import PATIENCE
from tests.factories import UserFactory
from tests.parts import chromium, require_part

Api = Callable[[str], Client]


@pytest.fixture
def schema() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def test_schema_is_valid_and_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert capsys.readouterr().out.startswith("openapi: 3.1.1")


def test_schema_names_every_resource_and_every_error(schema: dict[str, Any]) -> None:
    expected = {f"/api/v1/{resource}/" for resource in RESOURCES}
    expected |= {f"/api/v1/{resource}/{{id}}/" for resource in RESOURCES}
    assert set(schema["paths"]) == expected
    for path, operations in schema["paths"].items():
        assert list(operations) == ["get"]
        statuses = {"200", "304", "401", "403", "404"} if "{" in path else {"200", "400", "401", "403"}
        assert set(operations["get"]["responses"]) == statuses
        assert operations["get"]["security"] == [{"cookieAuth": []}]


def keeps_to(schema: dict[str, Any], described: dict[str, Any], body: Any) -> None:
    """Hold an answer against its description; a key that is not described is a fault too."""
    components = {
        name: {**each, "additionalProperties": False} if each.get("properties") else each
        for name, each in schema["components"]["schemas"].items()
    }
    whole = {**described, "components": {"schemas": components}}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(body)


@pytest.mark.parametrize("who", CAST)
def test_every_answer_keeps_to_the_schema(schema: dict[str, Any], world: World, api: Api, who: str) -> None:
    client = api(who)
    for resource in RESOURCES:
        _keeps_its_word(schema, client, resource)


def _keeps_its_word(schema: dict[str, Any], client: Client, resource: str) -> None:
    paths = schema["paths"]
    many, one = paths[f"/api/v1/{resource}/"]["get"], paths[f"/api/v1/{resource}/{{id}}/"]["get"]
    answer = client.get(f"/api/v1/{resource}/").json()
    keeps_to(schema, many["responses"]["200"]["content"]["application/json"]["schema"], answer)
    for row in answer["results"]:
        body = client.get(f"/api/v1/{resource}/{row['id']}/").json()
        keeps_to(schema, one["responses"]["200"]["content"]["application/json"]["schema"], body)
    problems = {
        "400": client.get(f"/api/v1/{resource}/?page=0"),
        "401": Client().get(f"/api/v1/{resource}/"),
        "404": client.get(f"/api/v1/{resource}/{MISSING}/"),
    }
    for status, problem in problems.items():
        described = {**one["responses"], **many["responses"]}[status]["content"][problem["Content-Type"]]
        keeps_to(schema, described["schema"], problem.json())


def test_schema_needs_a_sign_in(client: Client, db: None) -> None:
    answer = client.get("/api/schema/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


def test_docs_send_whoever_is_not_signed_in_to_the_sign_in(client: Client, db: None) -> None:
    answer = client.get("/api/docs/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/api/docs/")


def test_schema_comes_as_yaml_and_as_json(world: World, api: Api) -> None:
    client = api("observer")
    assert client.get("/api/schema/").content.startswith(b"openapi: 3.1.1")
    accept = {"Accept": "application/vnd.oai.openapi+json"}
    assert client.get("/api/schema/", headers=accept).json()["openapi"] == "3.1.1"


def test_docs_page_holds_no_inline_script_or_style(world: World, api: Api) -> None:
    html = api("observer").get("/api/docs/").content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == html.count('<script src="/') == 2


@pytest.mark.browser
def test_docs_render_and_can_be_tried_under_the_strict_policy(
    live_server: LiveServer, client_of: Callable[[User], Client]
) -> None:
    require_part("chromium")
    session = client_of(UserFactory.create()).cookies["sessionid"].value
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context()
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        try:
            said, elsewhere = _listen(page, live_server.url)
            page.goto(f"{live_server.url}/api/docs/")
            page.locator("#operations-boroughs-boroughs_list").get_by_role("button").first.click()
            page.get_by_role("button", name="Try it out").click()
            page.get_by_role("button", name="Execute").click()
            page.locator(".live-responses-table .response-col_status", has_text="200").wait_for()
        finally:
            browser.close()
    assert said == []
    assert elsewhere == []


def _listen(page: Page, own: str) -> tuple[list[str], list[str]]:
    """Note every complaint of the browser, and every address that is not our own."""
    said: list[str] = []
    elsewhere: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((own, "data:", "blob:")) else elsewhere.append(asked.url),
    )
    return said, elsewhere
