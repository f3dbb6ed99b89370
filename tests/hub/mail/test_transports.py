"""The ways out that EMAIL_URL can name."""

import email
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from hub.mail.answers import Parcel, Verdict
from hub.mail.boxes import FileTransport
from hub.mail.delivery import deliver_due
from hub.mail.smtp import Security, Server, SmtpTransport
from hub.mail.transports import transport_to
from tests.hub.mail.conftest import Listener, queue_many


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 25, hello="h")),
        ("smtp://127.0.0.1:2525", Server("127.0.0.1", 2525, hello="h")),
        (
            "smtp+tls://jo%40example.org:p%2Fw@mail.example.org",
            Server("mail.example.org", 587, "jo@example.org", "p/w", Security.STARTTLS, "h"),
        ),
        ("smtps://jo:pw@mail.example.org", Server("mail.example.org", 465, "jo", "pw", Security.TLS, "h")),
    ],
)
def test_an_address_names_server_port_account_and_protection(url: str, server: Server) -> None:
    transport = transport_to(url, seconds=30, hello="h")
    assert isinstance(transport, SmtpTransport)
    assert transport.server == server


@pytest.mark.parametrize("url", ["", "pop3://mail.example.org", "smtp://"])
def test_an_address_of_another_sort_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="must begin with"):
        transport_to(url, seconds=30, hello="h")


@pytest.mark.django_db
def test_a_trial_writes_each_email_as_a_file_that_mail_programs_open(
    tmp_path: Path, listener: Listener
) -> None:
    (queued,) = queue_many(1)
    with override_settings(EMAIL_URL=f"file://{tmp_path / 'post box'}"):
        assert deliver_due().sent == 1
    (path,) = (tmp_path / "post box").iterdir()
    assert path.name == f"{queued.message_id.strip('<>')}.eml"
    assert email.message_from_bytes(path.read_bytes())["Message-ID"] == queued.message_id


def test_a_message_id_cannot_leave_the_folder_and_a_repeated_one_overwrites_itself(tmp_path: Path) -> None:
    box = FileTransport(tmp_path / "box")
    box.open()
    for raw in (b"first", b"second"):
        answer = box.deliver(Parcel("a@example.org", "b@example.org", "<../../etc/x@example.org>", raw))
        assert answer.verdict is Verdict.ACCEPTED
    (path,) = (tmp_path / "box").iterdir()
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [tmp_path / "box"]


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "box").write_text("a file where the folder should be")
    assert "cannot be made" in str(FileTransport(tmp_path / "box").open())
