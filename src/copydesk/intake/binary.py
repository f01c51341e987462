"""What is not text: known by its first bytes, or by its control characters, and refused with the next step."""

from __future__ import annotations

from copydesk.errors import NotText
from copydesk.intake.wide import is_wide

_SAVE_AS = "save the page as HTML, MHTML or text"
_TAKE_OUT = "unpack it and give the pages inside"

# First bytes, what they mark, what to do. Longer ones before those they begin with.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "convert it to text first, for example with pdftotext"),
    (b"%!PS", "PostScript", "convert it to text first"),
    (b"{\\rtf", "an RTF document", "save it as HTML or text"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _SAVE_AS),
    (b"\xff\xd8\xff", "a JPEG image", _SAVE_AS),
    (b"GIF87a", "a GIF image", _SAVE_AS),
    (b"GIF89a", "a GIF image", _SAVE_AS),
    (b"II*\0", "a TIFF image", _SAVE_AS),
    (b"MM\0*", "a TIFF image", _SAVE_AS),
    (b"\0\0\1\0", "an icon", _SAVE_AS),
    (b"PK\x03\x04", "a ZIP archive", _TAKE_OUT),
    (b"PK\x05\x06", "an empty ZIP archive", _TAKE_OUT),
    (b"Rar!\x1a\x07", "a RAR archive", _TAKE_OUT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _TAKE_OUT),
    (b"BZh", "bzip2 data", "decompress it first, for example with bunzip2"),
    (b"\xfd7zXZ\0", "xz data", "decompress it first, for example with unxz"),
    (b"\x04\x22\x4d\x18", "LZ4 data", "decompress it first"),
    (b"SQLite format 3\0", "an SQLite database", "export the pages it holds"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "save it as HTML or text"),
    (b"bplist00", "a binary property list or Safari web archive", _SAVE_AS),
    (b"\x7fELF", "a program (ELF)", _SAVE_AS),
    (b"\xcf\xfa\xed\xfe", "a program (Mach-O)", _SAVE_AS),
    (b"\xca\xfe\xba\xbe", "a program (Mach-O or Java class)", _SAVE_AS),
    (b"MZ\x90\0", "a program (Windows)", _SAVE_AS),
    (b"\0asm", "a program (WebAssembly)", _SAVE_AS),
    (b"OggS", "sound or video (Ogg)", _SAVE_AS),
    (b"fLaC", "sound (FLAC)", _SAVE_AS),
    (b"ID3", "sound (MP3)", _SAVE_AS),
    (b"\x1aE\xdf\xa3", "video (Matroska or WebM)", _SAVE_AS),
    (b"wOFF", "a font", _SAVE_AS),
    (b"wOF2", "a font", _SAVE_AS),
    (b"OTTO\0", "a font", _SAVE_AS),
    (b"\0\1\0\0\0", "a font", _SAVE_AS),
    (b"PAR1", "a Parquet table", "export its pages as files"),
    (b"\xff\xfe\0\0", "text in UTF-32", "convert it to UTF-8, for example with iconv"),
    (b"\0\0\xfe\xff", "text in UTF-32", "convert it to UTF-8, for example with iconv"),
)
_FIRST_BYTES = frozenset(magic[:1] for magic, _, _ in _MAGIC)
# "BZh", "ID3" and the like can also begin a text: short plain-ASCII marks count only with control bytes after them.
_PLAIN_MARKS = frozenset({b"BZh", b"ID3", b"OggS", b"fLaC", b"wOFF", b"wOF2", b"PAR1"})

# Marks that stand a few bytes in.
_INNER: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "video or an image (MP4, HEIC, AVIF)"),
    (8, b"WEBP", "a WebP image"),
    (8, b"WAVE", "sound (WAV)"),
    (8, b"AVI ", "video (AVI)"),
    (257, b"ustar", "a tar archive"),
)

# The first entry of a ZIP says what it is.
_ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"mimetypeapplication/epub", "an EPUB book", _TAKE_OUT),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", "save it as HTML or text"),
    (b"[Content_Types].xml", "an Office document (docx, xlsx, pptx)", "save it as HTML or text"),
    (b"word/", "an Office document (docx)", "save it as HTML or text"),
)
_MANY = "give its path to extract_all, to copydesk extract or to copydesk add"
_WACZ = (b"datapackage", b"archive/", b"indexes/", b"pages/")

_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1b"))
# Bytes looked at in the beginning, the middle and the end. Looking at all of a page would cost as much as decoding it.
_SAMPLE = 4096
# Text has none; evenly spread bytes (compressed, encrypted) have 10 %. A page spoilt by stray NULs has less than 1 %.
_BINARY_SHARE = 0.05
_BINARY_LEAST = 5
# In a few bytes chance rules, but data that is a third control bytes is no text at any length.
_BINARY_SHARE_SHORT = 0.3
_BINARY_LEAST_SHORT = 3


def refuse_binary(data: bytes, name: str) -> None:
    """Raise NotText, saying what it seems to be, when the data is not text."""
    refuse_warc(data, name)
    head = data[:512]
    if b"%PDF-" in head and head.lstrip().startswith(b"%PDF-"):
        head = head.lstrip()
    if head[:1] in _FIRST_BYTES:
        for magic, what, next_step in _MAGIC:
            if head.startswith(magic) and (magic not in _PLAIN_MARKS or head.translate(None, _CONTROLS) != head):
                raise _refusal(head, name, what, next_step)
    for at, magic, what in _INNER:
        if head.startswith(magic, at) and (at == 257 or head.translate(None, _CONTROLS) != head):
            raise NotText(name, f"this is {what}", _SAVE_AS if at != 257 else _TAKE_OUT)
    share, count = _controls(data)
    binary = (share > _BINARY_SHARE and count >= _BINARY_LEAST) or (
        share > _BINARY_SHARE_SHORT and count >= _BINARY_LEAST_SHORT
    )
    if binary and not is_wide(data):
        raise NotText(name, f"this is binary data: {share:.0%} of the bytes are control characters", _SAVE_AS)


def refuse_warc(data: bytes, name: str) -> None:
    """Raise NotText for a WARC, which is no page but many."""
    if data.startswith((b"WARC/0.", b"WARC/1.")):
        raise NotText(name, "this is a web archive (WARC), which holds many pages", _MANY)


def _refusal(head: bytes, name: str, what: str, next_step: str) -> NotText:
    if not head.startswith(b"PK\x03\x04"):
        return NotText(name, f"this is {what}", next_step)
    entry = head[30:]
    if entry.startswith(_WACZ):
        return NotText(name, "this is a web archive (WACZ), which holds many pages", _MANY)
    for mark, zipped, step in _ZIPPED:
        if entry.startswith(mark):
            return NotText(name, f"this is {zipped}", step)
    return NotText(name, f"this is {what}", next_step)


def _controls(data: bytes) -> tuple[float, int]:
    """The share and the number of control bytes in the sample."""
    if len(data) <= 3 * _SAMPLE:
        sample = data
    else:
        middle = len(data) // 2
        sample = data[:_SAMPLE] + data[middle : middle + _SAMPLE] + data[-_SAMPLE:]
    count = len(sample) - len(sample.translate(None, _CONTROLS))
    return (count / len(sample) if sample else 0.0), count
