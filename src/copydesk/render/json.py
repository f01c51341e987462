"""Article → plain values and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from copydesk.article.record import Article

_ATTRIBUTES: Final = (
    "title", "deck", "authors", "published", "modified", "site", "section", "language", "description", "tags",
    "url", "canonical_url", "license", "image", "related", "corrections", "references", "comments", "warnings",
    "verdict", "text", "markdown", "facts", "cut",
)  # fmt: skip


def article_dict(article: Article) -> dict[str, Any]:
    """Everything an article says, as plain values; dates as ISO 8601 text; the capture without its text."""
    values = {name: getattr(article, name) for name in _ATTRIBUTES}
    capture = article.capture
    values["capture"] = {
        "name": capture.name,
        "sha256": capture.sha256,
        "form": capture.form,
        "charset": capture.charset,
        "url": capture.url,
        "captured": capture.captured,
    }
    plain: dict[str, Any] = msgspec.to_builtins(values)
    for name in ("published", "modified"):
        plain[name] = article.facts[name].value if name in article.facts else None
    return plain


def article_json(article: Article) -> str:
    """`article_dict` as JSON text."""
    return msgspec.json.encode(article_dict(article)).decode()
