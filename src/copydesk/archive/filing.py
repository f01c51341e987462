"""One parcel into the archive: which article it is, whether that changed, whose text it shares.

Every function here runs inside one `Store.writing()`, so that what it finds is still so when it writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec

from copydesk.archive.changes import compare
from copydesk.archive.keys import site_key
from copydesk.archive.kinship import Kin, Known, same_article, same_origin
from copydesk.archive.ledger import forget
from copydesk.archive.packing import pack_small, unpack
from copydesk.archive.parcels import Parcel
from copydesk.archive.records import Comparison, Filed, FiledKind, State
from copydesk.archive.search import index, unindex
from copydesk.archive.store import Store, now
from copydesk.article.record import moment
from copydesk.records import Failure

_MOST_POSTINGS: Final = 200
"""Articles of one shingle; what more have is a phrase of the trade and says nothing of kinship."""
_MOST_CANDIDATES: Final = 12
_FEWEST_SHARED: Final = 2
"""Sampled shingles that a candidate must share."""
_STATES: Final = "SELECT id, since, until, state, text FROM revision JOIN copy ON revision = id"
_STANDING: Final = frozenset({"product", "listing", "collection", "service"})
"""Kinds of pages whose shared text is standing text, and no reprint."""
_FACTS: Final = ("title", "deck", "site", "language", "section", "published", "modified", "image")

_json = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
_state = msgspec.msgpack.Decoder(State).decode


class _Turn(NamedTuple):
    """A capture in the history of its article: when, and in which state."""

    time: str
    capture: int
    revision: int


def file_failure(store: Store, failure: Failure) -> None:
    """Keep what could not be filed."""
    store.put(
        "failure",
        time=now(),
        source=failure.source,
        error=failure.error,
        message=failure.message,
        next_step=failure.next_step,
    )


def file_parcel(store: Store, parcel: Parcel) -> Filed:
    """File a parcel; what became of it."""
    filing = _Filing(store, parcel)
    if known := filing.known():
        return known
    if parcel.is_wall:
        return filing.wall()
    candidates = filing.candidates()
    article, reason = _which(filing.this, candidates)
    if article is None:
        return filing.new_article(candidates)
    return filing.next_capture(article, reason, candidates)


class _Candidate(NamedTuple):
    """An article that the parcel may be a capture of, or share text with."""

    article: int
    known: Known


class _Filing:
    """One parcel on its way into the archive."""

    def __init__(self, store: Store, parcel: Parcel) -> None:
        self.store = store
        self.parcel = parcel
        self.added = now()
        self.time = moment_of(parcel.capture.captured) or self.added
        self.body = _body(store, parcel)
        self.this = known_of_parcel(parcel)
        self.postings = [] if parcel.is_wall else _postings(store, parcel.sketch)

    def known(self) -> Filed | None:
        """These bytes, when they are filed already from the same place and time."""
        capture = self.parcel.capture
        found = self.store.row(
            "SELECT id, article, revision FROM capture WHERE body = ? AND url IS ? AND captured IS ? LIMIT 1",
            self.body, capture.url, capture.captured,
        )  # fmt: skip
        return None if found is None else self.filed("known", *found)

    def wall(self) -> Filed:
        """A wall: kept, beside the article at its address when there is one."""
        found = _at_keys(self.store, self.parcel)
        article = found[0] if len(found) == 1 else None
        capture = self.put_capture(article, None, None)
        return self.filed("wall", capture, article, reason=f"{self.parcel.verdict[0]}: {self.parcel.verdict[2]}")

    def candidates(self) -> list[_Candidate]:
        """The articles at its addresses, and those that share most of the sample of its text."""
        counts = Counter(article for _, article in self.postings)
        by_text = [article for article, shared in counts.most_common(_MOST_CANDIDATES) if shared >= _FEWEST_SHARED]
        at_address = _at_keys(self.store, self.parcel)[:_MOST_CANDIDATES]
        found = dict.fromkeys([*at_address, *by_text])
        return [_Candidate(article, known_of_article(self.store, article)) for article in found]

    def new_article(self, candidates: Sequence[_Candidate]) -> Filed:
        """An article that was not here before, with its first revision."""
        origin = self.store.put("origin", id=None)
        site = next((site_key(seen.url) for seen in self.parcel.addresses), "")
        article = self.store.put("article", origin=origin, site=site, added=self.added)
        revision = self.put_revision(article, self.time, None, Comparison("same"))
        capture = self.put_capture(article, revision, None)
        self.note_addresses(article)
        self.note_shingles(article)
        reprints = self.join_kin(article, candidates)
        return self.filed("new", capture, article, revision, reprint_of=reprints)

    def next_capture(self, article: int, reason: str, candidates: Sequence[_Candidate]) -> Filed:
        """One more capture of an article: the same as the state then in effect, or the first of a new one."""
        found = self.store.row(
            f"{_STATES} WHERE article = ? AND since <= ? ORDER BY since DESC, id DESC LIMIT 1", article, self.time
        ) or self.store.row(f"{_STATES} WHERE article = ? ORDER BY since, id LIMIT 1", article)
        effective, since, until, state, text = found
        comparison = compare(read_state(state, text), self.parcel.state)
        if comparison.kind == "same":
            revision = effective
            if self.time < since:
                self.store.db.execute("UPDATE revision SET since = ? WHERE id = ?", (self.time, revision))
        else:
            revision = self.put_revision(article, self.time, None, comparison)
        capture = self.put_capture(article, revision, text if revision == effective else None)
        if comparison.kind == "changed":
            self.chain(article, effective, until)
        self.note_addresses(article)
        reprints: tuple[int, ...] = ()
        if comparison.kind == "changed":
            self.note_shingles(article)
            reprints = self.join_kin(article, [each for each in candidates if each.article != article])
        kind = comparison.kind
        return self.filed(
            kind, capture, article, revision, reason=reason, changes=comparison.changes, reprint_of=reprints
        )

    def chain(self, article: int, effective: int, until: str | None) -> None:
        """Put a new revision into its place in time."""
        later = self.store.row(
            "SELECT 1 FROM capture WHERE article = ? AND revision IS NOT NULL AND time > ? LIMIT 1", article, self.time
        )
        if later is None and until is None:
            self.store.db.execute("UPDATE revision SET until = ? WHERE id = ?", (self.time, effective))
        else:
            rechain(self.store, article)

    # What is written.

    def put_capture(self, article: int | None, revision: int | None, text: str | None) -> int:
        """The capture's row and its facts; `text` is that of the revision it belongs to, None for one of its own."""
        parcel, capture = self.parcel, self.parcel.capture
        number = self.store.put(
            "capture",
            body=self.body,
            article=article,
            revision=revision,
            time=self.time,
            captured=capture.captured,
            captured_how=capture.captured_how,
            added=self.added,
            name=capture.name,
            etag=parcel.validators[0],
            last_modified=parcel.validators[1],
            url=capture.url,
            url_how=capture.url_how,
            url_key=next((seen.key for seen in parcel.addresses if seen.url == capture.url), None),
            form=capture.form,
            charset=capture.charset,
            verdict=parcel.verdict[0],
            confidence=parcel.verdict[1],
            reason=parcel.verdict[2],
            warnings=_json(parcel.warnings).decode(),
            version=parcel.version,
            text=parcel.text if (text is not None and text != parcel.text) or revision is None else None,
            findings=parcel.findings,
        )
        self.store.db.executemany(
            "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number, row.name, row.rank, row.part, _json(row.fact.value).decode(), row.fact.how,
                    row.fact.where.start if row.fact.where else None, row.fact.where.end if row.fact.where else None,
                    row.fact.raw, row.fact.confidence, row.fact.kind,
                )
                for row in parcel.facts
            ],
        )  # fmt: skip
        return number

    def put_revision(self, article: int, since: str, until: str | None, comparison: Comparison) -> int:
        """The row of a new state and its words."""
        parcel = self.parcel
        number = self.store.put(
            "revision",
            article=article,
            since=since,
            until=until,
            **{name: parcel.values[name] for name in _FACTS},
            authors=_json(parcel.values["authors"]).decode(),
            tags=_json(parcel.values["tags"]).decode(),
            verdict=parcel.verdict[0],
            text_sha256=sha256(parcel.text.encode("utf-8", "surrogatepass")).digest(),
            changes=_pack(comparison),
        )
        state = pack_small(_pack(_slim(parcel.state, parcel.text)))
        self.store.put("copy", revision=number, text=parcel.text, markdown=parcel.markdown, state=state)
        index(self.store, number)
        return number

    def note_addresses(self, article: int) -> None:
        """Every address seen is kept, with the first time it was seen."""
        self.store.db.executemany(
            "INSERT INTO address VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (article, url) DO UPDATE SET seen = min(seen, excluded.seen)",
            [(seen.key, seen.url, article, seen.how, self.time) for seen in self.parcel.addresses],
        )

    def note_shingles(self, article: int) -> None:
        """Remember the sample of its text, less what too many have."""
        wanted = self.parcel.sketch
        counts = Counter(number for number, _ in self.postings)
        self.store.db.executemany(
            "INSERT OR IGNORE INTO shingle VALUES (?, ?)",
            [(number, article) for number in wanted if counts[number] < _MOST_POSTINGS],
        )

    def join_kin(self, article: int, candidates: Sequence[_Candidate]) -> tuple[int, ...]:
        """Link the articles that share text with this one, and join the origins of reprints; those it reprints."""
        if self.parcel.verdict[0] in _STANDING:
            return ()
        reprints = []
        for candidate in candidates:
            kin = same_origin(self.this, candidate.known)
            if kin.kind == "none":
                continue
            self.store.db.execute(
                "INSERT OR REPLACE INTO kin VALUES (?, ?, ?, ?, ?, ?)",
                (article, candidate.article, kin.kind, kin.share, kin.reason, _json(_pairs(kin)).decode()),
            )
            if kin.kind == "reprint":
                reprints.append(candidate.article)
        if reprints:
            _join_origins(self.store, [article, *reprints])
        return tuple(reprints)

    def filed(
        self, kind: FiledKind, capture: int, article: int | None, revision: int | None = None, **said: Any
    ) -> Filed:
        """The answer."""
        return Filed(
            kind=kind,
            source=self.parcel.source,
            capture=capture,
            article=article,
            revision=revision,
            title=self.parcel.values["title"],
            warnings=self.parcel.warnings,
            **said,
        )


