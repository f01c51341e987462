"""The promised names are those in `copydesk.__all__`."""

from __future__ import annotations

import inspect

import copydesk


def test_all_is_what_is_there():
    """Every public name of the package is promised, and every promised name is there, sorted."""
    modules = {name for name, value in vars(copydesk).items() if inspect.ismodule(value)} - {"errors"}
    # Names that only annotate the package's own functions.
    for_types = {
        "Any",
        "TYPE_CHECKING",
        "Iterable",
        "Iterator",
        "Path",
        "PathLike",
        "Source",
        "annotations",
        "settings_from",
    }
    public = {name for name in vars(copydesk) if not name.startswith("_")} - modules - for_types

    assert public | {"__version__", "Archive", "links", "statements"} == set(copydesk.__all__)
    assert sorted(copydesk.__all__) == copydesk.__all__


def test_every_promised_thing_says_what_it_is():
    """Each class and function of the public face has a docstring."""
    things = [getattr(copydesk, name) for name in copydesk.__all__ if name != "__version__"]

    assert [thing for thing in things if not inspect.getdoc(thing)] == []
