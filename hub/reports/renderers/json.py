"""The report as JSON: the whole document, and its sentences once more in one list for those who only read."""

import json
from typing import Any

from hub.reports.document import Report, Sentence, sentences_of, to_json, walk


def render(report: Report) -> bytes:
    """Write a report as canonical JSON: UTF-8, keys sorted, two spaces, one newline at the end."""
    data = to_json(report) | {"sentences": _sentences(report)}
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def _sentences(report: Report) -> list[dict[str, Any]]:
    return [
        _sentence(sentence) | {"section": section.slug}
        for section in walk(report.sections)
        for block in section.blocks
        for sentence in sentences_of(block)
    ]


def _sentence(sentence: Sentence) -> dict[str, Any]:
    source = sentence.source
    return {
        "text": sentence.text,
        "origin": sentence.origin.value,
        "origin_words": sentence.origin.words,
        "source": {"label": source.label, "href": source.href} if source else None,
        "boroughs": list(sentence.boroughs),
    }
