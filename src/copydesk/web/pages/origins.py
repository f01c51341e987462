"""Origins: who prints the text of an article, who quotes from it, what may be a translation; as a graph and a table."""

from __future__ import annotations

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.kindred import Kindred, Member
from copydesk.web.asked import Asked
from copydesk.web.plots import Node, cut


class TieTo(msgspec.Struct, frozen=True, kw_only=True):
    """A tie to an earlier article."""

    kind: str
    share: float
    reason: str
    article: int
    name: str
    """Outlet of the earlier one."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One article of the graph, and how it is kin to those before it."""

    member: Member
    is_asked: bool
    """Whether it is the article that the page is about."""
    is_same_text: bool
    """Whether it is counted as the same origin."""
    ties: tuple[TieTo, ...]


class OriginsView(msgspec.Struct, frozen=True, kw_only=True):
    """The kin of an article."""

    title: str
    kindred: Kindred
    rows: tuple[Row, ...]
    nodes: tuple[Node, ...]
    """The rows as the graph has them."""
    origins: int


def view(archive: Archive, asked: Asked) -> OriginsView:
    """The graph around an article. Raises NotFound."""
    found = archive.origins(asked.number("article"))
    members = {each.article: each for each in found.members}
    own = members[found.article].origin
    rows = tuple(
        Row(
            member=each,
            is_asked=each.article == found.article,
            is_same_text=each.origin == own,
            ties=tuple(
                TieTo(
                    kind=tie.kind,
                    share=tie.share,
                    reason=tie.reason,
                    article=tie.earlier,
                    name=members[tie.earlier].site or f"article {tie.earlier}",
                )
                for tie in found.ties
                if tie.later == each.article
            ),
        )
        for each in found.members
    )
    return OriginsView(
        title=f"Origins of {cut(found.title or '(no title)', 200)}",
        kindred=found,
        rows=rows,
        nodes=tuple(_node(found, rank) for rank in range(len(found.members))),
        origins=len({each.origin for each in found.members}),
    )


def _node(found: Kindred, rank: int) -> Node:
    member = found.members[rank]
    places = {each.article: place for place, each in enumerate(found.members)}
    return Node(
        day=member.published,
        who=cut(member.site or "", 60),
        what=cut(member.title or "(no title)", 100),
        url=f"/article/{member.article}",
        is_chosen=member.article == found.article,
        ties=tuple((places[tie.earlier], tie.kind, tie.share) for tie in found.ties if tie.later == member.article),
    )
