"""Bytes to text: which character set a page is really in, whatever it declares.

Shapes of trouble met in saved pages, and what is done about each:

- nothing declared                               structurally UTF-8, else guessed from the letters
- declared late, far below the first kilobyte    the declaration is looked for in the first 64 KiB
- declared one thing, saved as UTF-8             UTF-8: other text hardly ever has its structure by chance
- declared UTF-8, is something else              guessed
- declared Latin, the letters are of another script        guessed
- UTF-8 with a few bad bytes (cut, pasted together)         UTF-8, the bad bytes become U+FFFD
- UTF-16 without its mark                        known by where the zero bytes stand
"""

from __future__ import annotations

import re
from typing import NamedTuple

from copydesk.intake.wide import wide_charset
from copydesk.parser import charset_name, decode, guess_charset

# Browsers look at 1,024 bytes; pages with long scripts or styles before the declaration are common among saved ones.
_PRESCAN = 65_536
# UTF-8 with at most this share of bad sequences among the good ones is UTF-8 with accidents. Text in another set
# has next to no good ones. A page that also says it is UTF-8 may have more accidents.
_STRAY_SHARE = 0.05
_STRAY_SHARE_DECLARED = 0.2
# A declared set that leaves more of its non-ASCII text undecodable than this was declared in error.
_ERROR_SHARE = 0.1
# One common Chinese character in GB 2312 looks like UTF-8 with a chance of 18 %, three in a row with 0.6 %. Up to two
# characters (each a byte longer than one of ASCII) a declaration of such a set decides.
_FEW_EXTRA = 2
# A guess overrules a declared single-byte set only on so many bytes beyond ASCII: one stray byte "is" Big5 at 100 %.
_GUESS_NEEDS = 24
# The guess looks for words in this much of the page, from the first byte beyond ASCII on, in more where they are few,
# and scores this much of them: it settles on some hundred letters, and scoring costs 0.1 ms for each kilobyte.
_GUESS_READS = 32_768
_GUESS_READS_AT_MOST = 1_048_576
_GUESS_SCORES = 8192

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))

# Sets whose characters take two or more bytes.
_MULTIBYTE = frozenset({"gb18030", "big5", "euc-jp", "euc-kr", "shift_jis", "iso-2022-jp"})
# Sets that put the same script in the same places; between two of one group a guess never overrules a declaration.
_GROUPS: dict[str, str] = {
    **dict.fromkeys(("windows-1251", "x-mac-cyrillic"), "Cyrillic"),
    **dict.fromkeys(("koi8-r", "koi8-u"), "KOI"),
    **dict.fromkeys(("iso-8859-5",), "Cyrillic, ISO"),
    **dict.fromkeys(("ibm866",), "Cyrillic, IBM"),
    **dict.fromkeys(("windows-1253", "iso-8859-7"), "Greek"),
    **dict.fromkeys(("windows-1255", "iso-8859-8", "iso-8859-8-i"), "Hebrew"),
    **dict.fromkeys(("windows-1256",), "Arabic"),
    **dict.fromkeys(("iso-8859-6",), "Arabic, ISO"),
    **dict.fromkeys(("windows-874",), "Thai"),
    **{name: name for name in _MULTIBYTE},
}
# What a page can say and cannot mean, since it was read as bytes of ASCII shape (WHATWG, "prescan"); and the two
# names of one decoder.
_MEANT = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252", "gbk": "gb18030"}

_LABEL = rb"""(?<![\w-])charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]{2,40})"""
_XML = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_.:+-]{2,40})""")
_META_LABEL = re.compile(_LABEL, re.IGNORECASE)
_MARK = re.compile(rb"<(?:!--|meta[\s/]|(script|style|title|textarea|xmp)\b)", re.IGNORECASE)
_LONGEST_META = 2000


class Decoded(NamedTuple):
    """A text, the character set it was read in, and what was odd."""

    text: str
    charset: str
    warnings: tuple[str, ...] = ()


def decode_bytes(data: bytes, *, transport: str | None = None, country: str | None = None) -> Decoded:
    """The text of a page's bytes.

    `transport` is the label its container gave (the header of an MHTML part), `country` the last label of its domain.

    >>> decode_bytes("<meta charset=koi8-r><p>Дождь".encode("koi8-r")).text[-5:]
    'Дождь'
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], charset)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, transport, country)
    if len(data) - len(text) <= _FEW_EXTRA:
        return _mostly_ascii(data, text, transport, country)
    return Decoded(text, "utf-8")


