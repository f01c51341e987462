"""The first classification of a page: readable rules over blocks and their neighbours.

1. Measure every block and add up what each container holds.
2. Say which containers are furniture, by element and name, unless they hold much of the page's running text.
3. Find the trunk, the container that keeps most of the story, and the headline above it.
4. Ask the rules, in the order of `_label`: the first that knows a block labels it.
5. Mend by neighbours: the name of a box, a quotation pulled out of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copydesk.blocks import Sheet
from copydesk.classify.furniture import mark_furniture
from copydesk.classify.headline import document_titles, title_rank
from copydesk.classify.lines import is_byline, is_dateline, is_info
from copydesk.classify.measures import Measure, Zone, measure
from copydesk.classify.mend import mend
from copydesk.classify.trunk import find_trunk
from copydesk.records import Label, LabelName
from copydesk.settings import Settings
from copydesk.words import words

_HEAD: Final = 40
"""Blocks between the headline and the story's first text in which byline, date, deck and picture are looked for."""
_SHORT: Final = 120
"""Letters of the longest byline or date line; longer ones are sentences about their author."""
_LONG_DECK: Final = 400
"""Letters of the longest line under a headline."""
_TELLING: Final = 40.0
"""Letters of running text from which a block outside the story's container can belong to it."""
_HARDLY_LINKED: Final = 0.2
_LEFT: Final = 200
"""Letters outside furniture from which a page without running text still says something; a shell's logo does not."""
_FEW: Final = 4
"""Blocks of text in a container named for a caption or a correction."""
_NAME: Final = 40
"""Letters of the longest line that is a name and nothing else."""
_LINKED: Final = 0.6
"""Share of links from which a block points elsewhere rather than tells."""
_STORY: Final = Label("body", 0.7, "running text of the story")
_ABOVE: Final = Label("navigation", 0.8, "above the headline")
_OUTSIDE: Final = Label("navigation", 0.8, "outside the story's container")


class Page:
    """What the rules may ask of the page as a whole."""

    __slots__ = ("head", "measures", "start", "title_at")

    def __init__(self, measures: Sequence[Measure], trunk: Zone, titles: Sequence[str]) -> None:
        self.measures = measures
        self.start = _story_start(measures, trunk)
        """Rank of the story's first running text."""
        self.title_at = title_rank(measures, self.start, titles)
        """Rank of the headline; -1 when there is none."""
        within = 0 <= self.start - self.title_at <= _HEAD
        self.head = range(max(0, self.title_at - 4), self.start) if within else range(0)
        """Ranks around and below the headline, above the story's first text."""

    def before(self, measure: Measure) -> Measure | None:
        """The visible block before this one."""
        return next((m for m in reversed(self.measures[: measure.rank]) if m.text and not m.hidden), None)

    def after(self, measure: Measure) -> Measure | None:
        """The visible block after this one."""
        return next((m for m in self.measures[measure.rank + 1 :] if m.text and not m.hidden), None)