def _pairs(kin: Kin) -> list[tuple[int, int, int, int]]:
    return [(own.start, own.end, other.start, other.end) for own, other in kin.passages]


def _join_origins(store: Store, articles: Sequence[int]) -> None:
    """Give articles one origin, the oldest of theirs."""
    marks = ",".join("?" * len(articles))
    origins = sorted(
        row[0] for row in store.rows(f"SELECT DISTINCT origin FROM article WHERE id IN ({marks})", *articles)
    )
    for origin in origins[1:]:
        store.db.execute("UPDATE article SET origin = ? WHERE origin = ?", (origins[0], origin))
        store.db.execute("DELETE FROM origin WHERE id = ?", (origin,))


# ── Which article ─────────────────────────────────────────────────────────────────────────────────


def _which(this: Known, candidates: Iterable[_Candidate]) -> tuple[int | None, str]:
    """The article among the candidates that this is a capture of, and why; None when it is none of them."""
    best: tuple[float, int, str] | None = None
    for candidate in candidates:
        kin = same_article(this, candidate.known)
        # Of several that fit equally well, the one that was filed first.
        if kin.is_same and (best is None or (kin.confidence, -candidate.article) > best[:2]):
            best = (kin.confidence, -candidate.article, kin.reason)
    return (None, "") if best is None else (-best[1], best[2])


