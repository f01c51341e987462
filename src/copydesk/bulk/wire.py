"""Records as lines of JSON that hold any text, so that a file whose name is no UTF-8 has parts and marks like others.

msgspec writes UTF-8, in which half a surrogate pair has no form; it stands for a byte of such a name.
"""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

Record = TypeVar("Record", bound=msgspec.Struct)


def line_of(record: msgspec.Struct) -> bytes:
    """A record as a line of ASCII, without its end."""
    return json.dumps(msgspec.to_builtins(record), separators=(",", ":")).encode("ascii")


def record_from(line: bytes, kind: type[Record]) -> Record:
    """The record of a line. Raises ValueError for what is none."""
    try:
        return msgspec.convert(json.loads(line), kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
