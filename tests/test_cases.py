"""The golden cases: one test for each copy, each fact and each case's absent phrases."""

from __future__ import annotations

import pytest

from golden import Case, cases

CASES = cases()
FACTS = [pytest.param(case, name, id=f"{case.name}@{name}") for case in CASES for name in case.facts()]


def by_name(case: Case) -> str:
    return case.name


def test_cases_were_found():
    """An empty folder would pass every other test."""
    forms = {case.name.split("/")[0] for case in CASES}

    assert {"html", "text", "markdown"} == forms
    assert len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_expected_files_are_there(case: Case):
    """A case says what it expects; nothing is written on its own."""
    missing = [name for name in ("copy.md", "facts.json", "note.md") if not (case.folder / name).exists()]

    assert not missing, f"look at the output, then run: python tests/accept.py {case.name}"


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_copy(case: Case):
    """The copy is the one we accepted."""
    expected = (case.folder / "copy.md").read_text("utf-8")

    assert expected == case.copy()


@pytest.mark.parametrize(("case", "name"), FACTS)
def test_fact(case: Case, name: str):
    """One fact of one case."""
    assert case.facts()[name] == case.fact(name)


@pytest.mark.parametrize("case", [case for case in CASES if case.absent()], ids=by_name)
def test_absent(case: Case):
    """No phrase of the furniture is in the copy, not even across a line break."""
    copy = " ".join(case.copy().split())

    assert [phrase for phrase in case.absent() if phrase in copy] == []
