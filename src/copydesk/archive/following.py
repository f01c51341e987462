"""Addresses into the archive: asked only whether they have changed where they were captured before, and feeds followed.

A guest asks for a page again with the validators of its last good capture (RFC 9110, section 13); an answer that it has
not changed is no capture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from copydesk import desk, intake
from copydesk.archive.keys import address_key
from copydesk.archive.records import UNCHANGED
from copydesk.archive.store import Store
from copydesk.errors import IntakeError
from copydesk.intake.browser import Room
from copydesk.intake.feeds import Entry, entries_of, feeds_of
from copydesk.intake.fetch import Fetcher, Manners, Validators
from copydesk.records import Delivery, Failure
from copydesk.settings import Settings

_MOST_LISTS: Final = 50
"""Sitemaps of an index that are read."""
_SHELLS: Final = frozenset({"script_shell", "empty"})
"""Verdicts on pages that a browser may know how to fill."""


class Visitor:
    """Who fetches for an archive: a guest, and a browser for pages that need one, both opened when they are needed."""

    def __init__(self, store: Store, settings: Settings, manners: Manners | None) -> None:
        self.store = store
        self.settings = settings
        self.manners = manners or Manners()
        self._guest: Fetcher | None = None
        self._room: Room | None = None

    def close(self) -> None:
        """Close all connections, and the browser."""
        for each in (self._room, self._guest):
            if each is not None:
                each.close()
        self._room = self._guest = None

    @property
    def guest(self) -> Fetcher:
        """The guest. Raises NeedsExtra when `[fetch]` is not installed."""
        if self._guest is None:
            self._guest = Fetcher(self.manners, most=self.settings.max_bytes)
        return self._guest

    def fetch(self, address: str) -> Iterator[Delivery | Failure]:
        """The page at an address, if it has changed since it was captured; why not, if there is none."""
        try:
            for each in fetched(self.store, self.guest, address):
                yield self._shown(each) if self.manners.browser and isinstance(each, Delivery) else each
        except IntakeError as error:
            yield Failure(address, type(error).__name__, error.message, error.next_step)

    def _shown(self, delivery: Delivery) -> Delivery:
        """The page as a browser shows it, where its text is not in the file."""
        if desk.edit(intake.receive_delivery(delivery, self.settings), self.settings).verdict.kind not in _SHELLS:
            return delivery
        if self._room is None:
            self._room = Room(self.guest)
        return self._room.shown(delivery)


def fetched(store: Store, guest: Fetcher, address: str) -> Iterator[Delivery | Failure]:
    """The page at an address, if it has changed since it was captured."""
    row = store.row(
        "SELECT etag, last_modified, id FROM capture WHERE url = ? AND revision IS NOT NULL"
        " ORDER BY time DESC, id DESC LIMIT 1",
        address,
    )
    try:
        found = guest.fetch(address, Validators(row[0], row[1]) if row else None)
    except IntakeError as error:
        yield Failure(address, type(error).__name__, error.message, error.next_step)
        return
    if found.delivery is not None:
        yield found.delivery
    elif row:
        yield Failure(address, UNCHANGED, f"as it was in capture {row[2]}, its server says", "")


def new_entries(store: Store, guest: Fetcher, address: str) -> Iterator[Entry | Failure]:
    """What a feed, a sitemap, or the feeds that a page names list that is not in the archive."""
    waiting = [address]
    seen: set[str] = set()
    while waiting:
        source = waiting.pop(0)
        if source in seen or len(seen) >= _MOST_LISTS:
            continue
        seen.add(source)
        try:
            found = guest.fetch(source).delivery
            assert found is not None  # nothing was asked of it that it could have answered with "not changed"
            listed = _listed(found, guest.most)
        except IntakeError as error:
            yield Failure(source, type(error).__name__, error.message, error.next_step)
            continue
        for entry in listed:
            if entry.is_list:
                waiting.append(entry.address)
            elif not store.row("SELECT 1 FROM address WHERE key = ? LIMIT 1", address_key(entry.address)):
                yield entry


def _listed(found: Delivery, most: int) -> list[Entry]:
    """What a document lists; of a page, the feeds it names."""
    address = found.url or ""
    try:
        return entries_of(found.data, address, most)
    except IntakeError:
        feeds = feeds_of(found.data.decode("utf-8", "replace"), address)
        if not feeds:
            raise
        return [Entry(feed, is_list=True) for feed in feeds]
