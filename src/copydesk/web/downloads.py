"""What can be taken along: the digest and the ledger in the forms of others, each a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from copydesk.archive import digest as forms
from copydesk.archive.archive import Archive
from copydesk.archive.digest import Digest
from copydesk.render import ledgers
from copydesk.web.asked import Asked
from copydesk.web.pages import digest, ledger
from copydesk.web.readers import Gathering

MOST: Final = 500
"""Statements of a file, the newest; the command line writes all."""


class Download(NamedTuple):
    """A file that the room makes when it is asked for."""

    path: str
    media_type: str
    make: Callable[[Archive, Asked], bytes]
    ending: str
    """Of its name on disk."""

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.path.strip('/').partition('.')[0]}.{self.ending}"


def _digest(archive: Archive, asked: Asked) -> Digest:
    found = digest.made(archive, asked)
    if found is None:
        raise Gathering("the digest", "it is being put together", "ask again in a moment")
    return found


def _ledger(form: str) -> Callable[[Archive, Asked], bytes]:
    def make(archive: Archive, asked: Asked) -> bytes:
        found = archive.newest_statements(limit=MOST, **ledger.questions(ledger.filters(asked)))
        links = archive.statement_links(*(each.id for each in found))
        addresses = archive.urls([each.article for each in found]) if form in ledgers.ADDRESSED else {}
        return "".join(ledgers.FORMS[form](found, links, addresses)).encode()

    return make


DOWNLOADS: Final = (
    Download(
        "/digest.md",
        "text/markdown; charset=utf-8",
        lambda archive, asked: forms.markdown(_digest(archive, asked)).encode(),
        "md",
    ),
    Download(
        "/digest.epub", "application/epub+zip", lambda archive, asked: forms.epub(_digest(archive, asked)), "epub"
    ),
    Download("/ledger.csv", "text/csv; charset=utf-8", _ledger("csv"), "csv"),
    Download("/ledger.annotations", "application/ld+json", _ledger("annotations"), "annotations.jsonld"),
    Download("/ledger.claims", "application/ld+json", _ledger("claims"), "claims.jsonld"),
)
