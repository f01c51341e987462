"""UTF-16 that lost its mark: told from text in other sets, and from binary data, by where its NULs stand."""

from __future__ import annotations

import re

_SAMPLE = 4096
_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Not compiled beforehand: that costs 4 ms at every start, and captures with NULs are rare (re keeps them once used).
_IMPOSSIBLE = r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd-\uffff]"
_OF_ALPHABETS = r"[\t\n\r -\u1fff]"
_EAST_ASIAN_STOP = "[。、，]"
_EAST_ASIAN = "[\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"


def is_wide(data: bytes) -> bool:
    """Whether the bytes are UTF-16, with its mark or without."""
    return data.startswith(_MARKS) or wide_charset(data) is not None


def wide_charset(data: bytes) -> str | None:
    """UTF-16 without its mark: NULs as the high bytes of pairs, and a text that holds together."""
    sample = data[:_SAMPLE]
    if b"\0" not in sample or len(data) < 4:
        return None
    sample = sample[: len(sample) // 2 * 2]
    # The side with more NULs first; a few may be low bytes (言 is U+8A00).
    sides = sorted([(sample[1::2].count(0), "utf-16-le"), (sample[::2].count(0), "utf-16-be")], reverse=True)
    for zeros, name in sides:
        if zeros and _reads_as_text(sample.decode(name, "replace")):
            return name.replace("utf-16-", "utf-16")
    return None


def _reads_as_text(text: str) -> bool:
    """Whether pairs of bytes, read as UTF-16, are a text.

    Two ASCII letters read as a pair make a Chinese character, so that a page of ASCII with stray NULs must not pass:
    either most characters are of an alphabet, or Chinese punctuation stands among Chinese or Japanese.
    """
    text = text.removesuffix("\ufffd")  # the sample may end inside a pair of surrogates
    if re.search(_IMPOSSIBLE, text):
        return False
    return len(re.findall(_OF_ALPHABETS, text)) > len(text) / 2 or (
        re.search(_EAST_ASIAN_STOP, text) is not None and len(re.findall(_EAST_ASIAN, text)) > len(text) / 2
    )
