"""The Article: what a capture says, once the furniture is gone.

Stored are the capture, its blocks with their labels, the facts and the verdict; everything else is read from these.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from copydesk.records import (
    Block,
    Capture,
    Comment,
    Cut,
    Fact,
    Image,
    Label,
    Link,
    Span,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copydesk.article.assembly import Details

NOT_FOUND = Fact()


class Article(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One page as an article: its text, its facts with evidence, and what was cut with the reason.

    `text` is the body alone: headings inside it, list items one a line, table cells parted by tabs, code verbatim.
    `blocks` and `labels` run side by side through the whole page, in page order.

    These fields are all that is stored, and the article is the same after a way through JSON. Facts, links and
    comments are read from the page on first use, and give the same whenever that is; `to_dict` has them all.
    """

    capture: Capture
    verdict: Verdict
    text: str
    blocks: tuple[Block, ...]
    labels: tuple[Label, ...]
    warnings: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact by its name, with its evidence; what was not found is there too, and says so."""
        return self._details.facts

    @property
    def image(self) -> Image | None:
        """The lead picture with its caption and credit."""
        return self._details.image

    @property
    def related(self) -> tuple[Link, ...]:
        """Stories the page points to."""
        return self._details.related

    @property
    def corrections(self) -> tuple[Link, ...]:
        """Corrections and editor's notes."""
        return self._details.corrections

    @property
    def references(self) -> tuple[Link, ...]:
        """Links inside the body."""
        return self._details.references

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Readers' comments, in page order."""
        return self._details.comments

    @property
    def title(self) -> str | None:
        """The headline, without the site's name."""
        return self._string("title")

    @property
    def deck(self) -> str | None:
        """The line under the headline."""
        return self._string("deck")

    @property
    def site(self) -> str | None:
        """Name of the outlet."""
        return self._string("site")

    @property
    def language(self) -> str | None:
        """Language of the text, as a BCP 47 tag."""
        return self._string("language")

    @property
    def description(self) -> str | None:
        """The page's own summary."""
        return self._string("description")

    @property
    def section(self) -> str | None:
        """Section of the outlet."""
        return self._string("section")

    @property
    def license(self) -> str | None:
        """Licence the page declares."""
        return self._string("license")

    @property
    def url(self) -> str | None:
        """The original address."""
        return self._string("url")

    @property
    def canonical_url(self) -> str | None:
        """The address the page calls its canonical one."""
        return self._string("canonical_url")

    @property
    def authors(self) -> tuple[str, ...]:
        """Persons as printed; where the byline names only a body, that body."""
        return self._strings("authors")

    @property
    def tags(self) -> tuple[str, ...]:
        """Keywords the page declares."""
        return self._strings("tags")

    @property
    def published(self) -> datetime | date | None:
        """When it was published: a datetime when the page gives a time (naive without a zone), else a day."""
        return moment(self._string("published"))

    @property
    def modified(self) -> datetime | date | None:
        """When it was last changed, in the same form."""
        return moment(self._string("modified"))

    @property
    def cut(self) -> tuple[Cut, ...]:
        """Every block that is not in the copy, with the rule that decided."""
        return tuple(
            Cut(block.text, label.name, label.probability, label.reason, block.where)
            for block, label in zip(self.blocks, self.labels, strict=True)
            if label.name != "body" and block.text
        )

    @property
    def markdown(self) -> str:
        """The body as Markdown, without title or front matter."""
        from copydesk.render.markdown import body_markdown

        return body_markdown(self)

    def copy(self, **options: bool) -> str:
        """The Markdown copy: front matter, title heading, body.

        Options are those of `Settings` that act on the copy: `links`, `images`, `tables`, `comments`, `related`,
        `tracking`, and `front_matter`. A wrong name raises UnknownOption, a value that is neither True nor False
        UsageError.
        """
        from copydesk.render.markdown import copy_markdown

        return copy_markdown(self, **options)

    def html(self, **options: bool) -> str:
        """The copy as an HTML page of its own, with the options of `copy`; it is XML, too, as e-books want it.

        A wrong name raises UnknownOption, a value that is neither True nor False UsageError.
        """
        from copydesk.render.html import html_page

        return html_page(self, **options)

    def cite(self, form: str) -> str:
        """The article's record for reference managers, search engines and libraries.

        `form` is "csl" (CSL-JSON), "bibtex", "ris", "jsonld" (schema.org) or "dc" (Dublin Core as XML); any other
        raises UsageError.
        """
        from copydesk.render.citation import citation

        return citation(self, form)

    def locate(self, start: int, end: int) -> Span | None:
        """The span of the capture that `text[start:end]` was read from; None if it was read from nowhere."""
        from copydesk.article.places import locate

        return locate(self, start, end)

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain values for JSON; the capture without its text."""
        from copydesk.render.json import article_dict

        return article_dict(self)

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        from copydesk.render.json import article_json

        return article_json(self)

    def body(self) -> Iterator[Block]:
        """The blocks of the body, in page order."""
        return (block for block, label in zip(self.blocks, self.labels, strict=True) if label.name == "body")

    @cached_property
    def _details(self) -> Details:
        from copydesk.article.assembly import details_of, sheet_of

        sheet = self.__dict__.pop("sheet", None) or sheet_of(self)
        return details_of(sheet, self.labels, self.text, self.verdict.kind)

    def _string(self, name: str) -> str | None:
        value = self.facts.get(name, NOT_FOUND).value
        return value if isinstance(value, str) else None

    def _strings(self, name: str) -> tuple[str, ...]:
        value = self.facts.get(name, NOT_FOUND).value
        return value if isinstance(value, tuple) else ()


def moment(value: str | None) -> datetime | date | None:
    """A stored ISO 8601 text as a date or, when it gives a time, as a datetime.

    >>> moment("2024-05-07"), moment("2024-05-07T09:30:00+02:00").hour
    (datetime.date(2024, 5, 7), 9)
    """
    if not value:
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
