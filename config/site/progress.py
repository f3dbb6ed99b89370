"""Work that takes longer than a page: a fragment that asks again each second, or a link to do so."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STOP_POLLING = 286


@dataclass(frozen=True)
class Progress:
    """How far the work is. `href` answers with the fragment, `page` is where the reader checks again."""

    title: str
    words: str
    href: str
    page: str
    done: int = 0
    total: int = 0
    is_over: bool = False
    result: str = ""
    result_words: str = "Read it"


def progress_fragment(request: HttpRequest, progress: Progress) -> HttpResponse:
    """Answer htmx with the fragment; 286 makes it the last one."""
    return render(
        request,
        "site/parts/progress.html",
        {"progress": progress},
        status=STOP_POLLING if progress.is_over else 200,
    )
