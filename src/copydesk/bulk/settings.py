"""What a bulk run does with each page, as one record that travels to whoever makes a shard."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

from copydesk.bulk.columns import DEFAULT, names_of
from copydesk.errors import UsageError
from copydesk.intake.lines import keys_from
from copydesk.records import VerdictKind
from copydesk.settings import MEGABYTE, Settings, changed
from copydesk.version import __version__

Format = Literal["parquet", "jsonl"]
Dedupe = Literal["none", "exact", "near"]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
_PACKAGE: Final = Path(__file__).parents[1]


class BulkSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a run. All but the last group act on the rows; their digest marks what was made with them."""

    columns: tuple[str, ...] = DEFAULT
    format: Format = "parquet"
    reading: Settings = Settings(max_bytes=16 * MEGABYTE)
    keys: dict[str, str] = {}
    """Names of keys in JSON Lines, where they are not the usual ones."""

    verdicts: tuple[VerdictKind, ...] = ()
    """Kinds of page that are kept; none named: all."""
    languages: tuple[str, ...] = ()
    """Languages that are kept, without their region; none named: all."""
    min_words: Annotated[int, msgspec.Meta(ge=0)] = 0
    max_words: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Most words of a page that is kept; 0: any."""

    dedupe: Dedupe = "none"
    similarity: Share = 0.8
    """Share of their runs of five words that near duplicates have in common (their Jaccard similarity, estimated)."""
    sites: str = ""
    """File with what the pages of each site repeat, from a first pass over them."""
    sites_sha256: str = ""

    shard_bytes: Annotated[int, msgspec.Meta(ge=1)] = 64 * MEGABYTE
    """Bytes of a compressed web archive, or of JSON Lines, that make one shard."""
    shard_files: Annotated[int, msgspec.Meta(ge=1)] = 500
    """Files that make one shard."""

    record_seconds: Annotated[float, msgspec.Meta(gt=0)] = 60.0
    """Time after which a page is abandoned."""
    memory: Annotated[int, msgspec.Meta(ge=0)] = 2_000 * MEGABYTE
    """Bytes that a process may take before the page it works on is abandoned; 0: any."""

    def made_with(self) -> dict[str, Any]:
        """What the rows depend on: the settings that act on them, the version and the models."""
        values = msgspec.to_builtins(self)
        for name in ("record_seconds", "memory", "sites"):
            del values[name]
        return {"version": __version__, "settings": values, "models": models(statements=self.has_statements)}

    def digest(self) -> str:
        """The same as one digest."""
        return sha256(msgspec.json.encode(self.made_with(), order="deterministic")).hexdigest()

    @property
    def has_statements(self) -> bool:
        """Whether statements are read."""
        return "statements" in self.columns


def bulk_settings_from(options: dict[str, object]) -> BulkSettings:
    """The settings with the given options changed. Raises UsageError for what cannot be."""
    made = changed(BulkSettings(), options, BulkSettings.__struct_fields__)
    names_of(made.columns)
    keys_from(made.keys)
    if made.max_words and made.max_words < made.min_words:
        raise UsageError("max_words", "less than min_words: nothing could be kept", "give a larger one")
    return made


@cache
def models(*, statements: bool) -> dict[str, str]:
    """The trained weights and tables that rows depend on, each with its SHA-256."""
    files = [*_PACKAGE.glob("classify/weights/*"), _PACKAGE / "classify/kinds.json", _PACKAGE / "article/choices.json"]
    if statements:
        from copydesk.ledger.models import place_of_model

        files += place_of_model().glob("*.onnx")
    return {"/".join(path.parts[-3:]): sha256(path.read_bytes()).hexdigest() for path in sorted(files)}
