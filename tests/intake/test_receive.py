"""One page in, one capture or one clear error out."""

from __future__ import annotations

import gzip
import io
import os
import random
import zlib
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import zstandard

from copydesk import errors, intake
from copydesk.records import Capture
from copydesk.settings import Settings

PAGE = "<!doctype html><html><head><title>Rain</title></head><body><p>It rained – at last.</p></body></html>"


def receive(source, settings, url=None) -> Capture:
    return intake.receive(source, url=url, settings=settings)


# content


def test_bytes(settings):
    """Bytes are content; the digest is of the bytes."""
    capture = receive(PAGE.encode(), settings, "https://town.example/rain")

    expected = Capture(
        sha256=sha256(PAGE.encode()).hexdigest(),
        form="html",
        text=PAGE,
        charset="utf-8",
        url="https://town.example/rain",
        url_how="given",
    )

    assert capture == expected


def test_str(settings):
    """A str is content; its digest is that of its UTF-8."""
    assert receive(PAGE, settings) == receive(PAGE.encode(), settings)
    assert receive("\ufeff" + PAGE, settings).text == PAGE


def test_path(settings, tmp_path):
    """A path is a file, and names the capture."""
    file = tmp_path / "rain.txt"
    file.write_text(PAGE, encoding="utf-8")
    capture = receive(file, settings)

    assert (capture.name, capture.form, capture.text) == (str(file), "html", PAGE)


def test_stream(settings):
    """A stream of bytes or text is read to its end."""
    assert intake.receive_stream(io.BytesIO(PAGE.encode()), "-", settings).name == "-"
    assert intake.receive_stream(io.StringIO(PAGE), "-", settings).text == PAGE
    assert intake.receive_stream(io.TextIOWrapper(io.BytesIO(b"caf\xe9")), "-", settings).text == "café"


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_form_is_forced(form):
    """A form that was asked for is not sniffed."""
    assert receive(PAGE, Settings(form=form)).form == form


@pytest.mark.parametrize("empty", [b"", "", b" \r\n\t ", "\n\n", b"\xef\xbb\xbf", gzip.compress(b"")])
def test_empty_is_no_error(empty, settings):
    """Nothing is a capture too; what it is worth is for the verdict."""
    capture = receive(empty, settings)

    assert capture.text.strip() == ""
    assert capture.form == "text"


def test_a_capture_survives_json(settings):
    """Whatever came in, the record can be written and read back."""
    for source in (PAGE, "a\ud800b\0c", "\ud83d\ude00 pair", b"caf\xe9", b"<p>a\0b</p>"):
        capture = receive(source, settings)

        assert msgspec.json.decode(msgspec.json.encode(capture), type=Capture) == capture


# characters that cannot stay


def test_nuls_are_replaced(settings):
    """A page with stray NULs is read; each becomes one U+FFFD, so that places do not move."""
    for source in (b"<p>It \0rained\0.</p>", "<p>It \0rained\0.</p>"):
        capture = receive(source, settings)

        assert capture.text == "<p>It \ufffdrained\ufffd.</p>"
        assert capture.warnings == ("2 NUL characters became U+FFFD",)


def test_lone_surrogates_are_replaced(settings):
    """Lone surrogates become U+FFFD, pairs the character they stand for."""
    capture = receive("It \ud800 rained \ud83d\ude00 \udfff", settings)

    assert capture.text == "It \ufffd rained 😀 \ufffd"
    assert capture.warnings == ("2 lone surrogates became U+FFFD",)


# a str that is no content


def test_str_that_names_a_file(settings, tmp_path, monkeypatch):
    """A str that names a file or folder is refused with the next step."""
    monkeypatch.chdir(tmp_path)
    Path("rain.html").write_text(PAGE, encoding="utf-8")

    with pytest.raises(errors.LooksLikePath, match=r"Path\("):
        receive("rain.html", settings)
    with pytest.raises(errors.LooksLikePath, match=r"Path\("):
        receive(str(tmp_path / "rain.html"), settings)
    with pytest.raises(errors.LooksLikePath, match="extract_all"):
        receive(str(tmp_path), settings)


