"""What a mail server keeps of what it was brought, and the lines that it writes of it."""

import json
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy


@dataclass(frozen=True, slots=True)
class Received:
    """One message that arrived whole; `was_answered` is False when the connection was cut instead."""

    sender: str
    recipient: str
    raw: bytes
    connection: str
    was_answered: bool
    at: float  # on the machine's monotonic clock, which all its processes share

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        parsed = message_from_bytes(self.raw, policy=default_policy)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """Its plain text, as a reader gets it."""
        body = self.message.get_body(("plain",))
        assert isinstance(body, EmailMessage)
        return str(body.get_content())

    def as_json(self) -> str:
        """One line for the record."""
        facts = {
            "recipient": self.recipient,
            "message_id": self.message_id,
            "subject": str(self.message["Subject"]),
            "headers": {name: str(value) for name, value in self.message.items()},
            "text": self.text,
            "connection": self.connection,
            "was_answered": self.was_answered,
            "at": self.at,
        }
        return json.dumps(facts)


@dataclass(frozen=True, slots=True)
class Ended:
    """How one connection ended: by the sender's QUIT, cut by the scenario, or lost (its sender is gone)."""

    connection: str
    how: str

    def as_json(self) -> str:
        """One line for the record."""
        return json.dumps({"ended": self.connection, "how": self.how})