def declared_charset(data: bytes) -> str | None:
    """The character set that the first 64 KiB declare, by its WHATWG name; None when they declare none we know.

    A declaration inside a comment, a script, a style or a title does not count.

    >>> declared_charset(b'<!-- <meta charset="big5"> --><meta charset="euc-kr">')
    'euc-kr'
    """
    head = data[:_PRESCAN]
    if (found := _XML.match(head)) and (name := _known(found[1])):
        return name
    # Three plain searches cost a tenth of the pattern below; pages without any declaration are many.
    if not any(word in head for word in (b"charset", b"CHARSET", b"Charset", b"CharSet")):
        return None
    return _declared_in_meta(head)


def _declared_in_meta(head: bytes) -> str | None:
    missing: set[bytes] = set()  # ends looked for in vain: looking again each time would make the search quadratic
    at = 0
    while mark := _MARK.search(head, at):
        at = mark.end()
        if mark[0][1:2] != b"!" and not mark[1]:
            close = head.find(b">", at, at + _LONGEST_META)
            tag = head[at : close if close >= 0 else at + _LONGEST_META]
            if (found := _META_LABEL.search(tag)) and (name := _known(found[1])):
                return name
            continue
        end = b"</" + mark[1].lower() if mark[1] else b"-->"
        if end in missing:
            continue
        # "<!-->" is a whole comment, hence two back.
        if closed := _ENDS[end].search(head, at if mark[1] else at - 2):
            at = closed.end()
        else:
            missing.add(end)
    return None


_ENDS = {
    end: re.compile(end, re.IGNORECASE)
    for end in (b"-->", b"</script", b"</style", b"</title", b"</textarea", b"</xmp")
}


def _known(label: bytes) -> str | None:
    name = charset_name(label.decode("ascii"))
    if name is None or name == "replacement":
        return None
    return _MEANT.get(name, name)


def _marked(data: bytes, charset: str) -> Decoded:
    """Text that began with a byte order mark."""
    text = data.decode("utf-8", "replace") if charset == "utf-8" else decode(data, charset)
    bad = text.count("\ufffd")
    return Decoded(text, charset, (_bad_bytes(bad, charset),) if bad and _new_marks(data, charset, bad) else ())


