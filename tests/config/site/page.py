"""Reads a page's elements, so that tests can follow a link to the control that it leads to."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Element:
    """One start tag with its attributes; an attribute without a value is ""."""

    tag: str
    attrs: dict[str, str]

    @property
    def classes(self) -> list[str]:
        """List the element's classes."""
        return self.attrs.get("class", "").split()


@dataclass
class Page(HTMLParser):
    """All elements of a piece of HTML, in order."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the HTML."""
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.handle_starttag(tag, attrs)

    def all(self, tag: str) -> list[Element]:
        """List the elements of one tag."""
        return [element for element in self.elements if element.tag == tag]

    def by_id(self, id_: str) -> Element:
        """Find the one element with an id."""
        found = [element for element in self.elements if element.attrs.get("id") == id_]
        assert len(found) == 1, f"{len(found)} elements have the id {id_}"
        return found[0]
