"""What a page or a file says to whoever opens it, and where it leads."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pypdf
from django.http import HttpResponse
from docx import Document

HOST = "testserver"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form as the page shows it: its values are what it has now and what else it offers."""

    name: str
    kind: str
    value: str = ""
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageForm:
    """One form of a page."""

    method: str
    action: str
    fields: tuple[Field, ...]

    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """Tell forms apart that ask for different things."""
        return self.method, self.action, tuple(each.name for each in self.fields)


@dataclass
class Read:
    """The words of an answer, the addresses in it (paths on this site), and its forms."""

    text: str
    links: list[str] = field(default_factory=list)
    forms: list[PageForm] = field(default_factory=list)


def body(response: Any) -> bytes:
    """Give the bytes of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def read(response: HttpResponse, path: str) -> Read:
    """Read an answer of any type that the site gives; its headers are read too."""
    content, kind = body(response), response.headers.get("Content-Type", "").partition(";")[0]
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    found = _page(content, path) if kind == "text/html" else Read(text_of(content, kind))
    if kind.endswith("json"):
        found.links = [link for each in _strings(json.loads(content)) if (link := _path(each, path))]
    if location := response.headers.get("Location"):
        found.links += [link] if (link := _path(location, path)) else []
    found.text = f"{headers}\n{found.text}"
    return found


def text_of(content: bytes, kind: str) -> str:
    """Read the words of a file: PDF and DOCX as a reader sees them, everything else as it is."""
    if kind == "application/pdf":
        reader = pypdf.PdfReader(io.BytesIO(content))
        about = " ".join(str(value) for value in (reader.metadata or {}).values())
        return "\n".join([about, *(page.extract_text() for page in reader.pages)])
    if kind.endswith("wordprocessingml.document"):
        document = Document(io.BytesIO(content))
        about = f"{document.core_properties.title} {document.core_properties.author}"
        parts = [
            part.blob.decode("utf-8", "replace")
            for part in document.part.package.iter_parts()
            if _is_xml(part)
        ]
        # Word breaks a sentence into runs: without the marks the words stand together again.
        return "\n".join([about, *(re.sub(r"<[^>]+>", "", part) for part in parts), *parts])
    return content.decode("utf-8", "replace")


def _is_xml(part: Any) -> bool:
    return str(part.partname).endswith((".xml", ".rels"))


def _page(content: bytes, path: str) -> Read:
    text = content.decode("utf-8", "replace")
    tree = lxml.html.fromstring(text or "<html></html>")
    links = [
        link
        for element in tree.iter()
        if isinstance(element.tag, str)
        for name in ("href", "src", "hx-get", "data-href", "data-src")
        if (link := _path(element.get(name, ""), path))
    ]
    return Read(text, links, [_form(form, path) for form in tree.iter("form")])


def _form(form: Any, path: str) -> PageForm:
    fields = []
    for name in dict.fromkeys(
        each.get("name") for each in form.iter("input", "select", "textarea", "button")
    ):
        if name:
            fields.append(_field(form, name))
    action = _path(form.get("action") or path, path) or ""
    return PageForm((form.get("method") or "get").lower(), action, tuple(fields))


def _field(form: Any, name: str) -> Field:
    elements = [
        each for each in form.iter("input", "select", "textarea", "button") if each.get("name") == name
    ]
    first = elements[0]
    if first.tag == "select":
        options = [option.get("value", option.text_content()) for option in first.iter("option")]
        chosen = [each.get("value", "") for each in first.iter("option") if each.get("selected") is not None]
        return Field(name, "choice", chosen[0] if chosen else "", tuple(options))
    if first.get("type") in {"radio", "checkbox", "submit"} or first.tag == "button":
        chosen = [each.get("value", "on") for each in elements if each.get("checked") is not None]
        kind = "checkbox" if first.get("type") == "checkbox" else "choice"
        offered = tuple(each.get("value", "on") for each in elements)
        return Field(name, kind, chosen[0] if chosen else "", offered)
    kind = "hidden" if first.get("type") == "hidden" else first.get("type") or first.tag
    value = first.text_content() if first.tag == "textarea" else first.get("value", "")
    return Field(name, kind, value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value


def _path(link: str, base: str) -> str:
    """Give the path (with its query) of a link that stays on this site; empty for any other."""
    if not link or link.startswith(("#", "mailto:", "tel:", "data:", "javascript:")):
        return ""
    is_address = link.startswith(("/", "?", "./", "../", f"http://{HOST}/", "http://127.0.0.1"))
    if not is_address:
        return ""
    parts = urlsplit(urldefrag(urljoin(f"http://{HOST}{base}", link)).url)
    if parts.hostname not in {HOST, "127.0.0.1"} or parts.path.startswith("/static/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
