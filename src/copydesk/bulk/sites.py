"""What the pages of one site repeat, as evidence in a second pass: what stands on many of them is no part of a story.

The first pass (`survey`) notes for every block of a page a number made of the host and the block's words, and one for
the page. `repeated` counts on how many different pages of its site each block stands. In the second pass a block that
was taken for body of a story, and stands on several, is taken out; unless that would take much of the page, which then
is one of several captures of the same story. Of a product or a list, what others have too is content.

Bar-Yossef and Rajagopalan 2002 (templates as what pages of a site share); Lin and Ho 2002.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import msgspec

from copydesk import intake
from copydesk.blocks import Sheet, read_blocks
from copydesk.bulk.columns import host_of
from copydesk.bulk.counts import Counts
from copydesk.bulk.folder import Folder
from copydesk.bulk.parts import Part
from copydesk.bulk.reading import ALONE, Oversight, watched
from copydesk.bulk.settings import BulkSettings
from copydesk.classify import Judgement
from copydesk.desk import Review
from copydesk.errors import Damaged
from copydesk.intake import stores
from copydesk.records import Block, Failure, Label
from copydesk.version import __version__

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[tuple[int], np.dtype[np.uint64]]

PAGES: Final = 3
"""Different pages of a site on which a block stands that is no part of any of them."""
_MOST: Final = 0.4
"""Share of the letters of a body above which what it shares with others is the story itself."""
_SHORTEST: Final = 12
"""Letters of a block that is counted: "Yes." may stand on many pages."""
_STORIES: Final = frozenset({"article", "live_blog"})
"""Verdicts of pages from which anything is taken out. Of annotated products, lists and documentations, doing so took
more of the content than of anything else."""
_KEPT_KINDS: Final = frozenset({"heading", "code", "table"})
_SLICES: Final = 16
"""Stretches of numbers that are counted apart: sorting all at once would take their memory several times over."""
TABLE: Final = "sites/repeated.npy"


def survey(part: Part, output: str, settings: BulkSettings, oversight: Oversight = ALONE) -> Counts:
    """Note what the blocks of every page of a part are; pages without an address belong to no site."""
    import numpy as np

    counts = Counts()
    pairs: list[tuple[int, int]] = []
    for received in watched(part, settings, counts, oversight):
        counts.records += 1
        if isinstance(received, Failure) or not received.url:
            continue
        try:
            sheet = read_blocks(intake.receive_delivery(received, settings.reading), settings.reading)
        except Exception:  # whatever it is, the second pass meets it and says so
            continue
        numbers = sorted({key for _, key in _keys(sheet.blocks, host_of(received.url) or "")})
        page = _number("\n".join(map(str, numbers)))
        pairs += [(key, page) for key in numbers]
    table = np.unique(np.array(pairs, dtype=np.uint64).reshape(-1, 2), axis=0)
    Folder(output).write(survey_name(part, settings), _bytes_of(table))
    return counts


def survey_name(part: Part, settings: BulkSettings) -> str:
    """The file of what one part's blocks are; another state of the input, or another way to read it, has another."""
    made_of = msgspec.json.encode([part.state, settings.reading, settings.keys, __version__], order="deterministic")
    return f"sites/{part.name}-{sha256(made_of).hexdigest()[:12]}.npy"


def repeated(folder: Folder, surveys: Sequence[str]) -> tuple[str, str]:
    """Count over the surveys of all parts and write what is repeated into the folder; the file and its SHA-256."""
    import numpy as np

    tables = [np.load(BytesIO(folder.read(name)), allow_pickle=False) for name in surveys]
    step = 2**64 // _SLICES
    found = []
    for number in range(_SLICES):
        low, high = number * step, (number + 1) * step - 1
        pairs = [table[(table[:, 0] >= np.uint64(low)) & (table[:, 0] <= np.uint64(high))] for table in tables]
        keys, pages = np.unique(np.unique(np.concatenate(pairs), axis=0)[:, 0], return_counts=True)
        found.append(keys[pages >= PAGES])
    data = _bytes_of(np.concatenate(found))
    folder.write(TABLE, data)
    return folder.path(TABLE), sha256(data).hexdigest()


def review_of(settings: BulkSettings, counts: Counts) -> Review | None:
    """What takes out of a page what its site repeats, and counts it; None where no first pass was made."""
    if not settings.sites:
        return None
    known = known_repeats(settings.sites, settings.sites_sha256)

    def review(sheet: Sheet, judgement: Judgement) -> Judgement:
        if judgement.verdict.kind not in _STORIES:
            return judgement
        shared = _shared(sheet, judgement, known)
        letters = {at: len(sheet.blocks[at].text) for at, label in enumerate(judgement.labels) if label.name == "body"}
        taken = sum(letters[at] for at in shared)
        if not shared or taken > _MOST * sum(letters.values()):
            return judgement
        for name, value in (("pages", 1), ("blocks", len(shared)), ("letters", taken)):
            counts.repeated[name] = counts.repeated.get(name, 0) + value
        labels = [_repeated(label) if at in shared else label for at, label in enumerate(judgement.labels)]
        return Judgement(labels, judgement.verdict)

    return review


def _shared(sheet: Sheet, judgement: Judgement, known: Numbers) -> set[int]:
    """The places of the blocks of the body that stand on other pages of the site as well."""
    import numpy as np

    keyed = [
        (at, key)
        for at, key in _keys(sheet.blocks, host_of(sheet.capture.url) or "")
        if judgement.labels[at].name == "body" and sheet.blocks[at].kind not in _KEPT_KINDS
    ]
    if not keyed or not len(known):
        return set()
    keys = np.array([key for _, key in keyed], dtype=np.uint64)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return {at for (at, _), is_known in zip(keyed, known[places] == keys, strict=True) if is_known}


def _repeated(label: Label) -> Label:
    return Label("promotion", label.probability, f"stands on {PAGES} or more pages of its site")


@lru_cache(maxsize=2)
def known_repeats(path: str, digest: str) -> Numbers:
    """The numbers of all that is repeated, sorted. Raises IntakeError for a file that is not what was counted."""
    import numpy as np

    with stores.opened(path) as file:
        data = file.read()
    if sha256(data).hexdigest() != digest:
        raise Damaged(path, "is not what was counted for this run", "run the same again")
    numbers: Numbers = np.load(BytesIO(data), allow_pickle=False)
    return numbers


def _keys(blocks: Sequence[Block], host: str) -> Iterator[tuple[int, int]]:
    """Each block that may tell a site, by its place, with the number of its words on this host."""
    if not host:
        return
    for at, block in enumerate(blocks):
        words = " ".join(block.text.split()).casefold()
        if len(words) >= _SHORTEST:
            yield at, _number(f"{host}\n{words}")


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _bytes_of(table: Any) -> bytes:
    import numpy as np

    held = BytesIO()
    np.save(held, table, allow_pickle=False)
    return held.getvalue()
