"""What one call of `extract` asks for: the options as one record, contradictions refused."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from copydesk.cli import streams
from copydesk.intake.names import is_address
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


class OneOf(click.Choice[str]):
    """A choice that says of a planned value that it is planned."""

    def __init__(self, choices: Iterable[str], planned: Iterable[str]) -> None:
        super().__init__(list(choices))
        self.planned = frozenset(planned)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The chosen value; a usage error names those there are."""
        if value in self.planned:
            self.fail(f"{value!r} is not built yet; there are {', '.join(self.choices)}.", param, ctx)
        return super().convert(value, param, ctx)


def read_order(
    *,
    sources: tuple[str, ...],
    url: str | None,
    form: str,
    format_: str | None,
    out: str | None,
    explain_: bool,
    precision: bool,
    recall: bool,
    quiet: bool,
    **flags: bool,
) -> Order:
    """The options as one record; a usage error where they contradict each other."""
    sources = sources or _standard_input()
    many = len(sources) > 1 or is_several(sources[0])
    chosen = {name for name, on in (("markdown", flags.pop("markdown")), ("text", flags.pop("text"))) if on}
    chosen |= {"json"} if flags.pop("json_") else set()
    chosen |= {format_} if format_ else set()
    if len(chosen) > 1:
        raise click.UsageError(f"choose one format, not {' and '.join(sorted(chosen))}")
    if explain_ and chosen - {"json"}:
        raise click.UsageError("--explain gives a table, or JSON with --json")
    if precision and recall:
        raise click.UsageError("choose --precision or --recall, not both")
    if url and many:
        raise click.UsageError("--url is the address of one page; several inputs are given")
    if sources.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")
    default = "explain" if explain_ else "json" if many else "markdown"
    written = chosen.pop() if chosen else default
    path = None if out in (None, "-") else Path(str(out))
    folder = path is not None and _into_folder(path, str(out), many and not explain_ and written != "json")
    if many and path is None and written in ("markdown", "text"):
        raise click.UsageError(f"several {written} copies need a folder: add -o FOLDER, or take --json")
    if path is not None:
        _check_output(path, sources, folder=folder)
    focus = "precision" if precision else "recall" if recall else "balanced"
    on_copy = {name: on for name, on in flags.items() if name in Settings.__struct_fields__}
    settings = msgspec.convert({"form": form, "focus": focus, **on_copy}, Settings)
    return Order(sources, many, written, explain_, path, folder, url, quiet, settings, flags)


def _standard_input() -> tuple[str, ...]:
    if sys.stdin is None or streams.is_terminal(sys.stdin):
        raise click.UsageError("nothing to extract: name a file or folder, or pipe a page in")
    return ("-",)


def is_several(source: str) -> bool:
    """Whether one argument stands for several inputs: a folder, or a pattern that is no file's name."""
    if source == "-" or is_address(source):
        return False
    return os.path.isdir(source) or (glob.has_magic(source) and not os.path.lexists(source))  # noqa: PTH112


def _into_folder(path: Path, as_written: str, several_copies: bool) -> bool:
    """Whether the output is a folder with one file for each input."""
    return several_copies or path.is_dir() or as_written.endswith(("/", os.sep))


def _check_output(path: Path, sources: tuple[str, ...], *, folder: bool) -> None:
    """Refuse an output that cannot be written or would destroy or become an input."""
    if folder and path.exists() and not path.is_dir():
        raise click.UsageError(f"{path} is a file; several copies need a folder")
    if not folder and not path.parent.is_dir():
        raise click.UsageError(f"there is no folder {path.parent}")
    place = path.resolve()
    for source in sources:
        if source == "-" or is_address(source):
            continue
        if os.path.isdir(source):  # noqa: PTH112 - False, not an error, for what can be no path
            if place.is_relative_to(Path(source).resolve()):
                raise click.UsageError(f"{path} is inside the input {source}; choose another place for the output")
        elif not folder and place == Path(source).resolve() and place.is_file():
            raise click.UsageError(f"{path} is the input; choose another name for the output")
