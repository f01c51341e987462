"""What a copy shows: the blocks of an article that its options choose, and where its links lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from copydesk.article.addresses import link_target
from copydesk.article.normal_form import without_tracking
from copydesk.records import Block, Mark, Picture
from copydesk.settings import changed

if TYPE_CHECKING:
    from copydesk.article.record import Article

_BESIDE: Final = frozenset({"caption", "credit"})
"""Labels of what is shown beside the text."""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into the copy, and the address that relative links start from."""

    links: bool = True
    images: bool = True
    tables: bool = True
    comments: bool = False
    related: bool = False
    tracking: bool = True
    """Whether links keep what tells where a reader came from."""
    front_matter: bool = True
    base: str | None = None
    data: bool = False
    """Whether pictures that are written out in the page are shown."""


_OPTIONS: Final = frozenset(Choices.__struct_fields__) - {"base", "data"}


def choices_of(article: Article, options: dict[str, Any], *, data: bool = False) -> Choices:
    """The choices that options make for the copy of an article. Raises TypeError for an option that there is not."""
    return changed(Choices(base=article.url or article.canonical_url, data=data), options, _OPTIONS)


def shown_blocks(article: Article, choices: Choices) -> list[Block]:
    """The blocks that the copy shows, in page order; those beside the text as captions."""
    return _with_known_notes(_with_ranks(list(_shown(article, choices))))


def _shown(article: Article, choices: Choices) -> Iterator[Block]:
    for block, label in zip(article.blocks, article.labels, strict=True):
        if block.picture is not None and not _is_chosen(block.picture, choices):
            continue
        if block.kind == "table" and not choices.tables:
            continue
        if label.name == "body":
            # Within the body a caption is text like any other.
            if block.note:
                yield msgspec.structs.replace(block, kind="paragraph", level=0, quoted=0, ordinal=None)
            else:
                yield msgspec.structs.replace(block, kind="paragraph") if block.kind == "caption" else block
        elif label.name in _BESIDE:
            yield _beside(block)
        elif label.name == "correction" and block.text:
            yield msgspec.structs.replace(_beside(block), kind="correction", level=0, quoted=0)


def _is_chosen(picture: Picture, choices: Choices) -> bool:
    """Whether a picture is shown; an embed is nothing but a link, and gone with them, too.

    A picture that is written out in the page would bury the text of a copy that is read as text.
    """
    if picture.url.startswith("data:") and not choices.data:
        return False
    return choices.images and (choices.links or picture.medium == "picture")


def _with_ranks(blocks: list[Block]) -> list[Block]:
    """The blocks, headings ranked from the second on without a gap: a part of a part is one rank below it."""
    around: list[int] = []
    ranked = []
    for block in blocks:
        if block.kind == "heading":
            while around and around[-1] >= block.level:
                around.pop()
            around.append(block.level)
            block = msgspec.structs.replace(block, level=len(around) + 1)
        ranked.append(block)
    return ranked


def _with_known_notes(blocks: list[Block]) -> list[Block]:
    """The blocks, references to notes that the copy does not show without their labels."""
    shown = {f"^{block.note}" for block in blocks if block.note}
    return [
        msgspec.structs.replace(block, marks=tuple(_known(mark, shown) for mark in block.marks))
        if any(mark.kind == "footnote" and mark.target not in shown for mark in block.marks)
        else block
        for block in blocks
    ]


def _known(mark: Mark, shown: set[str]) -> Mark:
    return Mark(mark.kind, mark.start, mark.end) if mark.kind == "footnote" and mark.target not in shown else mark


def _beside(block: Block) -> Block:
    """A block labelled as standing beside the text, as a caption whatever its kind; a picture stays one."""
    if block.kind == "figure":
        return block
    level = 0 if block.kind == "heading" else block.level
    if block.kind in ("table", "code"):
        lines = (one_line(line) for line in block.text.split("\n"))
        text = "\n".join(line for line in lines if line)
        return msgspec.structs.replace(block, kind="caption", level=level, text=text, marks=())
    return msgspec.structs.replace(block, kind="caption", level=level)


def link_address(target: str, choices: Choices) -> str | None:
    """Where a link in the copy leads; None when it leads nowhere and is written as its text."""
    return target_of(target, choices) if choices.links else None


def target_of(target: str, choices: Choices) -> str | None:
    """The same, whether links are shown or not."""
    address = link_target(target, choices.base)
    return address if choices.tracking or address is None else without_tracking(address)


def one_line(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())