def label_blocks(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of an HTML page."""
    measures, zones = measure(sheet.blocks)
    mark_furniture(measures, zones)
    page = Page(measures, find_trunk(zones), document_titles(sheet.page))
    labels = mend([_label(measure, page) for measure in measures], measures)
    if not any(label.name == "body" and measures[rank].length for rank, label in enumerate(labels)):
        take_what_is_left(labels, measures)
    return labels


def take_what_is_left(labels: list[Label], measures: Sequence[Measure]) -> None:
    """On a page without running text, such as a list of cards, what is not furniture is what it has to say."""
    left = [
        measure.rank
        for measure in measures
        if measure.length
        and not measure.hidden
        and measure.zone.furniture is None
        and labels[measure.rank].name != "title"
    ]
    if sum(measures[rank].length for rank in left) >= _LEFT:
        for rank in left:
            labels[rank] = Label("body", 0.3, "not furniture, on a page without running text")


def _story_start(measures: Sequence[Measure], trunk: Zone) -> int:
    """The rank of the first running text in the trunk that is not furniture; of the trunk's first block if none is."""
    for found in measures[max(0, trunk.first) :]:
        running = found.zone.inside and found.prose and not found.hidden and found.zone.furniture is None
        if running and not is_info(found.text) and not is_byline(found.text):
            return found.rank
    return max(0, trunk.first)


def _label(measure: Measure, page: Page) -> Label:
    """What the first rule says that knows the block. Called by name, which mypyc turns into direct calls."""
    return (
        hidden(measure, page)
        or title(measure, page)
        or above(measure, page)
        or furniture(measure, page)
        or correction(measure, page)
        or elsewhere(measure, page)
        or byline(measure, page)
        or dateline(measure, page)
        or caption(measure, page)
        or deck(measure, page)
        or between(measure, page)
        or acts(measure, page)
        or links(measure, page)
        or _STORY
    )


# The rules. Each takes a block's measures and the page, and answers with a label or not at all.


def hidden(measure: Measure, page: Page) -> Label | None:
    """A reader would not see it."""
    return Label("hidden", 0.95, measure.hidden) if measure.hidden else None


def title(measure: Measure, page: Page) -> Label | None:
    """The headline."""
    return Label("title", 0.9, "headline above the story") if measure.rank == page.title_at else None


def above(measure: Measure, page: Page) -> Label | None:
    """It stands above the headline."""
    if measure.rank >= page.title_at or page.title_at > page.start or measure.prose:
        return None
    if measure.zone.inside and page.title_at - measure.rank <= 3 and measure.kind in ("figure", "caption"):
        return None  # the lead picture, on pages that set it over the headline
    return _ABOVE


def furniture(measure: Measure, page: Page) -> Label | None:
    """It stands in a container that is named for furniture."""
    found = measure.zone.furniture
    return Label(found[0], 0.8, f"container named for {found[1]}") if found else None


def elsewhere(measure: Measure, page: Page) -> Label | None:
    """It stands neither in the trunk nor between the headline and the trunk."""
    if measure.zone.inside or measure.rank in page.head:
        return None
    if measure.zone.beside and _is_telling(measure):
        return Label("body", 0.6, "running text beside the story, in the same article element")
    return _OUTSIDE


def _is_telling(measure: Measure) -> bool:
    """Whether a block is running text beyond doubt: sentences, hardly a link, nothing asked."""
    return (measure.ends and measure.prose >= _TELLING and measure.link < _HARDLY_LINKED) and not measure.acts


def dateline(measure: Measure, page: Page) -> Label | None:
    """A short line that gives the date."""
    if not measure.length or measure.length > _SHORT or measure.kind == "heading":
        return None
    if "dateline" in measure.zone.near and not measure.ends:
        return Label("dateline", 0.8, "container named for date")
    if measure.rank in page.head and is_dateline(measure.text):
        return Label("dateline", 0.8, "a date above the story")
    return None


def byline(measure: Measure, page: Page) -> Label | None:
    """A short line that names the author."""
    if not measure.length or measure.length > _SHORT or measure.kind == "heading":
        return None
    if is_byline(measure.text):
        return Label("byline", 0.8, "begins like a byline")
    if "byline" in measure.zone.near:
        return Label("byline", 0.8, "container named for byline")
    if measure.rank in page.head and is_info(measure.text):
        return Label("byline", 0.7, "date and author in one line")
    if measure.rank in page.head and _is_name_by_date(measure, page):
        return Label("byline", 0.6, "a name beside the date")
    return None


def _is_name_by_date(measure: Measure, page: Page) -> bool:
    """Whether a line above the story is a few words, none with a figure, and the line before or after it is a date."""
    text = measure.text
    if measure.kind != "paragraph" or "lead" in measure.zone.near or "deck" in measure.zone.near:
        return False
    if measure.length > _NAME or measure.ends or not 2 <= len(text.split()) <= 4 or any(map(str.isdigit, text)):
        return False
    return any(near is not None and is_dateline(near.text) for near in (page.before(measure), page.after(measure)))


def caption(measure: Measure, page: Page) -> Label | None:
    """A picture's caption or credit."""
    if measure.kind == "caption":
        return Label("caption", 0.9, "caption element")
    if "caption" in measure.zone.near and _is_aside(measure):
        return Label("caption", 0.8, "container named for caption")
    if measure.length < _SHORT and "credit" in measure.zone.near:
        return Label("credit", 0.8, "container named for credit")
    return None


def _is_aside(measure: Measure) -> bool:
    """Whether a block is one of few in its container: a name around a whole story says nothing of it."""
    return measure.length < _LONG_DECK and measure.zone.blocks <= _FEW


def deck(measure: Measure, page: Page) -> Label | None:
    """The line under the headline."""
    if measure.length < _LONG_DECK and "deck" in measure.zone.near and 0 <= measure.rank - page.title_at < 6:
        return Label("deck", 0.8, "container named for deck")
    if measure.rank not in page.head or not 0 < measure.rank - page.title_at <= 3 or measure.kind != "paragraph":
        return None
    if "lead" in measure.zone.near:
        return Label("deck", 0.8, "container named for lead, under the headline")
    if _NAME <= measure.length < _LONG_DECK and measure.link == 0.0 and not measure.ends and not measure.acts:
        return Label("deck", 0.6, "a line under the headline, before the story")
    return None


def correction(measure: Measure, page: Page) -> Label | None:
    """A correction or an editor's note."""
    if "correction" in measure.zone.near and _is_aside(measure):
        return Label("correction", 0.8, "container named for correction")
    if measure.length and words().starts_with_label("correction", measure.text):
        return Label("correction", 0.8, "begins like a correction")
    return None


def between(measure: Measure, page: Page) -> Label | None:
    """It stands between the headline and the story's first text, and is no text itself."""
    if measure.rank not in page.head:
        return None
    kind = measure.kind
    if kind == "figure":
        if "byline" in measure.zone.near:
            return Label("byline", 0.8, "the author's portrait")
        return Label("body", 0.6, "picture between headline and story")
    if kind == "heading" and measure.link == 0.0 and not measure.zone.inside:
        return Label("deck", 0.6, "heading under the headline")
    if not measure.zone.inside:
        if _is_telling(measure):
            return Label("body", 0.6, "running text between headline and story")
        return _OUTSIDE
    if kind == "paragraph" and measure.length < _NAME and not measure.ends:
        return Label("navigation", 0.6, "a few words between headline and story")
    return None


def acts(measure: Measure, page: Page) -> Label | None:
    """It does what furniture does: asks, offers, points elsewhere. What somebody is quoted as saying is none of it."""
    if measure.prose and measure.text.startswith(_OPENING):
        return None
    for act, label in _ACTS.items():
        if act in measure.acts:
            return Label(label, 0.8, f"it speaks of {act}")
    return None


def links(measure: Measure, page: Page) -> Label | None:
    """Mostly links: it points elsewhere."""
    if measure.link > _LINKED and measure.kind != "table":
        return Label("related", 0.7, f"{measure.link:.0%} of it is links")
    return None


_OPENING: Final = ("“", "„", "«", "»", '"', "‘", "「", "『")
_ACTS: Final[dict[str, LabelName]] = {
    "money": "promotion",
    "address": "promotion",
    "consent": "promotion",
    "account": "promotion",
    "promotion": "promotion",
    "related": "related",
    "share": "navigation",
    "comment": "comment",
    "legal": "legal",
    "navigation": "navigation",
}
