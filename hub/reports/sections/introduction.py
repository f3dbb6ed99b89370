"""Introduction: what the programme is, who takes part, and what it is about."""

from boroughs.programme.models import Borough, Theme
from boroughs.programme.states import Part
from config.dates import counted, listed, say
from hub.reports.document import Bullets, Item, Paragraph, Section, Sentence
from hub.reports.sections.subject import Subject


def introduction(subject: Subject) -> Section:
    """Introduce the programme from its data."""
    programme = subject.programme
    board = subject.page("The programme", "board")
    boroughs = list(Borough.objects.filter(programme=programme, part=Part.PARTICIPANT).order_by("name"))
    themes = list(Theme.objects.filter(programme=programme, is_emerging=False))
    begins, ends = say(programme.starts_on), say(programme.ends_on)
    is_over = subject.as_at > programme.ends_on
    length = (
        f"which ran from {begins} to {ends}"
        if is_over
        else f"which began on {begins} and is scheduled to end on {ends}"
    )
    if subject.as_at < programme.starts_on:
        length = f"which begins on {begins} and is scheduled to end on {ends}"
    what = Sentence(
        f"This briefing summarises progress to date on the {programme.project_name}, "
        f"commissioned by the {programme.commissioner}, {length}.",
        source=board,
    )
    who = Sentence(
        f"{counted(len(boroughs)).capitalize()} boroughs take part: {listed(each.name for each in boroughs)}.",
        source=board,
    )
    appointed = f", {programme.appointed_how}" if programme.appointed_how else ""
    how = Sentence(
        f"A central co-ordination service, provided by {programme.coordinating_organisation}{appointed}, dovetails "
        f"with local initiatives led by {programme.label('adviser_long')}s ({programme.label('advisers')}), "
        "appointed by or on behalf of the boroughs.",
        source=board,
    )
    sentences = [what, who, how] if boroughs else [what, how]
    if themes:
        about = f"It is about {counted(len(themes))} forms of abuse: {listed(each.name for each in themes)}."
        sentences.append(Sentence(about, source=board))
    aims = Bullets(
        tuple(Item((Sentence(subject.words_of(aim), source=board),)) for aim in programme.objectives)
    )
    return Section("introduction", "Introduction", (Paragraph(tuple(sentences)), aims))
