"""The bytes of an e-mail."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from config.addresses import checked_address
from hub.mail.message import Built, Letter, build
from hub.mail.mime import one_line, tidy_body
from tests.sink import faults

NOW = datetime(2007, 1, 9, 10, 0, tzinfo=UTC)
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Id",
    "MIME-Version",
}


def letter(**words: str) -> Built:
    facts = {"to": "lead@camden.example.org", "subject": "Camden", "text": "Hello", "html": "<p>Hello</p>"}
    return build(Letter(**{**facts, **words}), at=NOW)


def parsed(built: Built) -> EmailMessage:
    message = message_from_bytes(built.raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body(built: Built, subtype: str) -> str:
    part = parsed(built).get_body((subtype,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_has_the_headers_that_robots_and_people_need() -> None:
    message = parsed(
        letter(to_name="Camden’s audit lead", reply_to="jo@example.org", list_name="chase.london-2006")
    )
    assert message["To"] == "Camden’s audit lead <lead@camden.example.org>"
    assert message["From"] == "Crossborough <crossborough@example.org>"
    assert message["Reply-To"] == "jo@example.org"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<chase.london-2006.example.org>"
    assert message.get_content_type() == "multipart/alternative"


@override_settings(SITE_URL="https://hub.example.net")
def test_the_message_id_is_on_the_sites_domain() -> None:
    assert letter().message_id.endswith("@hub.example.net>")


@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_the_message_id_of_a_trial_is_on_the_senders_domain(site: str) -> None:
    with override_settings(SITE_URL=site):
        assert letter().message_id.endswith("@example.org>")


def test_no_two_letters_share_a_message_id() -> None:
    assert len({letter().message_id for _ in range(100)}) == 100


@pytest.mark.parametrize("place", ["subject", "to_name", "from_name", "list_name"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\x00"])
def test_no_text_starts_another_header(place: str, line_break: str) -> None:
    message = parsed(letter(**{place: f"Camden{line_break}Bcc: everybody@example.com"}))
    assert "Bcc" not in message
    assert not HEADERS.symmetric_difference(message.keys()) - {"Reply-To", "List-Id", "Content-Type"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c.example",
        "a@example.org\r\nBcc: x@y.example",
        "a@example.org, b@example.org",
        "é@example.org",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        letter(to=address)
    if address:
        with pytest.raises(ValueError, match="is not an e-mail address"):
            letter(reply_to=address)


def test_a_domain_with_an_accent_is_put_into_ascii() -> None:
    assert checked_address("lead@café.example") == "lead@xn--caf-dma.example"


@given(st.text(max_size=4000), st.text(max_size=4000), st.text(max_size=300), st.text(max_size=80))
def test_whatever_is_written_passes_a_strict_server_and_reads_back(
    text: str, html: str, subject: str, name: str
) -> None:
    built = letter(text=text, html=f"<p>{html}</p>", subject=subject, to_name=name)
    assert faults(built.raw) is None
    assert body(built, "plain") == built.text == tidy_body(text)
    assert body(built, "html") == tidy_body(f"<p>{html}</p>")
    message = parsed(built)
    assert set(message.keys()) <= HEADERS | {"Content-Type", "Content-Transfer-Encoding"}
    assert message["Subject"] == built.subject
    # The newer parser of Python 3.11 puts spaces between encoded words in names: its older one reads them right.
    written, address = parseaddr(message_from_bytes(built.raw)["To"])
    assert (address, str(make_header(decode_header(written)))) == ("lead@camden.example.org", one_line(name))
    assert all(len(line) <= 78 for line in built.raw.split(b"\r\n"))


@pytest.mark.parametrize("character", ["x", "é", "=", ".", "—"])
def test_long_lines_are_folded(character: str) -> None:
    built = letter(text=character * 5000, html=f"<td style='{character * 5000}'>", subject=character * 900)
    assert faults(built.raw) is None
    assert body(built, "plain") == character * 5000 + "\n"
    assert len(built.subject) == 200


def test_lines_that_begin_with_a_point_or_from_stay_as_they_are() -> None:
    text = ".\n..\nFrom Camden\n.hidden\n"
    assert body(letter(text=text), "plain") == text


def test_a_letter_without_html_is_plain_text() -> None:
    assert parsed(letter(html="")).get_content_type() == "text/plain"
