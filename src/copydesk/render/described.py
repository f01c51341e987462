"""What front matter and citations ask of an article, whether it was just extracted or comes from an archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from copydesk.records import Fact, Image, Link, Verdict


class Received(Protocol):
    """What was received, known by the digest of its bytes, and its form."""

    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def form(self) -> str: ...  # noqa: D102


class Described(Protocol):
    """An article with its facts."""

    @property
    def title(self) -> str | None: ...  # noqa: D102
    @property
    def url(self) -> str | None: ...  # noqa: D102
    @property
    def authors(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def description(self) -> str | None: ...  # noqa: D102
    @property
    def tags(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def canonical_url(self) -> str | None: ...  # noqa: D102
    @property
    def site(self) -> str | None: ...  # noqa: D102
    @property
    def section(self) -> str | None: ...  # noqa: D102
    @property
    def language(self) -> str | None: ...  # noqa: D102
    @property
    def license(self) -> str | None: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def facts(self) -> Mapping[str, Fact]: ...  # noqa: D102
    @property
    def deck(self) -> str | None: ...  # noqa: D102
    @property
    def image(self) -> Image | None: ...  # noqa: D102
    @property
    def corrections(self) -> tuple[Link, ...]: ...  # noqa: D102
    @property
    def verdict(self) -> Verdict: ...  # noqa: D102
    @property
    def capture(self) -> Received: ...  # noqa: D102
