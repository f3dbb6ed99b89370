"""Typst, held still: our fonts and templates, no other file, no network, the same bytes every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from hub.reports.renderers.boxed_numbers import boxed_numbers

# What Source Sans draws for certain: up to here, and the signs of ordinary print. For a report that has others
# a font of boxed numbers is made, which draws what no real font can.
_LATIN_ENDS = "\u0180"
_PRINT = frozenset("‘’“”–—…•€")


def to_pdf(template: bytes, data: str, on: date) -> bytes:
    """Set a template as a tagged PDF dated `on`; the template reads `data` as text, never as markup."""
    midnight = datetime.combine(on, time(), UTC)
    with _compiler(template, data) as compiler:
        made = compiler.compile(format="pdf", pdf_standards=["1.7", "ua-1", "a-2a"], timestamp=midnight)
    return _one_file(made)


def to_png(template: bytes, data: str, ppi: int) -> bytes:
    """Draw a template of one page as PNG, `ppi` pixels to the inch."""
    with _compiler(template, data) as compiler:
        made = compiler.compile(format="png", ppi=ppi)
    return _one_file(made)


def _one_file(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("Typst was asked for one file and gave another number of them.")
    return made


@contextmanager
def _compiler(template: bytes, data: str) -> Iterator[typst.Compiler]:
    """Yield a compiler whose only file system and only package store is a new, empty folder."""
    rare = {character for character in data if character >= _LATIN_ENDS and character not in _PRINT}
    with TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder, "root")
        root.mkdir()
        yield typst.Compiler(
            template,
            root=root,
            font_paths=_fonts_with(rare, Path(folder, "fonts")) if rare else _fonts(),
            sys_inputs={"data": data},
            package_path=root,
            package_cache_path=root,
        )


def _fonts_with(characters: set[str], folder: Path) -> typst.Fonts:
    folder.mkdir()
    (folder / "boxed-numbers.ttf").write_bytes(boxed_numbers(characters))
    return typst.Fonts(include_system_fonts=False, font_paths=[*_folders(), str(folder)])


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=_folders())


def _folders() -> list[str]:
    return [str(files("font_source_sans_pro") / "files")]