def _at_keys(store: Store, parcel: Parcel) -> list[int]:
    """The articles that were seen at one of its addresses, in any form."""
    keys = list({seen.key for seen in parcel.addresses})
    if not keys:
        return []
    marks = ",".join("?" * len(keys))
    return [row[0] for row in store.rows(f"SELECT DISTINCT article FROM address WHERE key IN ({marks})", *keys)]


def _postings(store: Store, hashes: Sequence[int]) -> list[tuple[int, int]]:
    """Each of the hashes with each article that has it."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(hashes), 500):
        some = hashes[start : start + 500]
        marks = ",".join("?" * len(some))
        found += store.rows(f"SELECT hash, article FROM shingle WHERE hash IN ({marks})", *some)
    return found


def _body(store: Store, parcel: Parcel) -> int:
    """The row of the bytes, which are kept once."""
    found = store.row("SELECT id FROM body WHERE sha256 = ?", parcel.sha256)
    if found is not None:
        number: int = found[0]
        return number
    return store.put("body", sha256=parcel.sha256, size=parcel.size, dictionary=parcel.dictionary, data=parcel.packed)


# ── Time ──────────────────────────────────────────────────────────────────────────────────────────


def moment_of(said: str | None) -> str | None:
    """A date as a capture gives it, as a time in UTC that sorts; a day counts from its start. None for none.

    >>> moment_of("2024-05-07T09:30:00+02:00"), moment_of("2024-05-07"), moment_of(None)
    ('2024-05-07T07:30:00Z', '2024-05-07T00:00:00Z', None)
    """
    try:
        found = moment(said)
    except ValueError:
        return None
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rechain(store: Store, article: int) -> None:
    """Make the revisions of an article anew from its captures in the order of time.

    Needed when a capture was filed that is older than others: the state it shows may stand between two captures that
    were taken for one state, which then are two revisions with that of the new capture between them.
    """
    turns = [
        _Turn(*row)
        for row in store.rows(
            "SELECT time, id, revision FROM capture WHERE article = ? AND revision IS NOT NULL ORDER BY time, id",
            article,
        )
    ]
    runs: list[list[_Turn]] = []
    for turn in turns:
        if runs and runs[-1][-1].revision == turn.revision:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    seen: set[int] = set()
    before: tuple[int, State] | None = None
    for run in runs:
        revision = run[0].revision
        state = read_state(*store.row("SELECT state, text FROM copy WHERE revision = ?", revision))
        comparison = compare(before[1], state) if before else Comparison("same")
        if before and comparison.kind == "same":
            _move(store, run, before[0])
            continue
        if revision in seen:
            revision = _again(store, revision, run)
        seen.add(revision)
        if before:
            store.db.execute("UPDATE revision SET until = ? WHERE id = ?", (run[0].time, before[0]))
        store.db.execute(
            "UPDATE revision SET since = ?, until = NULL, changes = ? WHERE id = ?",
            (run[0].time, _pack(comparison), revision),
        )
        before = (revision, state)
    drop_empty(store, article)


def _move(store: Store, run: Sequence[_Turn], revision: int) -> None:
    """Let captures belong to another revision, of the same state; each keeps its text to the letter."""
    store.db.executemany(
        "UPDATE capture SET revision = ?, text = coalesce(text, (SELECT text FROM copy WHERE revision = ?))"
        " WHERE id = ?",
        [(revision, turn.revision, turn.capture) for turn in run],
    )


def drop_empty(store: Store, article: int) -> None:
    """Take away the revisions of an article that no capture shows any more."""
    empty = store.rows(
        "SELECT id FROM revision r WHERE article = ? AND NOT EXISTS (SELECT 1 FROM capture WHERE revision = r.id)",
        article,
    )
    for (revision,) in empty:
        unindex(store, revision)
        forget(store, revision)
        store.db.execute("DELETE FROM copy WHERE revision = ?", (revision,))
        store.db.execute("DELETE FROM revision WHERE id = ?", (revision,))


def _again(store: Store, revision: int, run: Sequence[_Turn]) -> int:
    """A state that came back, as a revision of its own, which the captures of the run belong to."""
    names = [row[1] for row in store.rows("PRAGMA table_info (revision)") if row[1] != "id"]
    columns = ", ".join(names)
    number = store.db.execute(
        f"INSERT INTO revision ({columns}) SELECT {columns} FROM revision WHERE id = ?", (revision,)
    ).lastrowid
    assert number is not None
    store.db.execute(
        "INSERT INTO copy SELECT ?, text, markdown, state FROM copy WHERE revision = ?", (number, revision)
    )
    index(store, number)
    store.db.executemany("UPDATE capture SET revision = ? WHERE id = ?", [(number, turn.capture) for turn in run])
    return number


# ── Known ─────────────────────────────────────────────────────────────────────────────────────────


def _slim(state: State, text: str) -> State:
    """A state without the passages that its text has, in their order."""
    slim = []
    at = 0
    for passage in state.passages:
        found = text.find(passage.text, at)
        if found >= 0:
            at = found + len(passage.text)
            passage = msgspec.structs.replace(passage, text="", place=(found, at))
        slim.append(passage)
    return msgspec.structs.replace(state, passages=tuple(slim))


def read_state(packed: bytes, text: str) -> State:
    """A state as it is stored beside its text."""
    state = _state(unpack(packed))
    whole = [
        each if each.place is None else msgspec.structs.replace(each, text=text[slice(*each.place)], place=None)
        for each in state.passages
    ]
    return msgspec.structs.replace(state, passages=tuple(whole))


def known_of_parcel(parcel: Parcel) -> Known:
    """What kinship asks of a parcel."""
    return Known(
        text=parcel.text,
        title=parcel.values["title"],
        site=next((site_key(seen.url) for seen in parcel.addresses), ""),
        outlet=parcel.values["site"],
        keys=frozenset(seen.key for seen in parcel.addresses),
        published=parcel.values["published"],
        language=parcel.values["language"],
    )


def known_of_article(store: Store, article: int) -> Known:
    """What kinship asks of an article that is filed: its last state, and all its addresses."""
    text, title, site, outlet, published, language = store.row(
        "SELECT c.text, r.title, a.site, r.site, r.published, r.language FROM revision r"
        " JOIN copy c ON c.revision = r.id JOIN article a ON a.id = r.article"
        " WHERE r.article = ? ORDER BY r.since DESC, r.id DESC LIMIT 1",
        article,
    )
    keys = frozenset(row[0] for row in store.rows("SELECT key FROM address WHERE article = ?", article))
    return Known(text, title, site, outlet, keys, published, language)
