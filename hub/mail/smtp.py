"""Hands e-mails to an SMTP server over one connection that is kept open."""

import re
import smtplib
import ssl
import time
from dataclasses import dataclass, replace
from enum import Enum, auto

from hub.mail.answers import Answer, Parcel, Verdict
from hub.mail.refusals import About, status_in, what_is_refused

OK = 250
WILL_FORWARD = 251
GO_AHEAD = 354
CLOSING = 421
PERMANENT = range(500, 600)
WORDS_LENGTH = 1000
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Security(Enum):
    """How the connection is protected."""

    NONE = auto()
    STARTTLS = auto()
    TLS = auto()


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail server is and how to sign in there. `hello` is the name that we give ourselves."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Security = Security.NONE
    hello: str = "localhost"


class SmtpTransport:
    """One connection to one server. `seconds` bounds each opening and each delivery as a whole."""

    def __init__(self, server: Server, *, seconds: float) -> None:
        self.server = server
        self.seconds = seconds
        self._smtp: smtplib.SMTP | None = None
        self._deadline = 0.0
        self._unread = 0  # answers to commands that were sent ahead
        self._is_in_data = False  # from the server's leave to send the message until its answer to it

    @property
    def is_open(self) -> bool:
        """Whether there is a connection (the server may have closed it meanwhile)."""
        return self._smtp is not None

    def open(self) -> str | None:
        """Connect, say hello, start TLS and sign in, as the server's address says."""
        self.close()
        self._deadline = time.monotonic() + self.seconds
        try:
            self._smtp = self._connect()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return in_words(error)
        return None

    def deliver(self, parcel: Parcel) -> Answer:
        """Hand over one e-mail to one recipient; a refused one leaves the connection ready for the next."""
        if self._smtp is None:
            return Answer(Verdict.UNTRIED, "There is no connection to the mail server.", stops=True)
        self._deadline = time.monotonic() + self.seconds
        was_begun = self._is_in_data = False
        mail = f"MAIL FROM:{smtplib.quoteaddr(parcel.from_address)}"
        rcpt = f"RCPT TO:{smtplib.quoteaddr(parcel.to_address)}"
        try:
            self._send_ahead(mail, rcpt, "DATA")
            code, words = self._answer_to(mail)
            was_begun = code != CLOSING
            if code != OK:
                # A refused sender is our own misconfiguration: whoever repairs it wants the e-mails still
                # there.
                return self._answered(code, words, may_refuse=False)
            code, words = self._answer_to(rcpt)
            if code not in (OK, WILL_FORWARD):
                return self._refused_recipient(code, words)
            code, words = self._answer_to("DATA")
            if code != GO_AHEAD:
                return self._answered(code, words)
            return self._answered(*self._send(parcel.raw))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if self._is_in_data or is_timeout(error):
                # One connection that is cut costs one e-mail; a silence costs the patience of all.
                return Answer(
                    Verdict.DEFERRED,
                    in_words(error),
                    stops=is_timeout(error),
                    may_have_arrived=self._is_in_data,
                )
            # Many servers close a connection after a while or after so many e-mails: then this one was not
            # tried.
            return Answer(Verdict.DEFERRED if was_begun else Verdict.UNTRIED, in_words(error))

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        if self._smtp is not None:
            try:
                self._deadline = time.monotonic() + min(self.seconds, 2)
                self._bounded().quit()
            except (OSError, smtplib.SMTPException):
                pass
            finally:
                self._drop()

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.security is Security.TLS:
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, server.hello, timeout=self.seconds, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, server.hello, timeout=self.seconds)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo_or_helo_if_needed()  # what was said before the protection counts no more
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _bounded(self) -> smtplib.SMTP:
        """Give the connection with no more patience than is left for this e-mail as a whole."""
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        smtp.sock.settimeout(left)
        return smtp

    def _send_ahead(self, *commands: str) -> None:
        """Send all commands at once where the server takes that (RFC 2920): the ways there and back are what costs."""
        smtp = self._bounded()
        if smtp.has_extn("pipelining"):
            smtp.send("".join(f"{command}\r\n" for command in commands))
            self._unread = len(commands)

    def _answer_to(self, command: str) -> tuple[int, bytes]:
        """Read the answer to a command, which is sent now unless it was sent ahead."""
        smtp = self._bounded()
        if not self._unread:
            return smtp.docmd(command)
        self._unread -= 1
        return smtp.getreply()

    def _send(self, raw: bytes) -> tuple[int, bytes]:
        """Send the message, so that it is known whether a connection was cut before or after it began."""
        smtp = self._bounded()
        self._is_in_data = True
        ends = b"." if raw.endswith(b"\r\n") else b"\r\n."
        smtp.send(_LEADING_DOT.sub(b"..", raw) + ends + b"\r\n")
        code, words = smtp.getreply()
        self._is_in_data = False
        return code, words

    def _answered(
        self, code: int, words: bytes, *, may_refuse: bool = True, is_about_address: bool = False
    ) -> Answer:
        said = f"{code} {words.decode('utf-8', 'replace')}".replace("\n", " ")[:WORDS_LENGTH]
        if code == OK:
            return Answer(Verdict.ACCEPTED, said)
        if code == CLOSING or code < 0:  # going down, or not speaking SMTP
            self._drop()
            return Answer(Verdict.DEFERRED, said, stops=True)
        self._reset()
        if code in PERMANENT and may_refuse:
            return Answer(Verdict.REFUSED, said, is_about_address)
        return Answer(Verdict.DEFERRED, said)

    def _refused_recipient(self, code: int, words: bytes) -> Answer:
        """Say what a refused recipient means; where it is we who are refused, everybody else's e-mail waits, too."""
        said = words.decode("utf-8", "replace")
        about = what_is_refused(status=status_in(said), code=code, words=said)
        if code in PERMANENT and about is About.US:
            return replace(self._answered(code, words, may_refuse=False), stops=True)
        return self._answered(code, words, is_about_address=about is About.ADDRESS)

    def _reset(self) -> None:
        """Make the connection ready for the next e-mail, or let go of it."""
        try:
            while self._unread:
                self._unread -= 1
                code, _ = self._bounded().getreply()
                if code == GO_AHEAD:
                    # It would take a message to nobody; an empty one ends that (RFC 2920, 3.1).
                    self._bounded().docmd(".")
            code, _ = self._bounded().rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != OK:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None
        self._unread = 0


def is_timeout(error: Exception) -> bool:
    """Tell whether patience ran out; smtplib wraps that into a closed connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def in_words(error: Exception) -> str:
    """Say what went wrong on the way: the server's words where there are any."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return f"{error.smtp_code} {text}".replace("\n", " ")[:WORDS_LENGTH]
    if is_timeout(error):
        return "The mail server did not answer in time."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "The mail server closed the connection."
    return f"The mail server cannot be reached: {error}"[:WORDS_LENGTH]