@pytest.mark.parametrize("address", ["https://town.example/rain", "HTTP://town.example", " file:///tmp/rain.html "])
def test_str_that_is_an_address(address, settings):
    """An address is refused with the next step."""
    with pytest.raises(errors.LooksLikePath, match="fetch it"):
        receive(address, settings)


@pytest.mark.parametrize(
    "text", ["It rained.", "See https://town.example/rain", "https://town.example/rain\nIt rained.", "x" * 300, "a\0b"]
)
def test_str_that_is_content(text, settings):
    """Everything else is content."""
    assert receive(text, settings).form == "text"


def test_str_that_reads_like_a_file_name(settings):
    """The name of a file that is not there is content, with a warning."""
    assert "name of a file" in receive("no-such-page-anywhere.html", settings).warnings[0]


# files that cannot be read


def test_missing_file(settings, tmp_path):
    """The error names the file."""
    with pytest.raises(errors.NotFound, match="no such file") as caught:
        receive(tmp_path / "gone.html", settings)

    assert caught.value.thing == str(tmp_path / "gone.html")
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "rain.html/inside"])
def test_impossible_names(name, settings, tmp_path):
    """Names that no file can have are files that are not there."""
    (tmp_path / "rain.html").write_text(PAGE, encoding="utf-8")

    with pytest.raises(errors.NotFound):
        receive(tmp_path / name, settings)


def test_folder(settings, tmp_path):
    """A folder is not one page."""
    with pytest.raises(errors.NotFound, match="extract_all"):
        receive(tmp_path, settings)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root can read everything")
def test_unreadable_file(settings, tmp_path):
    """A file without permission says so."""
    file = tmp_path / "rain.html"
    file.write_text(PAGE, encoding="utf-8")
    file.chmod(0)

    with pytest.raises(errors.NotReadable, match="permission denied"):
        receive(file, settings)


def test_permission_error_is_ours(settings, tmp_path, monkeypatch):
    """As above, for those who may read everything."""
    file = tmp_path / "rain.html"
    file.write_text(PAGE, encoding="utf-8")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(errors.NotReadable, match=r"rain\.html: permission denied"):
        receive(file, settings)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_without_a_writer_does_not_wait(settings, tmp_path):
    """A named pipe that nobody writes to is empty."""
    os.mkfifo(tmp_path / "pipe")

    assert receive(tmp_path / "pipe", settings).text == ""


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_endless_device(settings):
    """A device without end is over the bound."""
    with pytest.raises(errors.TooLarge):
        receive(Path("/dev/zero"), settings)


def test_link_to_itself(settings, tmp_path):
    """A symbolic link in a circle is an error, not a wait."""
    (tmp_path / "loop.html").symlink_to(tmp_path / "loop.html")

    with pytest.raises(errors.NotFound, match="symbolic link"):
        receive(tmp_path / "loop.html", settings)


# size


@pytest.mark.parametrize("kind", ["bytes", "str", "file", "stream"])
def test_over_size(kind, tmp_path):
    """The bound holds for every way in, and is inclusive."""
    settings = Settings(max_bytes=100)
    for size, fits in ((100, True), (101, False)):
        data = b"a" * size
        file = tmp_path / "big.txt"
        file.write_bytes(data)
        ways = {
            "bytes": lambda data=data: receive(data, settings),
            "str": lambda data=data: receive(data.decode(), settings),
            "file": lambda file=file: receive(file, settings),
            "stream": lambda data=data: intake.receive_stream(io.BytesIO(data), "-", settings),
        }
        if fits:
            assert len(ways[kind]().text) == 100
        else:
            with pytest.raises(errors.TooLarge, match="the bound is 100"):
                ways[kind]()


# compression

PACKERS = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}


@pytest.mark.parametrize("packing", PACKERS)
def test_packed(packing, settings, tmp_path):
    """Packed pages are read; the digest is of the packed bytes."""
    data = PACKERS[packing](PAGE.encode())
    capture = receive(data, settings)

    assert capture.text == PAGE
    assert capture.sha256 == sha256(data).hexdigest()
    assert receive(data + data, settings).text == PAGE + PAGE
    assert receive(PACKERS["gzip"](data), settings).text == PAGE


