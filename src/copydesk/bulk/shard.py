"""A shard: all records of one part read, each made an article or a failure, the rows written, the part marked as made.

`shard` is a plain function of its arguments, and does the same wherever and however often it is called; what runs many
of them, on the cores of a machine or on a cluster, is no concern of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from time import perf_counter
from typing import IO, Any

import msgspec

from copydesk import desk, intake
from copydesk.article.record import Article
from copydesk.bulk.columns import names_of, row_of, words_in
from copydesk.bulk.counts import Counts, count, spend
from copydesk.bulk.folder import Folder, Mark
from copydesk.bulk.parts import Part
from copydesk.bulk.reading import ALONE, Oversight, watched
from copydesk.bulk.settings import BulkSettings
from copydesk.bulk.sites import review_of
from copydesk.bulk.sketches import Sketches, sketches_name
from copydesk.bulk.writing import ENDINGS, Write, rows_into, without_halves, write_line
from copydesk.errors import CopydeskError
from copydesk.records import Delivery, Failure


def shard(part: Part, output: str, settings: BulkSettings, oversight: Oversight = ALONE) -> Counts:
    """Make the shard of a part in the folder `output`, and mark it as made; what was counted.

    Raises IntakeError where the input cannot be opened at all or the output not be written; what is wrong with a record
    is a failure of that record alone.
    """
    folder = Folder(output)
    counts = Counts()
    maker = _Maker(settings, counts)
    data, failures = f"data/{part.name}{ENDINGS[settings.format]}", f"failures/{part.name}.jsonl"
    with ExitStack() as open_files:
        rows = open_files.enter_context(folder.writing(data))
        write = open_files.enter_context(rows_into(rows, maker.names, settings))
        bad = open_files.enter_context(folder.writing(failures))
        for received in watched(part, settings, counts, oversight):
            counts.records += 1
            outcome = received if isinstance(received, Failure) else maker.outcome(received)
            _take(outcome, write, bad, counts)
    files = [data, failures]
    if maker.sketches is not None:
        files.append(sketches_name(part))
        folder.write(files[-1], maker.sketches.as_bytes())
    folder.set_mark(_mark(part, settings, counts, files))
    return counts


def _mark(part: Part, settings: BulkSettings, counts: Counts, files: Iterable[str]) -> Mark:
    """That a part was made."""
    return Mark(
        part=part.name,
        addresses=part.addresses,
        state=part.state,
        digest=settings.digest(),
        counts=counts,
        files=tuple(files),
        begin=part.begin,
        end=part.end,
        keys=settings.keys,
        record_seconds=settings.record_seconds,
        memory=settings.memory,
    )


class _Maker:
    """What makes a row of a delivery, or says why there is none."""

    def __init__(self, settings: BulkSettings, counts: Counts) -> None:
        self.settings = settings
        self.names = names_of(settings.columns)
        self.counts = counts
        self.review = review_of(settings, counts)
        self.sketches = Sketches(near=settings.dedupe == "near") if settings.dedupe != "none" else None

    def outcome(self, delivery: Delivery) -> dict[str, Any] | Failure | str:
        """The row of a page; a failure; or the filter that leaves it out."""
        begin = perf_counter()
        counts = self.counts
        counts.bytes_in += len(delivery.data)
        try:
            capture = intake.receive_delivery(delivery, self.settings.reading)
            article = desk.edit(capture, self.settings.reading, self.review)
            extracted = perf_counter()
            spend(counts, "extract", extracted - begin)
            if reason := self.left_out(article):
                return reason
            row = row_of(article, self.names)
        except CopydeskError as error:
            return Failure(delivery.name, type(error).__name__, error.message, error.next_step)
        except (MemoryError, RecursionError) as error:
            return Failure(delivery.name, type(error).__name__, "more than this machine bears", "give it alone")
        except Exception as error:  # one page must not take the others with it
            said = f"a bug in copydesk ({type(error).__name__}: {error})"
            return Failure(delivery.name, "Bug", said, "please report it, with the page if you can")
        words, language = words_in(article.text), _language(article)
        count(counts.verdicts, article.verdict.kind)
        count(counts.languages, language)
        counts.words += words
        if self.sketches is not None and article.text.strip():
            kind = f"{article.verdict.kind}\t{language}\t{words}"
            self.sketches.add(delivery.name, capture.captured or "", kind, article.text)
        spend(counts, "render", perf_counter() - extracted)
        return row

    def left_out(self, article: Article) -> str:
        """The filter that a page does not pass; "" when it passes all."""
        settings = self.settings
        if settings.verdicts and article.verdict.kind not in settings.verdicts:
            return f"verdict: {article.verdict.kind}"
        if settings.languages and (language := _language(article)) not in settings.languages:
            return f"language: {language}"
        if settings.min_words or settings.max_words:
            words = words_in(article.text)
            if words < settings.min_words:
                return "too short"
            if settings.max_words and words > settings.max_words:
                return "too long"
        return ""


def _language(article: Article) -> str:
    """The language of an article without its region."""
    return without_halves((article.language or "unknown").partition("-")[0].lower()) or "unknown"


def _take(outcome: dict[str, Any] | Failure | str, write: Write, bad: IO[bytes], counts: Counts) -> None:
    """Put the outcome of a record where it belongs, and count it."""
    begin = perf_counter()
    if isinstance(outcome, dict):
        write(outcome)
        counts.written += 1
    elif isinstance(outcome, Failure):
        write_line(bad, msgspec.to_builtins(outcome))
        count(counts.failed, outcome.error)
    else:
        count(counts.left_out, outcome)
    spend(counts, "write", perf_counter() - begin)
