"""Wrong calls of `extract` and `extract_all`: each is refused at once, with what would be right."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import copydesk
from copydesk import errors

PAGE = "<h1>Rain at last</h1><p>It rained on Tuesday, the weather office said.</p>"


@pytest.mark.parametrize("source", [None, 5, 1.5, [PAGE], (Path("rain.html"),), {"page": PAGE}, object(), Path])
def test_no_page(source):
    """Only content and paths are pages."""
    with pytest.raises(errors.UsageError, match=r"bytes or str \(content\) or a Path \(a file\)"):
        copydesk.extract(source)


def test_several_pages():
    """A list is for the other function."""
    with pytest.raises(errors.UsageError, match="extract_all"):
        copydesk.extract([PAGE, PAGE])


@pytest.mark.parametrize("source", [io.StringIO(PAGE), io.BytesIO(PAGE.encode())])
def test_open_file(source):
    """An open file is to be read first, or named."""
    with pytest.raises(errors.UsageError, match="give its content or its path"):
        copydesk.extract(source)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_of_any_kind(kind):
    """Bytes are content in whatever they are kept."""
    assert "Rain at last" == copydesk.extract(kind(PAGE.encode())).title


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "town.example/rain",
        "/rain",
        "//town.example/",
        "https://",
        "https:///x",
        "http://[",
        "javascript:alert(1)",
        "mailto:desk@town.example",
        "file:",
        "http://a:b/",
    ],
)
def test_no_address(url):
    """An address that is none would make every link of the page wrong: it is left out, and the page is not lost."""
    article = copydesk.extract(PAGE, url=url)

    assert article.capture.url is None
    assert any("no absolute address" in warning for warning in article.warnings)


@pytest.mark.parametrize("url", [5, b"https://town.example/"])
def test_an_address_is_text(url):
    """Another type is a mistake of the call."""
    with pytest.raises(errors.UsageError, match="absolute address") as caught:
        copydesk.extract(PAGE, url=url)

    assert "url" == caught.value.thing


def test_white_space_in_an_address():
    """A space is written as browsers write it, and the warning says so."""
    article = copydesk.extract(PAGE, url="https://town.example/ rain")

    assert "https://town.example/%20rain" == article.capture.url
    assert any("white space" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    "url",
    [
        "https://town.example/rain?x=1#y",
        "HTTP://town.example",
        "ftp://town.example/a.html",
        "file:///tmp/rain.html",
        "https://[2001:db8::1]:8080/",
        "https://wetter.example/straße",
        "file:/tmp/rain.html",
        None,
    ],
)
def test_address(url):
    """Any absolute address will do."""
    assert url == copydesk.extract(PAGE, url=url).capture.url


@pytest.mark.parametrize("name", ["max_bytes", "max_depth", "max_cells"])
@pytest.mark.parametrize("value", [0, -1])
def test_bounds_are_positive(name, value):
    """A bound that nothing fits into is no bound."""
    with pytest.raises(errors.UsageError, match=f"{name}: expected `int` >= 1"):
        copydesk.extract(PAGE, **{name: value})


@pytest.mark.parametrize("options", [{"linkz": 1}, {"links": "no"}, {"max_bytes": -1}])
def test_all_complains_at_the_call(options):
    """`extract_all` reads lazily, but a wrong option is no matter of reading."""
    with pytest.raises(errors.UsageError):
        copydesk.extract_all([PAGE.encode()], **options)


def test_all_is_lazy():
    """Nothing is read before it is asked for."""

    def pages():
        yield PAGE.encode()
        raise AssertionError("asked for too much")

    found = copydesk.extract_all(pages())

    assert "Rain at last" == next(found).title
    assert found is iter(found)
