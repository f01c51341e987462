"""What each file of weights was made from: digests of the data and of the file, and the settings of the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

MANIFEST: Final = Path(__file__).resolve().parent / "manifest.json"


def note(name: str, made: Path, data: Iterable[Path], **settings: object) -> None:
    """Write an entry: the digest of a file that was made, those of its data by their names, and the settings."""
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else {}
    manifest[name] = {
        "sha256": digest_of(made),
        "data": {path.name: digest_of(path) for path in data},
        **settings,
    }
    MANIFEST.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
