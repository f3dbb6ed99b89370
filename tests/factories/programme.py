"""Programmes, themes, key dates and boroughs."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from boroughs.programme.models import Borough, KeyDate, Programme, Theme


class ProgrammeFactory(DjangoModelFactory[Programme]):
    """A programme of July 2006 to June 2007, as the sample's is."""

    slug = factory.Sequence(lambda number: f"programme-{number}")
    title = factory.LazyAttribute(lambda made: made.slug.replace("-", " ").capitalize())
    project_name = "the project"
    commissioner = "the commissioning Board"
    coordinating_organisation = "The Central Service"
    starts_on = date(2006, 7, 1)
    ends_on = date(2007, 6, 30)
    front_door = "Central front door"
    front_door_telephone = "020 7946 0999"

    class Meta:
        model = Programme


class ThemeFactory(DjangoModelFactory[Theme]):
    """A theme of a programme."""

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda number: f"theme-{number}")
    name = factory.LazyAttribute(lambda made: made.slug.replace("-", " ").capitalize())

    class Meta:
        model = Theme


class KeyDateFactory(DjangoModelFactory[KeyDate]):
    """The day on which drafting begins."""

    programme = factory.SubFactory(ProgrammeFactory)
    slug = "drafting-begins"
    label = "Drafting of the final report begins"
    on = date(2007, 3, 1)

    class Meta:
        model = KeyDate


class BoroughFactory(DjangoModelFactory[Borough]):
    """A participant."""

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda number: f"Borough {number:03}")
    slug = factory.LazyAttribute(lambda made: made.name.lower().replace(" ", "-"))
    gss_code = factory.Sequence(lambda number: f"E07{number:06}")
    front_door = factory.LazyAttribute(lambda made: f"{made.name} front door")
    front_door_telephone = "020 7946 0000"

    class Meta:
        model = Borough
