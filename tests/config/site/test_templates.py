"""What holds for every template of the product."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    path
    for app in ("config", "boroughs", "audits", "hub")
    for path in (ROOT / app).glob("**/templates/**/*.html")
)
# Letters are read in mail programs and the report's file from a disk: no policy of ours reaches them, and
# they carry their styles themselves.
CARRIED_AWAY = ("/letters/", "/mail/", "reports/file.html")
PAGES = [path for path in TEMPLATES if not any(part in str(path) for part in CARRIED_AWAY)]

# The pages of e-mailed links pass no referrer on, so browsers send `Origin: null`, which Django's check refuses. No
# session counts there (tests/hub/answers/test_exempt.py), so there is none to protect.
WITHOUT_SESSION = {
    "hub/templates/answers/_form.html",
    "hub/templates/workspace/_changed.html",
    "hub/templates/workspace/minute.html",
}

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx code": re.compile(r"\bhx-(on|vals\s*=\s*.js:)", re.IGNORECASE),
}


def test_templates_are_found() -> None:
    assert len(PAGES) > 40


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_inline_that_the_policy_would_refuse(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [what for what, pattern in INLINE.items() if pattern.search(text)]
    assert not found, f"{path.relative_to(ROOT)} has {', '.join(found)}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_comes_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""\b(src|href|action)=["'](https?:)?//""", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_form_that_is_posted_carries_its_token(path: Path) -> None:
    if str(path.relative_to(ROOT)) in WITHOUT_SESSION:
        return
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.IGNORECASE | re.DOTALL):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_template_can_be_read(path: Path) -> None:
    get_template(str(path).rpartition("/templates/")[2])
