"""The built front end: ours to ship, and complete."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.test import override_settings

BUILT = Path(__file__).parents[3] / "config" / "site" / "static" / "build"
TEXT = (".css", ".js", ".svg")


class StrictStorage(ManifestStaticFilesStorage):
    """The manifest as production has it: a name that is missing stops it."""

    support_js_module_import_aggregation = True
    manifest_strict = True


def texts() -> dict[str, str]:
    assert (BUILT / "site.css").exists(), "The front end is not built. Run `make setup`."
    return {path.name: path.read_text() for path in BUILT.rglob("*") if path.suffix in TEXT}


@pytest.mark.parametrize("theirs", ["gds transport", "gds-transport", "crown", "crest"])
def test_nothing_that_is_for_gov_uk_alone_is_shipped(theirs: str) -> None:
    assert [name for name, text in texts().items() if theirs in text.lower()] == []
    assert [path.name for path in BUILT.rglob("*") if theirs in path.name.lower()] == []


def test_the_only_typeface_is_source_sans_with_its_licence() -> None:
    families = re.findall(r"@font-face\s*{[^}]*font-family:\s*([^;]+);", texts()["site.css"])
    assert set(families) == {'"Source Sans 3"'}
    assert "SIL OPEN FONT LICENSE" in (BUILT / "fonts" / "LICENSE.txt").read_text().upper()


def test_every_file_that_the_style_sheet_names_is_there() -> None:
    named = re.findall(r"url\(\"?([^\")]+)\"?\)", texts()["site.css"])
    assert named
    assert [name for name in named if not name.startswith("data:") and not (BUILT / name).exists()] == []


def test_the_modules_survive_names_with_digests(tmp_path: Path) -> None:
    storage = StrictStorage(location=tmp_path, base_url="/static/")
    files = {}
    for path in BUILT.rglob("*"):
        if path.is_file():
            name = f"build/{path.relative_to(BUILT)}"
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(path.read_bytes())
            files[name] = (storage, name)
    with override_settings(DEBUG=False):
        faults = [result for *_, result in storage.post_process(files) if isinstance(result, Exception)]
        module = (tmp_path / storage.stored_name("build/site.js")).read_text()
    assert faults == []
    assert re.search(r'from "\./govuk-frontend\.[0-9a-f]{12}\.js"', module)


def test_no_file_points_to_a_source_map_that_is_not_shipped() -> None:
    assert [name for name, text in texts().items() if "sourceMappingURL" in text] == []


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#ffffff", "#144e5a"),  # header, buttons
        ("#0f5563", "#ffffff"),  # links
        ("#0f5563", "#ecf3f3"),  # links in navigation and cards
        ("#49565a", "#ffffff"),  # hints
        ("#49565a", "#ecf3f3"),  # hints in cards
        ("#4c2c92", "#ecf3f3"),  # visited links
    ],
)
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert ink == "#ffffff" or ink in texts()["site.css"]
