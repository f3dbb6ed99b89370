"""Write tools."""

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import record
from boroughs.programme.models import Programme
from config.dates import PartialDate
from hub.materials.models import Tool


@transaction.atomic
def tool_add(*, programme: Programme, title: str, audience: str, ready: PartialDate, by: Actor) -> Tool:
    """Add something that the programme has produced for others to use."""
    tool = Tool(programme=programme, title=title, audience=audience)
    tool.ready_on, tool.ready_precision, tool.ready_is_assumed = ready.on, ready.precision, ready.is_assumed
    tool.save()
    record(subject=tool, verb="tool-add", summary=f"Tool added: {title}", by=by)
    return tool
