"""The version, in one place; the build reads it from here."""

from importlib.util import find_spec

__version__ = "0.1.0"


def build() -> str:
    """Whether the hot modules of this installation are compiled: "compiled" or "pure"."""
    found = find_spec("copydesk.page")
    return "pure" if found is None or (found.origin or "").endswith(".py") else "compiled"
