"""Bad input, the whole way: a clear error, or an article whose verdict says what it is; never a traceback or a hang.

Each kind has its own test, alone and in the middle of a batch, where the other inputs still come out.
"""

from __future__ import annotations

import gzip
import os
import time
import zlib
from pathlib import Path

import pytest

import copydesk
from copydesk import Article, CopydeskError, Failure, errors

GOOD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry stays</title></head><body><article>'
    "<h1>Ferry stays</h1><p>The council of Korvale voted on Tuesday evening to keep the harbour ferry running through "
    "the whole winter, ending a dispute that had split the town.</p><p>Eleven of the nineteen members backed the "
    "motion, which sets aside money for crew and for fuel until the end of March.</p></article></body></html>"
)
STORY = "The council of Korvale voted on Tuesday evening"

# Seconds one input may take on a slow and shared machine; the work is bounded, so most take a hundredth of it.
PATIENCE = 30
SLOW = os.environ.get("COPYDESK_ALL")


def batch(tmp_path: Path, name: str, data: bytes) -> Article | Failure:
    """What comes of one file in a folder between two good pages, which must come out unharmed."""
    (tmp_path / "a-good.html").write_text(GOOD, "utf-8")
    (tmp_path / f"b-{name}").write_bytes(data)
    (tmp_path / "c-good.html").write_text(GOOD, "utf-8")
    paths = [tmp_path / "a-good.html", tmp_path / f"b-{name}", tmp_path / "c-good.html"]
    results = list(copydesk.extract_all(paths))

    assert len(results) == 3
    for good in (results[0], results[2]):
        assert isinstance(good, Article)
        assert STORY in good.text
    return results[1]


def refused(result: Article | Failure, error: type[CopydeskError], name: str) -> None:
    """The failure names the thing, the kind of error and the next step."""
    assert isinstance(result, Failure)
    assert result.error == error.__name__
    assert name in result.source
    assert result.message
    assert result.next_step


def explained(result: Article | Failure) -> Article:
    """An article without story says so in its verdict."""
    assert isinstance(result, Article)
    assert result.verdict.reason
    if not result.text:
        assert result.verdict.kind != "article" or result.warnings
    assert isinstance(result.copy(), str)
    return result


def in_time(source: bytes | str) -> Article:
    """The article, within our patience."""
    begin = time.perf_counter()
    article = copydesk.extract(source, form="html")
    explained(article)

    assert time.perf_counter() - begin < PATIENCE
    return article


def test_empty_file(tmp_path: Path):
    """Nothing gives the verdict 'empty' or a clear error, never an empty article."""
    result = batch(tmp_path, "empty.html", b"")

    if isinstance(result, Failure):
        assert result.message
    else:
        assert result.verdict.kind == "empty"
        assert result.text == ""


@pytest.mark.parametrize("content", [b" \n\t ", "\ufeff".encode(), b"<html></html>", b"<!-- -->"])
def test_blank_content(content: bytes):
    """Blank content is as empty as none."""
    article = copydesk.extract(content)

    assert article.verdict.kind in {"empty", "script_shell"}
    assert article.text == ""


def test_binary_file(tmp_path: Path):
    """Bytes that are no text are refused."""
    data = bytes(range(256)) * 40

    refused(batch(tmp_path, "data.html", b"\x89PNG\r\n\x1a\n" + data), errors.NotText, "data.html")
    refused(batch(tmp_path, "data.bin", data), errors.NotText, "data.bin")


def test_pdf(tmp_path: Path):
    """A PDF is refused by name, whatever it is called."""
    pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\nstartxref\n0\n%%EOF\n"
    result = batch(tmp_path, "story.html", pdf)

    refused(result, errors.NotText, "story.html")
    assert isinstance(result, Failure)
    assert "PDF" in result.message + result.next_step


@pytest.mark.parametrize("keep", [1, 5, 20, 0.5, 0.9])
def test_truncated_gzip(tmp_path: Path, keep: float):
    """Compressed data that is cut short is damaged."""
    data = gzip.compress(GOOD.encode(), mtime=0)
    cut = data[: int(len(data) * keep)] if keep < 1 else data[: 2 + int(keep)]

    refused(batch(tmp_path, "page.html.gz", cut), errors.Damaged, "page.html.gz")


