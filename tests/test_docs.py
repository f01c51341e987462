"""What the documentation says of the code holds: generated pages are fresh, and nothing is left out."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import click
import msgspec
import pytest

import copydesk
from copydesk import errors, records
from copydesk.cli import COMMANDS
from copydesk.cli import copydesk as program
from copydesk.version import __version__

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "copydesk"
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

RECORDS = sorted(
    {
        *(value for value in vars(records).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)),
        copydesk.Article,
        copydesk.Settings,
    },
    key=lambda record: record.__name__,
)
ERRORS = sorted(
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.CopydeskError)
)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """docs/generate.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["docs/cli.md", "docs/records.md", "README.md"])
def test_generated_pages_are_fresh(generate, name):
    """What `make docs` writes is what is there; for README.md that is the output of the command."""
    assert generate.pages()[ROOT / name] == (ROOT / name).read_text("utf-8")


def test_readme_shows_what_the_command_prints(generate):
    """The "after" of the README is the standard output of `copydesk extract` on the bundled page, whole."""
    page = generate.DEMO
    done = subprocess.run([sys.executable, "-m", "copydesk", "extract", page], capture_output=True, timeout=60)

    assert 0 == done.returncode
    assert f"````markdown\n{done.stdout.decode()}````\n" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name):
    """Each option of each command stands in docs/cli.md, and has a help text."""
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    command = program.get_command(click.Context(program), name)
    options = [param for param in command.params if isinstance(param, click.Option)]

    assert f"## copydesk {name}\n" in page
    assert [] == [
        name for option in options for name in (*option.opts, *option.secondary_opts) if f"`{name}`" not in page
    ]
    assert [] == [option.name for option in options if not option.help]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_is_documented(record):
    """Each record with each of its fields stands in docs/records.md."""
    page = (ROOT / "docs" / "records.md").read_text("utf-8")
    section = page.partition(f"\n### {record.__name__}\n")[2].partition("\n### ")[0]

    assert [] == [field for field in record.__struct_fields__ if f"| `{field}` |" not in section]


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_is_documented(name):
    """Each error stands in docs/records.md."""
    assert f"\n### {name}\n" in (ROOT / "docs" / "records.md").read_text("utf-8")


def test_exit_statuses_are_in_the_help():
    """`copydesk extract --help` says what each status means."""
    command = program.get_command(click.Context(program), "extract")

    assert ["0", "1", "2", "3"] == re.findall(r"\d", command.epilog)


def test_folder_table_is_the_folder():
    """Each part of the package and each folder beside it is in the README's table, and nothing that is not there."""
    table = README.partition("## Where things are")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE))
    packages = {f"src/copydesk/{path.name}/" for path in SOURCE.iterdir() if path.is_dir() and path.name[0] not in "_."}
    beside = {f"{name}/" for name in ("docs", "tests", "bench") if (ROOT / name).is_dir()}

    assert set() == {name for name in named if not (ROOT / name).exists()}
    assert set() == (packages | beside) - named


def test_packages_are_in_the_architecture():
    """Each part of the package is in docs/architecture.md."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.partition("## Packages")[2].partition("\n## ")[0]
    parts = {path.stem for path in SOURCE.iterdir() if path.name[0] not in "_." and path.name != "py.typed"}

    assert set() == parts - set(re.findall(r"`(\w+)`", table))


def test_labels_and_verdicts_are_words():
    """Each label and verdict is explained among the words, each verdict in the contract."""
    words = (ROOT / "docs" / "words.md").read_text("utf-8")
    contract = (ROOT / "docs" / "contract.md").read_text("utf-8")

    assert [] == [label for label in records.LabelName.__args__ if label not in words]
    assert [] == [verdict for verdict in records.VerdictKind.__args__ if f"`{verdict}`" not in contract]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """Each relative link of a page leads to a file that is there."""
    text = re.sub(r"(`{3,}).*?\1", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    assert [] == [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tables_have_even_rows(page):
    """The rows of a table have as many cells as its head."""
    rows = page.read_text("utf-8").splitlines()
    cells = [len(re.findall(r"(?<!\\)\|", row)) if row.startswith("|") else 0 for row in rows]

    assert [] == [number for number, (one, other) in enumerate(pairwise(cells), 1) if one and other and one != other]


def test_changelog_knows_the_version():
    """The changelog has an open section, and a section for the version once that is released."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)

    assert "## [Unreleased]" in changelog
    assert not released or released[0] == __version__
