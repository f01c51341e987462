"""Every element of the room with sample data: what a page is made of, in one place."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.records import Span
from copydesk.web.asked import Asked
from copydesk.web.plots import Moment, Node

_KEYS: Final = (
    ("/", "go to the search field"),
    ("j", "to the next item of a list"),
    ("k", "to the item before"),
    ("Enter", "open the item"),
    ("?", "this list"),
    ("Tab", "to the next link, button or field"),
)
_TAGS: Final = (
    "denies declines refuses corrects retracts new changed same added removed wall verbatim typographic edited"
    " altered absent ambiguous"
).split()


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A text in a language."""

    language: str
    title: str
    text: str
    site: str
    marks: tuple[Span, ...] = ()


class PatternsView(msgspec.Struct, frozen=True, kw_only=True):
    """What the patterns show."""

    title: str
    keys: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    samples: tuple[Sample, ...]
    moments: tuple[Moment, ...]
    nodes: tuple[Node, ...]
    months: tuple[tuple[str, int, int], ...]


def view(_archive: Archive, _asked: Asked) -> PatternsView:
    """The patterns; what is in the archive does not matter."""
    return PatternsView(
        title="Patterns",
        keys=_KEYS,
        tags=tuple(_TAGS),
        samples=_SAMPLES,
        moments=_MOMENTS,
        nodes=_NODES,
        months=(("2024-01", 2, 0), ("2024-02", 7, 1), ("2024-03", 5, 3), ("2024-05", 1, 0)),
    )


_SAMPLES: Final = (
    Sample(
        language="en",
        title="Sea wall to cost £21m, closed meeting is told",
        text="The new sea wall of Kestrel Bay will cost £21m, the harbour board was told at a closed meeting.",
        site="Kestrel Bay Courier",
        marks=(Span(8, 16),),
    ),
    Sample(
        language="de",
        title="„Das Meer liest keine Beschlüsse“",
        text="Die Hafenmeisterin über die neue Mauer, zwei Sturmfluten und die Frage, was das alles kostet.",
        site="Deichbote",
        marks=(Span(33, 38),),
    ),
    Sample(
        language="ar",
        title="مجلس خليج كسترل يصوّت لبناء جدار بحري",
        text="صوّت مجلس بلدة خليج كسترل يوم الجمعة بتسعة أصوات مقابل أربعة لصالح بناء جدار بحري بطول 900 متر.",
        site="بريد الميناء",
        marks=(Span(0, 4),),
    ),
    Sample(
        language="he",
        title="מועצת מפרץ קסטרל הצביעה בעד חומת ים",
        text="המועצה הצביעה ביום שישי בתשעה קולות מול ארבעה בעד בניית חומה באורך 900 מטר.",
        site="הד החוף",
        marks=(Span(0, 6),),
    ),
    Sample(
        language="ja",
        title="ケストレル湾、防潮堤の建設を可決",
        text="ケストレル湾の町議会は金曜日、約九百メートルにわたる防潮堤の建設を賛成九、反対四で可決した。",
        site="潮騒新聞",
        marks=(Span(28, 31),),
    ),
)
_MOMENTS: Final = (
    Moment(day="2024-03-04", who="Kestrel Bay Courier", what="Sea wall to cost £12m", url="#plots", tone="article"),
    Moment(day="2024-03-04", who="Ines Holm", what="“We have waited long enough”", url="#plots", tone="statement"),
    Moment(day="2024-03-05", who="Kestrel Bay Courier", what="Correction: it is £21m", url="#plots", tone="change"),
    Moment(day="2024-03-05", who="Tobias Renn", what="“No such figure was put to us”", url="#plots", tone="denial"),
    Moment(day="2024-03-08", who="潮騒新聞", what="ケストレル湾、防潮堤の建設を可決", url="#plots", tone="article"),
)
_NODES: Final = (
    Node(day="2024-03-06", who="Sandhaven Mail", what="Council votes for sea wall", url="#plots", is_chosen=True),
    Node(day="2024-03-07", who="Lowmarsh Post", what="Nine to four", url="#plots", ties=((0, "reprint", 0.82),)),
    Node(day="2024-03-08", who="Kestrel Bay Courier", what="The week", url="#plots", ties=((0, "quotes", 0.2),)),
    Node(day="2024-03-08", who="بريد الميناء", what="جدار بحري", url="#plots", ties=((0, "translation", 0.5),)),
)
