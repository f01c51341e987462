"""What one call of `extract` asks for: the options as one record, contradictions refused."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from copydesk.cli import streams
from copydesk.errors import UsageError
from copydesk.intake.gather import expand
from copydesk.intake.names import is_address, refuse_url
from copydesk.settings import Settings


class Order(NamedTuple):
    """What one call asks for."""

    sources: tuple[str, ...]
    many: bool
    format: str
    explain: bool
    out: Path | None
    folder: bool
    url: str | None
    quiet: bool
    settings: Settings
    copy: dict[str, bool]
    is_web_archive: bool = False
    """Whether every input is one, whatever it is called."""


def read_order(
    *,
    sources: tuple[str, ...],
    url: str | None,
    form: str,
    out: str | None,
    explain_: bool,
    precision: bool,
    recall: bool,
    quiet: bool,
    format_: str | None,
    markdown: bool,
    json_: bool,
    text: bool,
    **on_copy: bool,
) -> Order:
    """The options as one record; a usage error where they contradict each other."""
    # 1. what goes in
    sources = sources or _standard_input()
    is_web = form == "warc"
    many = len(sources) > 1 or is_web or is_several(sources[0])
    if is_web and "-" in sources:
        raise click.UsageError("a web archive is read from a file, not from standard input")
    if sources.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")
    if url is not None:
        _check_url(url, many=many)
    # 2. how it is read
    if precision and recall:
        raise click.UsageError("choose --precision or --recall, not both")
    focus = "precision" if precision else "recall" if recall else "balanced"
    for_settings = {name: on for name, on in on_copy.items() if name in Settings.__struct_fields__}
    settings = msgspec.convert({"form": "auto" if is_web else form, "focus": focus, **for_settings}, Settings)
    # 3. what comes out
    shorthands = {"markdown": markdown, "json": json_, "text": text}
    written = _chosen_format(format_, shorthands, many=many, explain=explain_)
    # 4. and where
    copies = many and written in ("markdown", "html", "text")
    path = None if out in (None, "-") else Path(str(out))
    if copies and path is None:
        raise click.UsageError(f"several {written} copies need a folder: add -o FOLDER, or take --json")
    folder = path is not None and (copies or path.is_dir() or str(out).endswith(("/", os.sep)))
    if path is not None:
        _check_output(path, sources, folder=folder)
    return Order(sources, many, written, explain_, path, folder, url, quiet, settings, on_copy, is_web)


def is_several(source: str) -> bool:
    """Whether one argument stands for several inputs: a folder, a web archive, a pattern that is no file's name."""
    if source == "-" or is_address(source):
        return False
    if os.path.isdir(source) or (glob.has_magic(source) and not os.path.lexists(source)):  # noqa: PTH112
        return True
    from copydesk.intake.warc import is_web_archive

    return os.path.isfile(source) and is_web_archive(source)  # noqa: PTH113


def input_files(sources: Iterable[str]) -> Iterator[Path]:
    """The files among the inputs, patterns expanded; what is in folders left out."""
    for source in sources:
        if source != "-" and not is_address(source):
            yield from map(Path, expand(source) if is_several(source) else [source])


def _standard_input() -> tuple[str, ...]:
    if sys.stdin is None or streams.is_terminal(sys.stdin):
        raise click.UsageError("nothing to extract: name a file or folder, or pipe a page in")
    return ("-",)


def _check_url(url: str, *, many: bool) -> None:
    if many:
        raise click.UsageError("--url is the address of one page; several inputs are given")
    try:
        refuse_url(url)
    except UsageError as error:
        raise click.UsageError(f"--{error}") from None


def _chosen_format(named: str | None, shorthands: dict[str, bool], *, many: bool, explain: bool) -> str:
    """What is written: what was chosen, else what the number of inputs suggests."""
    chosen = {name for name, on in shorthands.items() if on} | ({named} if named else set())
    if len(chosen) > 1:
        raise click.UsageError(f"choose one format, not {' and '.join(sorted(chosen))}")
    if explain and chosen - {"json"}:
        raise click.UsageError("--explain gives a table, or JSON with --json")
    if chosen:
        return chosen.pop()
    return "explain" if explain else "json" if many else "markdown"


def _check_output(path: Path, sources: tuple[str, ...], *, folder: bool) -> None:
    """Refuse an output that cannot be written, or would destroy or become an input."""
    if folder and path.exists() and not path.is_dir():
        raise click.UsageError(f"{path} is a file; several copies need a folder")
    if not folder and not path.parent.is_dir():
        raise click.UsageError(f"there is no folder {path.parent}")
    place = path.resolve()
    for source in sources:
        if os.path.isdir(source) and place.is_relative_to(Path(source).resolve()):  # noqa: PTH112
            raise click.UsageError(f"{path} is inside the input {source}; choose another place for the output")
    if path.is_file() and place in {file.resolve() for file in input_files(sources)}:
        raise click.UsageError(f"{path} is an input; choose another name for the output")
