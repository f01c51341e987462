"""What pyproject.toml says of the compiled modules is true of the sources, and nothing compiled shadows them."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]["hooks"]["custom"]


def test_compiled_modules_exist():
    """Each module that a wheel holds compiled is a source file, named once."""
    modules = HOOK["modules"]

    assert len(set(modules)) == len(modules) > 0
    assert [] == [module for module in modules if not (ROOT / "src" / module).is_file()]


def test_the_hook_is_there():
    """The build hook is where the build looks for it, and names what it needs."""
    assert (ROOT / "hatch_build.py").is_file()
    assert any(needed.startswith("mypy>") for needed in HOOK["compiling-needs"])


def test_nothing_compiled_among_the_sources():
    """A library beside its source would be imported in its place, and edits would have no effect."""
    assert [] == [path.name for ending in ("so", "pyd") for path in (ROOT / "src").rglob(f"*.{ending}")]