def test_gzip_that_unpacks_without_end(tmp_path: Path):
    """A small file that unpacks beyond the bound is turned away."""
    bomb = zlib.compressobj(9, wbits=31)
    packed = b"".join(bomb.compress(b" " * 1_000_000) for _ in range(140)) + bomb.flush()

    refused(batch(tmp_path, "bomb.html.gz", packed), errors.TooLarge, "bomb.html.gz")


def test_wrong_declared_charset(tmp_path: Path):
    """A page that declares a character set it is not written in is read rightly."""
    page = GOOD.replace("utf-8", "us-ascii").replace("of Korvale voted", "of Kørvale voted — “at last” — ")
    result = batch(tmp_path, "page.html", page.encode("utf-8"))

    assert isinstance(result, Article)
    assert "Kørvale voted — “at last”" in result.text


def test_nul_bytes(tmp_path: Path):
    """Stray NUL bytes in a page do not hide the story."""
    result = batch(tmp_path, "page.html", GOOD.replace("harbour", "har\x00bour").replace("<p>", "\x00<p>").encode())

    assert isinstance(result, Article)
    assert "Eleven of the nineteen members" in result.text
    assert "\x00" not in result.copy()


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_lone_surrogates(form: str):
    """Half a character never makes output that cannot be written."""
    article = copydesk.extract(GOOD.replace("Tuesday", "Tues\ud800day \udfff"), form=form)

    explained(article)
    assert article.copy().encode("utf-8")
    assert article.to_json().encode("utf-8")


def test_lone_surrogates_in_bytes(tmp_path: Path):
    """The same as bytes, where they are wrong UTF-8."""
    data = GOOD.replace("Tuesday", "Tues\ud800day").encode("utf-8", "surrogatepass")
    result = explained(batch(tmp_path, "page.html", data))

    assert "Eleven of the nineteen members" in result.text


