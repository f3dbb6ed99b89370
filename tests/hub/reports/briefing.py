"""A report as large and as varied as the real ones: modelled on the briefing of January 2007."""

from datetime import date

from hub.reports.document import (
    Bullets,
    Item,
    Origin,
    Paragraph,
    Picture,
    Report,
    Section,
    Sentence,
    Source,
    Table,
)

AUDITS = Source("File audits", "/london-2006/file-audits/")
DATES = Source("Key dates", "/london-2006/dates/")
EVENTS = Source("Events", "/london-2006/events/")
POSTS = Source("Posts", "/london-2006/posts/")
PROGRAMME = Source("The programme", "/london-2006/")
STATEMENT = Source("Statement of 8 January 2007", "/london-2006/statements/4/")
TOOLS = Source("Tools", "/london-2006/tools/")


def data(source: Source, text: str, *boroughs: str) -> Sentence:
    """A sentence made from the data."""
    return Sentence(text, Origin.DATA, source, boroughs)


def words(text: str) -> Sentence:
    """A sentence of the coordinator's own."""
    return Sentence(text, Origin.COORDINATOR, STATEMENT)


def paragraph(*sentences: Sentence) -> Paragraph:
    """Sentences that run on."""
    return Paragraph(sentences)


def point(*sentences: Sentence, label: str = "", items: tuple[Item, ...] = ()) -> Item:
    """One point of a list."""
    return Item(sentences, items, label)


def bullets(*items: Item) -> Bullets:
    """A list."""
    return Bullets(items)


def briefing() -> Report:
    """The report as at 8 January 2007, as the coordinator would compile it today."""
    return Report(
        title="Update on the Community Partnership Project",
        programme="London Community Safeguarding Children project",
        commissioner="London Safeguarding Children Board",
        as_at=date(2007, 1, 8),
        as_at_words="As at 8 January 2007",
        sections=(INTRODUCTION, ACHIEVEMENTS, OUTSTANDING, TIMESCALE, MEDIA, EMERGING),
        status_words="Draft, compiled 21 November 2026",
        compiled_on=date(2026, 11, 21),
    )


TIMETABLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 84" width="640" height="84" role="img">'
    "<title>Timetable</title>"
    '<g font-family="\'Source Sans 3\', Arial, sans-serif" font-size="13" fill="#1f2a2d">'
    '<text x="0" y="22">Project</text><rect x="110" y="10" width="528" height="16" fill="#8fb9c0"/>'
    '<text x="0" y="46">File reviews</text><rect x="286" y="34" width="132" height="16" fill="#144e5a"/>'
    '<text x="0" y="70">Final report</text><rect x="462" y="58" width="176" height="16" fill="#144e5a"/>'
    '<line x1="386" y1="4" x2="386" y2="80" stroke="#a33" stroke-dasharray="4 3"/>'
    '<text x="392" y="82" font-size="11">8 January 2007</text>'
    "</g></svg>"
)

BEGAN = (
    "This report summarises progress on the London Community Safeguarding Children project, commissioned by "
    "the London Safeguarding Children Board, which began on 1 July 2006 and is scheduled to end on 30 "
    "June 2007."
)
BOROUGHS = (
    "The eight boroughs are Brent, Camden, Enfield, Hackney, Haringey, Islington, Newham and Southwark."
)
THEMES = (
    "The project gathers information about four specific areas of child abuse: female genital mutilation, "
    "trafficking of children, abuse associated with beliefs in spirit possession, and abuse linked to honour "
    "violence."
)
INTRODUCTION = Section(
    "introduction",
    "Introduction",
    (paragraph(data(PROGRAMME, BEGAN), data(PROGRAMME, BOROUGHS)), paragraph(data(PROGRAMME, THEMES))),
)

STRIDES = (
    "Although the project has only been in operation for six months, significant strides have already been "
    "made to improving the safeguarding of children."
)
TOGETHER = (
    "There has been considerable cross-borough working by the advisers, including collaboration when talking "
    "to certain community groups."
)
MEETINGS = "The boroughs have held meetings and training events for community groups."
THREE_TOOLS = (
    "Three tools have been developed: introductory materials for community groups, a child protection "
    "protocol for advisers, and a phased timeline."
)
WORKSHOP = (
    "The coordinator and the advisers of Haringey and Islington will lead a workshop at the Community Care "
    "Safeguarding Children conference in February 2007."
)
ACHIEVEMENTS = Section(
    "achievements",
    "Achievements to date",
    (
        paragraph(words(STRIDES)),
        bullets(
            point(words(TOGETHER)),
            point(data(EVENTS, MEETINGS)),
            point(data(TOOLS, THREE_TOOLS)),
            point(data(EVENTS, WORKSHOP, "haringey", "islington")),
        ),
    ),
)

