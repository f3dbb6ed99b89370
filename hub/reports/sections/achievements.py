"""Achievements to date: the coordinator's judgements, the tools, and the events. None is ever invented."""

from boroughs.programme.states import Part
from config.dates import counted, listed, say_when
from hub.events.models import Event
from hub.materials.models import Tool
from hub.register.states import Topic
from hub.reports.document import Block, Bullets, Item, Paragraph, Section, Sentence
from hub.reports.sections.subject import Subject


def achievements(subject: Subject) -> Section:
    """Tell what has been achieved, judgements first."""
    statements = subject.stated(Topic.ACHIEVEMENT)
    items = [Item((subject.own_words(each),)) for each in statements[1:]]
    if tools := _tools(subject):
        items.append(Item((tools,)))
    items += [Item((sentence,)) for sentence in _events(subject)]
    blocks: list[Block] = [Paragraph((subject.own_words(statements[0]),))] if statements else []
    return Section("achievements", "Achievements to date", (*blocks, Bullets(tuple(items))))


def _tools(subject: Subject) -> Sentence | None:
    tools = list(Tool.objects.filter(programme=subject.programme, ready_on__lte=subject.as_at))
    if not tools:
        return None
    names = listed(each.title for each in tools)
    amount = "One tool has" if len(tools) == 1 else f"{counted(len(tools)).capitalize()} tools have"
    return Sentence(f"{amount} been developed: {names}.", source=subject.page("The programme", "board"))


def _events(subject: Subject) -> list[Sentence]:
    known = Event.objects.filter(
        programme=subject.programme, known_on__lte=subject.as_at, is_called_off=False
    )
    return [_event(subject, event) for event in known.order_by("on", "pk").prefetch_related("hosts")]


def _event(subject: Subject, event: Event) -> Sentence:
    hosts = sorted(
        (host for host in event.hosts.all() if host.part == Part.PARTICIPANT), key=lambda each: each.name
    )
    leaders = ["the project co-ordinator"] if event.is_led_centrally else []
    if hosts:
        adviser = subject.programme.label("adviser" if len(hosts) == 1 else "advisers")
        leaders.append(
            f"{'the ' if len(hosts) == 1 else ''}{adviser} from {listed(host.name for host in hosts)}"
        )
    who = listed(leaders) if leaders else "the programme"
    is_coming = event.when.last_day > subject.as_at
    when = "" if event.is_assumed else f" {say_when(event.when)}"
    came = f", which {event.attendance} people attended" if event.attendance and not is_coming else ""
    words = f"{who[0].upper()}{who[1:]} {'will lead' if is_coming else 'led'} “{event.title}”{when}{came}."
    return Sentence(
        words,
        source=subject.page(event.title, "event", event.pk),
        boroughs=tuple(host.slug for host in hosts),
    )