@pytest.mark.skipif(not SLOW, reason="50 MB; set COPYDESK_ALL=1")
def test_page_of_50_megabytes():
    """A very large page is read, not refused."""
    paragraph = "<p>" + "The ferry leaves at seven and the fog at nine, as the harbour master said. " * 12 + "</p>\n"
    page = GOOD.replace("</article>", paragraph * (50_000_000 // len(paragraph)) + "</article>")
    article = in_time(page.encode())

    assert STORY in article.text


def test_page_of_5_megabytes():
    """The same at a tenth of the size, in every run."""
    paragraph = "<p>" + "The ferry leaves at seven and the fog at nine, as the harbour master said. " * 12 + "</p>\n"
    page = GOOD.replace("</article>", paragraph * (5_000_000 // len(paragraph)) + "</article>")
    article = in_time(page.encode())

    assert STORY in article.text


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "span", "table><tr><td", "a href=x", "section"])
def test_hundred_thousand_nested_tags(tag: str):
    """Nesting without end takes linear time and no stack."""
    article = in_time(GOOD.replace("</article>", f"<{tag}>" * 100_000 + "deep" + "</article>"))

    assert STORY in article.text


def test_hundred_thousand_closing_tags():
    """So do end tags of what was never opened."""
    assert STORY in in_time(GOOD.replace("<h1>", "</div></p></b>" * 33_000 + "<h1>")).text


def test_colspan_without_end():
    """A cell that claims all columns in the world gets a few."""
    cells = '<tr><th colspan=9007199254740991>Ferry</th></tr><tr><td rowspan="9007199254740991">a</td></tr>'
    article = in_time(GOOD.replace("</article>", f"<table>{cells}</table></article>"))

    assert STORY in article.text
    assert len(article.copy()) < 20_000


def test_two_hundred_thousand_cells():
    """A huge table is read within bounds."""
    row = "<tr>" + "<td>7 fathoms</td>" * 20 + "</tr>"
    article = in_time(GOOD.replace("</article>", f"<table>{row * 10_000}</table></article>"))

    assert STORY in article.text


def test_one_row_of_two_hundred_thousand_cells():
    """The same in one row."""
    article = in_time(GOOD.replace("</article>", "<table><tr>" + "<td>7</td>" * 200_000 + "</tr></table></article>"))

    assert STORY in article.text


@pytest.mark.parametrize(
    "content",
    [
        "<" * 300_000,
        "<a " * 100_000,
        "&" * 300_000,
        "<!--" * 100_000,
        "[" * 100_000,
        '<a x="' * 50_000,
        "<p>" * 300_000,
    ],
    ids=["less-than", "tags", "ampersands", "comments", "brackets", "quotes", "paragraphs"],
)
@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_repeated_markup(content: str, form: str):
    """The same few characters again and again take linear time in every form."""
    begin = time.perf_counter()
    explained(copydesk.extract(GOOD + content, form=form))

    assert time.perf_counter() - begin < PATIENCE


@pytest.mark.parametrize(
    "content",
    ["* " * 50_000, "> " * 50_000, "*a " * 50_000, "`" * 100_000, "![](" * 50_000, "- " * 20_000, "| " * 100_000],
    ids=["bullets", "quotes", "stars", "backticks", "pictures", "dashes", "bars"],
)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_repeated_markers(content: str, form: str):
    """The same for what Markdown is made of."""
    begin = time.perf_counter()
    explained(copydesk.extract(content, form=form))

    assert time.perf_counter() - begin < PATIENCE


def test_html_in_a_text_file(tmp_path: Path):
    """What a file holds counts, not what it is called."""
    result = batch(tmp_path, "page.txt", GOOD.encode())

    assert isinstance(result, Article)
    assert result.capture.form == "html"
    assert "<p>" not in result.text


def test_directory_without_pages(tmp_path: Path):
    """An empty folder is an error, not an empty answer."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    folder = tmp_path / "empty"
    folder.mkdir()
    (tmp_path / "good.html").write_text(GOOD, "utf-8")

    alone = list(copydesk.extract_all(folder))
    between = list(copydesk.extract_all([tmp_path / "good.html", folder, tmp_path / "good.html"]))

    assert len(alone) == 1
    refused(alone[0], errors.NotFound, "empty")
    assert [type(result) for result in between] == [Article, Failure, Article]


def test_missing_file(tmp_path: Path):
    """A file that is not there is named."""
    missing = tmp_path / "missing.html"
    (tmp_path / "good.html").write_text(GOOD, "utf-8")

    with pytest.raises(errors.NotFound) as caught:
        copydesk.extract(missing)
    results = list(copydesk.extract_all([missing, tmp_path / "good.html"]))

    assert "missing.html" in str(caught.value)
    refused(results[0], errors.NotFound, "missing.html")
    assert isinstance(results[1], Article)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path):
    """A file that may not be read is named."""
    path = tmp_path / "secret.html"
    path.write_text(GOOD, "utf-8")
    path.chmod(0)

    with pytest.raises(errors.NotReadable):
        copydesk.extract(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_file_that_is_no_file(tmp_path: Path):
    """A pipe nobody writes to is not waited for."""
    path = tmp_path / "pipe.html"
    os.mkfifo(path)

    try:
        article = copydesk.extract(path)
    except errors.IntakeError:
        return

    assert article.verdict.kind == "empty"


def test_directory_where_a_file_is_meant(tmp_path: Path):
    """`extract` takes one page; a folder is an error that says what to call."""
    with pytest.raises(CopydeskError) as caught:
        copydesk.extract(tmp_path)

    assert caught.value.next_step


@pytest.mark.parametrize("option", [{"form": "pdf"}, {"colour": True}, {"max_depth": "deep"}])
def test_wrong_option(option: dict[str, object]):
    """A wrong option is a clear error."""
    with pytest.raises(errors.UsageError):
        copydesk.extract(GOOD, **option)


def test_path_as_text(tmp_path: Path):
    """A name given as content is not silently read as a story of one line."""
    path = tmp_path / "page.html"
    path.write_text(GOOD, "utf-8")

    with pytest.raises(errors.LooksLikePath):
        copydesk.extract(str(path))
    with pytest.raises(errors.LooksLikePath):
        copydesk.extract("https://quay.example/story")