VACANT = "Brent, Enfield and Southwark have not appointed a Community Partnership Adviser."
AWAITED = "A response is awaited from Camden and Haringey."
EXCUSED = "Islington asks to be excused because of a joint area review."
AGREED = "Newham, Hackney and Enfield have agreed, with the date awaited from Enfield."
OWN = "Southwark hopes to contribute files and will review them itself."
STANDING = Table(
    "Where each borough stands",
    ("Borough", "Adviser", "File audit", "Files"),
    (
        ("Brent", "Not appointed", "Optimistic", "–"),
        ("Camden", "In post", "No reply yet", "–"),
        ("Enfield", "Not appointed", "Agreed, date awaited", "–"),
        ("Hackney", "In post", "Agreed", "–"),
        ("Haringey", "In post", "No reply yet", "–"),
        ("Islington", "In post", "Asks to be excused", "–"),
        ("Newham", "In post", "Agreed", "–"),
        ("Southwark", "Not appointed", "Hopeful; reviewing its own", "–"),
        ("Croydon", "–", "Offered", "6"),
    ),
)
OUTSTANDING = Section(
    "outstanding",
    "Outstanding issues",
    (
        bullets(
            point(
                data(POSTS, VACANT, "brent", "enfield", "southwark"), label="Community Partnership Advisers"
            ),
            point(
                label="File audits",
                items=(
                    point(data(AUDITS, AWAITED, "camden", "haringey")),
                    point(data(AUDITS, EXCUSED, "islington")),
                    point(data(AUDITS, AGREED, "newham", "hackney", "enfield")),
                    point(data(AUDITS, "Brent is optimistic.", "brent")),
                    point(data(AUDITS, OWN, "southwark")),
                ),
            ),
            point(
                data(AUDITS, "LSCB chairs have been asked to contribute files."),
                data(AUDITS, "Croydon has offered six.", "croydon"),
                label="Other boroughs",
            ),
        ),
        STANDING,
    ),
)

TIMESCALE = Section(
    "timescale",
    "Timescale",
    (
        paragraph(
            data(DATES, "Drafting of the final report begins in March 2007."),
            data(DATES, "The report is released in June 2007."),
            words("The time available for file reviews is tight."),
        ),
        Picture(TIMETABLE, "The project runs to June 2007; drafting begins in March 2007.", "Timetable"),
    ),
)

STRATEGY = (
    "The London Board, the boroughs and the DfES will need – through the Strategic Intelligence Group – to "
    "consider a media strategy for the release of the project’s final report in June 2007."
)
MEDIA = Section("media-strategy", "Media strategy", (paragraph(words(STRATEGY)),))

CONCERN = (
    "A number of community groups have expressed concern to the advisers about the limited one-year nature "
    "of the project and the posts employed within it."
)
EXIT = (
    "Most of those commenting have expressed a view that there is little point in establishing contact when "
    "the project is already viewing its exit from the London scene."
)
TRUST = (
    "The groups which are hardest to reach are not yet involved; to achieve this is likely to fit better "
    "into a three-year project."
)
OUTPUTS = (
    "The outputs of the current project should form a constructive basis for thinking about how to evidence "
    "improved safeguarding."
)
FOCUS = (
    "The experience of the project indicates that London LSCBs are likely to benefit from a centrally led "
    "focus on the four specific areas."
)
POOL = (
    "This could comprise a pool of expertise and advice on effective community liaison and responding "
    "appropriately to individual cases."
)
EMERGING = Section(
    "emerging",
    "Emerging issues",
    sections=(
        Section("resources", "Resources for the future", (paragraph(words(CONCERN), words(EXIT)),)),
        Section("trust", "Developing trust takes time", (paragraph(words(TRUST)),)),
        Section(
            "outcomes",
            "Demonstrating improved safeguarding",
            (
                paragraph(words("There are two phases to the project:")),
                bullets(
                    point(words("establishment of, or improvement in, community liaison")),
                    point(words("evidence of improved safeguarding outcomes for children")),
                ),
                paragraph(words(OUTPUTS)),
            ),
        ),
        Section(
            "mainstream",
            "Integrating this agenda into mainstream safeguarding work",
            (paragraph(words(FOCUS), words(POOL)),),
        ),
    ),
)
