"""Imports go one way, down the list of docs/map.md: a package imports only what stands above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import copydesk

SOURCE = Path(copydesk.__file__).parent

# Top to bottom; each may import those before it and itself.
LAYERS = [
    "version",
    "records",
    "errors",
    "settings",
    "words",
    "dates",
    "parser",
    "intake",
    "page",
    "blocks",
    "classify",
    "article",
    "render",
    "desk",
    "ledger",
    "archive",
    "bulk",
    "web",
    "",  # copydesk/__init__.py, the public face
    "cli",
    "__main__",
]

# The one place where the way goes back: an article renders itself on demand, so its methods import inside the call.
ON_DEMAND = {("article", "render")}

MODULES = sorted(SOURCE.rglob("*.py"))


def layer(path: Path) -> str:
    """The layer a file belongs to."""
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py").replace("__init__", "")


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Each module of ours that a file imports, as the layer it belongs to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            # `from copydesk import desk` names layers, `from copydesk.page import Page` a layer's module.
            names = [f"{module}.{name.name}" for name in node.names] if module == "copydesk" else [module]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "copydesk":
                below = parts[1] if len(parts) > 1 else ""
                yield (below if below in LAYERS else ""), node


def test_every_module_has_its_layer():
    """A new package is given its place in the list before it is used."""
    assert len(MODULES) > 10
    assert set() == {layer(path) for path in MODULES} - set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path: Path):
    """No file imports from a layer below its own."""
    tree = ast.parse(path.read_text("utf-8"))
    own = layer(path)
    top = set(map(id, tree.body))
    wrong = [
        f"line {node.lineno}: {own or 'copydesk'} imports {other or 'copydesk'}"
        for other, node in imports(tree)
        if LAYERS.index(other) > LAYERS.index(own) and not ((own, other) in ON_DEMAND and id(node) not in top)
    ]

    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_are_absolute(path: Path):
    """Every import names the whole way, so that this file can read it."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))

    assert [node.lineno for node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []


def test_one_file_imports_the_parser():
    """Only parser.py knows which HTML parser is used."""
    using = [
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "turbohtml")
        or (isinstance(node, ast.Import) and any(name.name.split(".")[0] == "turbohtml" for name in node.names))
    ]

    assert {"parser.py"} == set(using)
