"""Citations of an article: a line for people, and the records that reference managers read."""

from __future__ import annotations

from typing import Final

from copydesk.archive.records import Entry
from copydesk.render.citation import citation

FORMS: Final = ("csl", "bibtex", "ris", "jsonld", "dc")
_FILES: Final = {
    "csl": ("application/vnd.citationstyles.csl+json", "json"),
    "bibtex": ("application/x-bibtex", "bib"),
    "ris": ("application/x-research-info-systems", "ris"),
    "jsonld": ("application/ld+json", "jsonld"),
    "dc": ("application/xml", "xml"),
    "markdown": ("text/markdown", "md"),
}
"""Media type and ending of each form."""


def citation_line(entry: Entry) -> str:
    """Who, what, where and when, with the state it was read in and the digest of its text's capture."""
    capture = entry.capture
    who = f"{', '.join(entry.authors)}: " if entry.authors else ""
    where = f", {entry.site}" if entry.site else ""
    when = f", {entry.published[:10]}" if entry.published else ""
    link = f", {entry.url}" if entry.url else ""
    read = f" (captured {capture.time[:10]}, SHA-256 {capture.sha256})"
    return f"{who}“{entry.title or 'Untitled'}”{where}{when}{link}{read}"


def cited(entry: Entry, form: str) -> tuple[str, str, str]:
    """A record as text, its media type and the name of its file. Raises UsageError for a form that there is not."""
    text = entry.copy() if form == "markdown" else citation(entry, form)  # which refuses what it does not know
    media_type, ending = _FILES[form]
    return text, media_type, f"article-{entry.id}.{ending}"
