"""The annotated pages beside the checkout: none of them raises, whatever it holds.

About 300 pages, evenly taken, by default; all of them with COPYDESK_ALL=1.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import copydesk

SAMPLE = 300
PAGES = 2956
"""How many pages there are; only the step between those of the sample depends on it."""


def load(folder: Path) -> Any:
    """The loader that lies beside the pages."""
    spec = importlib.util.spec_from_file_location("annotated_pages", folder / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclass looks its own module up while it is made.
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def chosen(folder: Path) -> Iterator[Any]:
    """Every page, or every so many."""
    loader = load(folder)
    step = 1 if os.environ.get("COPYDESK_ALL") else max(1, PAGES // SAMPLE)
    number = 0
    for source in loader.sources():
        for page in loader.pages(source):
            if number % step == 0:
                yield page
            number += 1


def test_annotated_pages_extract(shared: Path):
    """Each page gives an article with a verdict, a copy and all its facts."""
    folder = shared / "data"
    if not (folder / "pages.py").exists() or not list((folder / "pages").glob("*.tar.xz")):
        pytest.skip(f"the annotated pages are not in {folder}")
    seen, failures = 0, []
    for page in chosen(folder):
        seen += 1
        try:
            article = copydesk.extract(page.body, url=page.url or None)
            article.copy(comments=True, related=True)
            article.to_dict()
        except Exception as error:
            failures.append(f"{page.source}/{page.id}: {type(error).__name__}: {error}")

    assert seen > 200
    assert failures == []
