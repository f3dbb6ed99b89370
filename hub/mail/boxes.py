"""Ways out that need no server: files for trying the product, and a list for tests."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from hub.mail.answers import Answer, Parcel, Verdict

_UNSAFE = re.compile(r"[^A-Za-z0-9@._-]+")


@dataclass(slots=True)
class FileTransport:
    """Writes each e-mail into a folder, whole or not at all; one that is sent again overwrites itself."""

    folder: Path
    is_open: bool = False

    def open(self) -> str | None:
        """Make the folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return f"The folder for e-mails cannot be made: {error}"
        self.is_open = True
        return None

    def deliver(self, parcel: Parcel) -> Answer:
        """Write one file, named by the Message-ID."""
        path = self.folder / f"{_UNSAFE.sub('-', parcel.message_id.strip('<>'))}.eml"
        # No reader lists it before it is whole: the name does not end in .eml.
        unfinished = path.with_name(f".{path.stem}.{uuid4().hex}")
        try:
            unfinished.write_bytes(parcel.raw)
            unfinished.replace(path)
        except OSError as error:
            self.is_open = False
            return Answer(Verdict.DEFERRED, f"The e-mail cannot be written: {error}", stops=True)
        return Answer(Verdict.ACCEPTED, f"written to {path.name}")

    def close(self) -> None:
        """Nothing is kept open."""
        self.is_open = False


@dataclass(slots=True)
class MemoryTransport:
    """Keeps what it is given in a list."""

    parcels: list[Parcel] = field(default_factory=list)
    is_open: bool = False

    def open(self) -> str | None:
        """Always open for tests."""
        self.is_open = True
        return None

    def deliver(self, parcel: Parcel) -> Answer:
        """Keep one parcel."""
        self.parcels.append(parcel)
        return Answer(Verdict.ACCEPTED, "kept in memory")

    def close(self) -> None:
        """Keep the parcels for the test to look at."""
        self.is_open = False


# What `memory://` delivers to: a test empties it before it starts.
MEMORY = MemoryTransport()
