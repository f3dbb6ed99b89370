"""The sample's file, ways to change it, and what the tables hold."""

from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from boroughs.programme.files.faults import Faulty
from boroughs.programme.files.loading import load

FILE = Path(__file__).parents[3] / "examples" / "london-2006.yaml"
TEXT = FILE.read_text()

# The least that loads: every fault test changes one thing about it.
SMALL = """\
programme:
  slug: small
  title: Small
  project_name: the small project
  commissioner: a Board
  coordinating_organisation: a service
  starts_on: 2006-07-01
  ends_on: 2007-06-30
key_dates:
  drafting-begins: {label: Drafting begins, on: 2007-03}
boroughs:
  camden: {name: Camden, gss_code: E09000007}
  brent: {name: Brent, gss_code: E09000005}
people:
  camden-adviser: {borough: camden, position: adviser, name: Camden’s adviser, email: camden@example.org}
posts:
  camden:
    entries:
      - {on: 2006-09-01, stage: in_post, holder: camden-adviser}
rounds:
  case-files:
    title: Case files
    asked_on: 2006-12-04
    file_audits:
      camden:
        - {on: 2006-12-18, position: hopeful}
"""


def changed(before: str, after: str, text: str = SMALL) -> str:
    """Change one place of a file, which must be there."""
    assert before in text
    return text.replace(before, after, 1)


def faults_of(text: str) -> list[str]:
    """Load a file that has faults, and answer them as they are told."""
    try:
        load(text.encode())
    except Faulty as faulty:
        return [str(fault) for fault in faulty.faults]
    raise AssertionError("It was loaded.")


def tree() -> dict[str, Any]:
    """Read the sample as plain groups, lists and texts."""
    read: dict[str, Any] = yaml.load(TEXT, Loader=yaml.BaseLoader)  # noqa: S506 # texts only, of our own file
    return read


def written(values: object) -> bytes:
    """Write such a tree as a file again, in the order in which it stands."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False).encode()


def tables() -> dict[str, list[Any]]:
    """Read every row of every table of ours."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in {"boroughs", "audits", "hub"}
    }


def is_empty() -> bool:
    """Tell whether nothing at all is in the tables."""
    return not any(tables().values())


def check_told_once(before: str, after: str, told: str) -> None:
    """Make one fault in the small file: one message tells it, with what to do, and nothing is loaded."""
    (fault,) = faults_of(changed(before, after))
    assert fault.startswith(told)
    assert fault[-1] in ".?”"
    assert is_empty()
