"""The product's own source, as syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "boroughs", "audits", "hub", "tasks")


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call in the product with its file."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    yield path, node


def constants(path: Path) -> dict[str, str]:
    """Read the texts that a module gives names to."""
    found = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    found[target.id] = node.value.value
    return found


def place(path: Path, node: ast.AST) -> str:
    """Say where something is."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"


def name_of(function: ast.expr) -> str:
    """Give the last word of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