@pytest.mark.parametrize("packing", PACKERS)
def test_cut_short(packing, settings):
    """Truncated data is an error that names the byte, wherever it was cut."""
    noise = random.Random(7).randbytes(60_000).hex()
    whole = PACKERS[packing]((PAGE + noise).encode())
    for end in (12, 30, len(whole) // 2, len(whole) - 1):
        with pytest.raises(errors.Damaged, match=f"byte {end:,}"):
            receive(whole[:end], settings)


@pytest.mark.parametrize("packing", PACKERS)
def test_corrupt(packing, settings):
    """Corrupt data is an error that names the place."""
    whole = bytearray(PACKERS[packing]((PAGE * 50).encode()))
    whole[len(whole) // 2] ^= 0xFF

    with pytest.raises(errors.Damaged, match="byte"):
        receive(bytes(whole), settings)


@pytest.mark.parametrize("packing", PACKERS)
def test_bomb(packing):
    """A bomb is refused while it inflates."""
    bomb = PACKERS[packing](b"\0" * 30_000_000)

    with pytest.raises(errors.TooLarge, match="when decompressed; the bound is 1,000,000"):
        receive(bomb, Settings(max_bytes=1_000_000))


def test_many_members():
    """Members without number and content are refused."""
    with pytest.raises(errors.Damaged, match="members"):
        receive(gzip.compress(b"") * 20_000, Settings())


def test_packed_three_times(settings):
    """There is an end to unpacking."""
    data = PAGE.encode()
    for _ in range(3):
        data = gzip.compress(data)

    with pytest.raises(errors.NotText, match="compressed more than"):
        receive(data, settings)


def test_bytes_after_the_end(settings):
    """Padding is passed over; other bytes are left out, which is said."""
    assert receive(gzip.compress(PAGE.encode()) + b"\0" * 512, settings).warnings == ()
    assert "left out" in receive(gzip.compress(PAGE.encode()) + b"rest", settings).warnings[0]


# what is no text

NOISE = random.Random(11).randbytes(3000)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        (b"\n%PDF-1.4\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a JPEG"),
        (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "an Office document"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/epub+zip", "an EPUB"),
        (b"PK\x03\x04" + b"\0" * 26 + b"rain.html", "a ZIP"),
        (b"SQLite format 3\0\x10\0", "an SQLite"),
        (b"\x7fELF\x02\x01\x01\0", "a program"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "video"),
        (b"\xff\xfe\0\0R\0\0\0", "UTF-32"),
        (NOISE, "binary data"),
        (zlib.compress(NOISE), "binary data"),
        (b"\0" * 500, "binary data"),
        (b"\0\1\2\3", "binary data"),
        (PAGE.encode() + NOISE * 3, "binary data"),
    ],
)
def test_no_text(data, what, settings):
    """Binary data is refused, saying what it seems to be and what to do."""
    with pytest.raises(errors.NotText, match=what) as caught:
        receive(data, settings)

    assert caught.value.next_step
    with pytest.raises(errors.NotText, match=what):
        receive(gzip.compress(data), settings)


def test_binary_in_a_str(settings):
    """A PDF read as text is still no text."""
    with pytest.raises(errors.NotText, match="a PDF"):
        receive("%PDF-1.7\n1 0 obj\n", settings)


def test_web_archives(settings):
    """A web archive is no page: it is given by its path to what reads many."""
    warc = b"WARC/1.0\r\nWARC-Type: response\r\n\r\n"
    for data in (warc, gzip.compress(warc), b"PK\x03\x04" + b"\0" * 26 + b"archive/data.warc.gz"):
        with pytest.raises(errors.NotText, match=r"many pages.*extract_all"):
            receive(data, settings)


@pytest.mark.parametrize("text", ["BZh, said the bee.", "ID3 tags.", "MM. It rained.", "GIF it to me", "II. Rain"])
def test_text_that_begins_like_a_file(text, settings):
    """Letters that also mark a kind of file may begin a text."""
    assert receive(text.encode(), settings).text == text
