"""The mail server of the stories: it can be away, refuse or put off, and be cut off after taking an e-mail."""

from dataclasses import dataclass, field

from hub.mail.answers import Answer, Parcel, Verdict


@dataclass(slots=True)
class PostOffice:
    """Takes e-mails into `taken`, unless it is away, refuses us, or the address is one that it rejects or puts off."""

    taken: list[Parcel] = field(default_factory=list)
    rejects: set[str] = field(default_factory=set)
    rejects_message: set[str] = field(default_factory=set)
    puts_off: set[str] = field(default_factory=set)
    is_away: bool = False
    refuses_to_relay: bool = False
    cuts_next: bool = False
    is_open: bool = False

    def open(self) -> str | None:
        """Connect, unless the server is away."""
        self.is_open = not self.is_away
        return "The mail server cannot be reached: it is away" if self.is_away else None

    def deliver(self, parcel: Parcel) -> Answer:
        """Take one e-mail."""
        if self.refuses_to_relay:
            return Answer(Verdict.DEFERRED, "550 5.7.1 Relaying denied", stops=True)
        if parcel.to_address in self.rejects:
            return Answer(Verdict.REFUSED, "550 5.1.1 No such person here", is_about_address=True)
        if parcel.to_address in self.rejects_message:
            return Answer(Verdict.REFUSED, "554 5.7.1 Looks like spam")
        if parcel.to_address in self.puts_off:
            return Answer(Verdict.DEFERRED, "451 4.3.0 Come back later")
        self.taken.append(parcel)
        if self.cuts_next:
            self.cuts_next = self.is_open = False
            words = "The mail server closed the connection."
            return Answer(Verdict.DEFERRED, words, stops=True, may_have_arrived=True)
        return Answer(Verdict.ACCEPTED, "250 2.0.0 Taken")

    def close(self) -> None:
        """Say goodbye."""
        self.is_open = False
