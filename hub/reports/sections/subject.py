"""What a report is about, and the ways of speaking that its sections share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from boroughs.programme.models import Borough, KeyDate, Programme
from config.dates import listed, say
from hub.register.models import Statement
from hub.register.states import Topic
from hub.reports.document import Bullets, Item, Origin, Paragraph, Sentence, Source

_KEY_DATE = re.compile(r"\{([a-z0-9-]+)\}")


@dataclass(frozen=True, slots=True)
class Subject:
    """One programme as at one day; `only` restricts what is said to one borough's own clauses."""

    programme: Programme
    as_at: date
    key_dates: Mapping[str, KeyDate]
    statements: Mapping[Topic, list[Statement]]
    only: Borough | None = None

    def page(self, label: str, view: str, *args: object) -> Source:
        """Name a page of the programme as the source of a sentence."""
        return Source(label, reverse(view, args=[self.programme.slug, *args]))

    def about(self, boroughs: Iterable[Borough], one: str, many: str, source: Source) -> Sentence | None:
        """Say something of boroughs (`one` of a single one, `many` of several), in the order of the alphabet.

        None when there is none to say it of, or when only another borough's clauses are asked for.
        """
        named = sorted((each for each in boroughs if self.speaks_of(each)), key=lambda each: each.name)
        if not named:
            return None
        words = (one if len(named) == 1 else many).format(names=listed(each.name for each in named))
        return Sentence(words, Origin.DATA, source, tuple(each.slug for each in named))

    def speaks_of(self, borough: Borough) -> bool:
        """Tell whether this borough's clauses are asked for."""
        return self.only is None or self.only.pk == borough.pk

    def words_of(self, text: str) -> str:
        """Put the key dates that a statement names into its text."""
        return _KEY_DATE.sub(lambda found: self._key_date(found[1], found[0]), text)

    def _key_date(self, slug: str, otherwise: str) -> str:
        key_date = self.key_dates.get(slug)
        return say(key_date.when) if key_date else otherwise

    def stated(self, topic: Topic) -> list[Statement]:
        """List the coordinator's statements on a topic that hold as at the day."""
        return self.statements.get(topic, [])

    def own_words(self, statement: Statement, text: str | None = None) -> Sentence:
        """Make a sentence of the coordinator's own words; `text` is a part of the statement."""
        label = f"{statement.source}, {say(statement.as_at)}"
        source = Source(label, reverse("reports", args=[self.programme.slug]))
        return Sentence(self.words_of(text or statement.text), Origin.COORDINATOR, source)

    def told(self, statement: Statement) -> list[Paragraph | Bullets]:
        """Tell a whole statement: its text, its points, its closing words."""
        blocks: list[Paragraph | Bullets] = [Paragraph((self.own_words(statement),))]
        if statement.points:
            blocks.append(
                Bullets(tuple(Item((self.own_words(statement, point),)) for point in statement.points))
            )
        if statement.closing:
            blocks.append(Paragraph((self.own_words(statement, statement.closing),)))
        return blocks