def _new_marks(data: bytes, charset: str, count: int) -> int:
    """How many of the text's U+FFFD were not in the capture itself."""
    return count - data.count("\ufffd".encode({"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(charset, "utf-8")))


def _mostly_ascii(data: bytes, text: str, transport: str | None, country: str | None) -> Decoded:
    """Bytes that are valid UTF-8 but hold hardly anything beyond ASCII: another set may hide in them."""
    if (wide := wide_charset(data)) is not None:
        return _marked(data, wide)
    if b"\x1b$" in data:
        if _guessed(data, country) == "iso-2022-jp":
            return Decoded(decode(data, "iso-2022-jp"), "iso-2022-jp")
    elif len(text) < len(data):
        declared = _declared(data, transport)
        if declared in _MULTIBYTE and "\ufffd" not in (other := decode(data, declared)):
            return Decoded(other, declared)
    return Decoded(text, "utf-8")


def _not_utf8(data: bytes, transport: str | None, country: str | None) -> Decoded:
    """Bytes that are not valid UTF-8 throughout."""
    if (wide := wide_charset(data)) is not None:
        return _marked(data, wide)
    declared = _declared(data, transport)

    text = data.decode("utf-8", "replace")
    bad = _new_marks(data, "utf-8", text.count("\ufffd"))
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    if bad <= good * (_STRAY_SHARE_DECLARED if declared == "utf-8" else _STRAY_SHARE):
        return Decoded(text, "utf-8", (_bad_bytes(bad, "utf-8"),))

    if declared is None or declared == "utf-8":
        charset = _guessed(data, country)
        said = "none was declared" if declared is None else "utf-8 was declared, but the bytes are not"
        return Decoded(decode(data, charset), charset, (f"character set guessed as {charset}: {said}",))

    text = decode(data, declared)
    reason = _refuted(data, text, declared, country)
    if reason:
        charset = _guessed(data, country)
        if charset != declared:
            said = f"{declared} was declared, but {reason}"
            return Decoded(decode(data, charset), charset, (f"character set guessed as {charset}: {said}",))
    bad = text.count("\ufffd")
    return Decoded(text, declared, (_bad_bytes(bad, declared),) if bad else ())


def _declared(data: bytes, transport: str | None) -> str | None:
    if transport and transport.isascii() and (name := _known(transport.encode("ascii"))):
        return name
    return declared_charset(data)


def _refuted(data: bytes, text: str, declared: str, country: str | None) -> str:
    """Why the declared set cannot be right; empty when it can."""
    high = len(data) - len(data.translate(None, _HIGH))
    bad = text.count("\ufffd")
    if declared in _MULTIBYTE:
        characters = len(text) - len(text.encode("ascii", "ignore"))
        return f"{bad} of {characters} characters cannot be read in it" if bad > characters * _ERROR_SHARE else ""
    if high < _GUESS_NEEDS:
        return ""
    guessed = _guessed(data, country)
    if _GROUPS.get(guessed, "Latin") == _GROUPS.get(declared, "Latin"):
        return ""
    if "\ufffd" in decode(data[:_GUESS_READS_AT_MOST], guessed)[:-1]:
        return ""
    return "the letters are of another script"


_HIGH = bytes(range(0x80, 0x100))
_ASCII = bytes(range(0x80))
_FIRST_HIGH = re.compile(rb"[\x80-\xff]|\x1b\$")
# The word that the first such byte stands in may begin this much earlier.
_WORD_BEFORE = 20
# All bytes that can be a second byte of a character, digits included (gb18030).
_WORD_BYTES = bytes([*range(0x30, 0x3A), *range(0x40, 0x7F)])
_WORD_END = re.compile(rb"[\x80-\xff][0-9@-~\x80-\xff]*")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")


def _guessed(data: bytes, country: str | None) -> str:
    """The likeliest set of bytes that are not UTF-8, whatever they declare."""
    first = _FIRST_HIGH.search(data)
    start = max(0, first.start() - _WORD_BEFORE) if first else 0
    sample = _words(data[start : start + _GUESS_READS])
    if len(sample) < _GUESS_SCORES:
        sample = _words(data[start : start + _GUESS_READS_AT_MOST])
    sample = sample[:_GUESS_SCORES]
    # The detector believes a declaration in the first 1,024 bytes; after as many blanks it sees none.
    high = len(sample.translate(None, _ASCII))
    # Where there are letters to score, the country misleads: it makes Chinese on a Russian site Russian.
    charset, _ = guess_charset(b" " * 1024 + sample, country=country if high < _GUESS_NEEDS else None)
    charset = charset.lower()
    charset = _MEANT.get(charset, charset)
    # In Western text the letters beyond ASCII stand alone between others; in Chinese, Japanese and Korean, together.
    if charset in _MULTIBYTE - {"iso-2022-jp"} and 2 * len(_ALONE.findall(sample)) >= high:
        return "windows-1252"
    return charset


def _words(data: bytes) -> bytes:
    """The words with a byte beyond ASCII: all that tells one set from another, a tenth of a page.

    Only the bytes beyond ASCII are searched for, and the rest of a word is found from there: a sixth of the time that
    cutting all words takes.
    """
    if b"\x1b$" in data:
        return data
    words: list[bytes] = []
    size = past = 0
    for found in _WORD_END.finditer(data):
        before = data[past : found.start()]
        words.append(before[len(before.rstrip(_WORD_BYTES)) :] + found[0])
        past = found.end()
        size += len(words[-1]) + 1
        if size > _GUESS_SCORES:
            break
    return b" ".join(words)


def _bad_bytes(count: int, charset: str) -> str:
    return f"{count} byte sequence{'s' if count > 1 else ''} that {charset} does not have became U+FFFD"
