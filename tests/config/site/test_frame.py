"""The frame of every page, and the pages that say that something is not possible."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.template.loader import render_to_string
from django.test import RequestFactory

from config.site.referral import referral_line
from config.site.views import csrf_failure
from tests.config.site.forms import ReplyForm
from tests.config.site.page import Page

RUTH = SimpleNamespace(is_authenticated=True, name="Ruth Adeyemi", email="ruth@example.org")


def frame(**context: object) -> str:
    return render_to_string("base.html", context)


def test_frame_has_one_main_landmark_and_a_way_to_skip_to_it() -> None:
    page = Page(frame())
    assert page.by_id("main-content").tag == "main"
    assert page.all("a")[0].attrs["href"] == "#main-content"
    assert page.all("html")[0].attrs["lang"] == "en-GB"


def test_title_names_the_page_then_the_programme_then_the_product() -> None:
    html = render_to_string("404.html", {"place": SimpleNamespace(title="London 2006", slug="london-2006")})
    assert "<title>Page not found – London 2006 – Crossborough</title>" in html


def test_title_says_first_that_something_is_wrong() -> None:
    html = render_to_string("site/form.html", {"title": "Record a reply", "form": ReplyForm({})})
    assert "<title>Error: Record a reply" in html


def test_header_leads_to_the_programme_and_footer_says_where_to_ring() -> None:
    html = frame(
        place=SimpleNamespace(title="London 2006", slug="london-2006"),
        referral_line=referral_line(front_door="Camden’s front door", telephone="020 7946 0000"),
    )
    assert '<a href="/london-2006/">London 2006</a>' in html
    assert "Not for referrals. Worried about a child? Camden’s front door, 020 7946 0000." in html


def test_footer_without_a_number_says_it_in_general_words_and_links_to_nothing() -> None:
    html = frame()
    assert "Not for referrals. Worried about a child?" in html
    assert "<a" not in html[html.index("<footer") :]


def test_current_page_is_marked_in_the_navigation() -> None:
    page = Page(frame(navigation=[("Board", "/l/", False), ("Events", "/l/events/", True)]))
    current = [link.attrs["href"] for link in page.all("a") if "aria-current" in link.attrs]
    assert current == ["/l/events/"]


def test_signing_out_is_a_post() -> None:
    page = Page(frame(user=RUTH))
    form = page.all("form")[0]
    assert form.attrs["method"] == "post"
    assert form.attrs["action"].endswith("/logout/")
    assert "Ruth Adeyemi" in page.html
    assert "Sign out" not in frame()


@pytest.mark.parametrize(
    ("level", "title", "role"),
    [
        (constants.SUCCESS, "Done", "alert"),
        (constants.INFO, "Please note", "region"),
        (constants.ERROR, "There is a problem", "alert"),
    ],
)
def test_messages_show_as_banners(level: int, title: str, role: str) -> None:
    message = SimpleNamespace(level_tag=constants.DEFAULT_TAGS[level], __str__=lambda: "x")
    html = frame(messages=[message])
    assert title in html
    assert f'role="{role}"' in html


def test_missing_and_foreign_pages_read_the_same() -> None:
    missing = render_to_string("404.html", {"exception": "No Borough matches", "request_path": "/a/"})
    foreign = render_to_string("404.html", {"exception": "Not yours", "request_path": "/b/"})
    assert missing == foreign
    assert "No Borough" not in missing


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_error_pages_say_what_to_do_next_without_any_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    page = Page(html)
    assert len(page.all("h1")) == 1
    assert not [
        word for word in ("Exception", "Traceback", "Django", "Bad Request", "Forbidden") if word in html
    ]


def test_refusal_says_that_nothing_was_changed() -> None:
    assert "You cannot do this" in render_to_string("403.html")
    assert "Nothing has been changed" in render_to_string("403.html")


def test_form_that_is_too_old_can_be_sent_again() -> None:
    request = RequestFactory().post("/")
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]  # nobody
    answer = csrf_failure(request, reason="CSRF token missing.")
    assert answer.status_code == 403
    assert "Please send that again" in answer.text
    assert "CSRF" not in answer.text
