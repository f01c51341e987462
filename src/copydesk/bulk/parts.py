"""What the inputs are, cut into parts of which each makes one shard.

A part is told by its name, which depends on the input alone, and by its state, which changes when the input does. How
inputs are cut depends on the settings, never on how many work on them; the order in which they are given does not
matter.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import chain
from posixpath import basename
from typing import Final, Literal

import msgspec

from copydesk.bulk.settings import BulkSettings
from copydesk.errors import CopydeskError, IntakeError, NotFound, UsageError
from copydesk.intake import stores
from copydesk.intake.files import shown
from copydesk.intake.gather import expand, pages_in
from copydesk.intake.lines import ENDINGS, is_lines
from copydesk.intake.stores import Known
from copydesk.intake.warc import has_archive_name, is_web_archive
from copydesk.records import Failure

Form = Literal["warc", "lines", "files"]
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_STEM: Final = 60
_PACKED: Final = (".gz", ".zst")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one shard is made of: a web archive, JSON Lines, or files of a page each; of the first two, some bytes."""

    name: str
    form: Form
    addresses: tuple[str, ...]
    begin: int = 0
    end: int | None = None
    size: int = 0
    """Bytes of input."""
    state: str = ""


def parts_of(
    inputs: Iterable[str], settings: BulkSettings, is_apart: Callable[[str], bool] = lambda address: False
) -> list[Part | Failure]:
    """The parts of all inputs, sorted by name; in the place of an input that cannot be read, why not.

    `is_apart` tells the files that are no inputs wherever they lie: those of the output.
    """
    named = sorted(set(inputs))
    if not named:
        raise UsageError("inputs", "none is given", "name a file, a folder, a pattern or an address")
    found = list(chain.from_iterable(_files_of(each, is_apart) for each in named))
    failures = [each for each in found if isinstance(each, Failure)]
    files = {each.address: each for each in found if isinstance(each, Known)}
    return [*failures, *sorted(_parts(sorted(files.values()), settings), key=lambda part: part.name)]


def addresses_in(lines: Iterable[str], base: str = "") -> Iterator[str]:
    """The inputs that a list names, one a line, each behind `base`; blank lines and comments are passed over.

    >>> list(addresses_in(["# a crawl", "a.warc.gz", ""], base="s3://crawls/"))
    ['s3://crawls/a.warc.gz']
    """
    for line in lines:
        if (name := line.strip()) and not name.startswith("#"):
            yield base + name


# --- from inputs to files ---------------------------------------------------------------------------------------------


def _files_of(given: str, is_apart: Callable[[str], bool]) -> Iterator[Known | Failure]:
    """Every file that an input stands for."""
    nothing, said = True, "a folder without pages, web archives or JSON Lines in it"
    try:
        for each in _remote(given) if stores.is_remote(given) else _local(given):
            if isinstance(each, Known) and is_apart(each.address):
                said = "lies in the output of this run"
                continue
            nothing = False
            yield each
        if nothing:
            raise NotFound(shown(given), said, "check the path")
    except CopydeskError as error:
        yield _failure(error)


def _remote(given: str) -> Iterator[Known]:
    has_pattern = any(sign in given for sign in "*[") or ("?" in given and not given.lower().startswith("http"))
    if not has_pattern and not stores.is_folder(given):
        yield stores.known(given)
        return
    nothing = True
    for each in stores.listed(given):
        nothing = False
        yield each
    if nothing:
        raise NotFound(given, "nothing lies there", "check the address")


def _local(given: str) -> Iterator[Known | Failure]:
    is_pattern = any(sign in given for sign in "*?[") and not os.path.lexists(given)
    paths = list(expand(given)) if is_pattern else [given]
    if not paths:
        raise NotFound(shown(given), "no file matches the pattern", "check the pattern")
    for path in paths:
        for each in pages_in(path, ENDINGS) if stores.is_folder(path) else [path]:
            yield _failure(each) if isinstance(each, IntakeError) else _known(each)


def _known(path: str) -> Known | Failure:
    try:
        return stores.known(path)
    except IntakeError as error:
        return _failure(error)


def _failure(error: CopydeskError) -> Failure:
    return Failure(error.thing, type(error).__name__, error.message, error.next_step)


# --- from files to parts ----------------------------------------------------------------------------------------------


def _parts(files: Iterable[Known], settings: BulkSettings) -> Iterator[Part]:
    single: list[Known] = []
    for each in files:
        form = _form(each.address)
        if form == "files":
            single.append(each)
        else:
            yield from _ranges(each, form, settings)
    for first in range(0, len(single), settings.shard_files):
        group = single[first : first + settings.shard_files]
        state = stores.state_of(group)
        name = _name(group[0].address, "-".join(each.address for each in group))
        addresses = tuple(each.address for each in group)
        yield Part(name=name, form="files", addresses=addresses, size=sum(each.size for each in group), state=state)


def _form(address: str) -> Form:
    if is_lines(address):
        return "lines"
    is_archive: Callable[[str], bool] = has_archive_name if stores.is_remote(address) else is_web_archive
    return "warc" if is_archive(address) else "files"


def _ranges(file: Known, form: Form, settings: BulkSettings) -> Iterator[Part]:
    """A file in stretches that can be read apart from each other; those that cannot are one."""
    is_packed = file.address.lower().endswith(_PACKED)
    can_be_cut = is_packed if form == "warc" else not is_packed
    step = settings.shard_bytes if can_be_cut else max(1, file.size)
    begins = range(0, max(1, file.size), step)
    name = _name(file.address, file.address)
    for number, begin in enumerate(begins):
        yield Part(
            name=f"{name}-{number:04}" if len(begins) > 1 else name,
            form=form,
            addresses=(file.address,),
            begin=begin,
            end=begin + step if number + 1 < len(begins) else None,
            size=min(step, file.size - begin),
            state=stores.state_of([file]),
        )


def _name(address: str, identity: str) -> str:
    """A name for the files of a part: the input's own, and a digest of where it lies."""
    stem = _UNSAFE.sub("-", basename(address.rstrip("/").replace("\\", "/")))[:_LONGEST_STEM].strip("-.") or "input"
    return f"{stem}-{sha256(identity.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
