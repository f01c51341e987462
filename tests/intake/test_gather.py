"""Many inputs: their order, and failures in their place."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from copydesk import intake
from copydesk.intake.gather import expand
from copydesk.records import Capture, Failure

PAGE = "<!doctype html><html><p>It rained.</p></html>"


@pytest.fixture
def folder(tmp_path):
    """A folder of saved pages, with what else lies about in one."""
    files = {
        "b.html": PAGE.encode(),
        "a.txt": b"It rained.\n",
        "c/z.md": b"# Rain\n\nIt rained.\n",
        "c/a.html.gz": gzip.compress(PAGE.encode()),
        "c/deep/story": PAGE.encode(),
        "c/deep/broken.html.gz": gzip.compress(PAGE.encode())[:20],
        "b_files/frame.html": PAGE.encode(),
        "d.php": PAGE.encode(),
        "notes.csv": b"a,b\n",
        "photo.png": b"\x89PNG\r\n\x1a\n",
        "style.css": b"p {}",
        ".hidden.html": PAGE.encode(),
        ".cache/x.html": PAGE.encode(),
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def names(found, folder) -> list[str]:
    return [
        os.path.relpath(one.name, folder) if isinstance(one, Capture) else f"{one.error} {Path(one.source).name}"
        for one in found
    ]


PAGES = ["a.txt", "b.html", "c/a.html.gz", "Damaged broken.html.gz", "c/deep/story", "c/z.md", "d.php"]


@pytest.mark.parametrize("kind", [str, Path])
def test_folder(kind, folder, settings):
    """Pages by name or content, names sorted, the broken one a failure in its place."""
    found = list(intake.gather(kind(folder), settings=settings))

    assert names(found, folder) == PAGES
    failure = found[3]
    assert isinstance(failure, Failure)
    assert "byte 20" in failure.message
    assert failure.next_step


def test_links_in_circles(folder, settings):
    """Links that lead back are passed over; the rest still comes."""
    (folder / "c" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "c" / "deep" / "here").symlink_to(folder / "c" / "deep", target_is_directory=True)

    assert names(intake.gather(folder, settings=settings), folder) == PAGES
    assert len(list(intake.gather(str(folder / "**" / "*.html"), settings=settings))) > 0


def test_glob(folder, settings):
    """Patterns give what they match, sorted; `**` any depth, hidden names only when asked for."""
    gather = intake.gather

    assert names(gather(str(folder / "*.html"), settings=settings), folder) == ["b.html"]
    assert names(gather(str(folder / "[ab].*"), settings=settings), folder) == ["a.txt", "b.html"]
    assert names(gather(str(folder / "**" / "*.html"), settings=settings), folder) == ["b.html", "b_files/frame.html"]
    assert names(gather(str(folder / "**" / "*.md"), settings=settings), folder) == ["c/z.md"]
    assert names(gather(str(folder / ".*.html"), settings=settings), folder) == [".hidden.html"]
    assert names(gather(str(folder / "d*" / ".." / "a.txt"), settings=settings), folder) == ["NotFound a.txt"]


def test_relative_glob(folder, monkeypatch):
    """A pattern without a folder starts here."""
    monkeypatch.chdir(folder)

    assert list(expand("*.html")) == ["b.html"]
    assert [Path(one).as_posix() for one in expand("c/*")] == ["c/a.html.gz", "c/deep", "c/z.md"]
    assert [Path(one).as_posix() for one in expand("**/story")] == ["c/deep/story"]


def test_name_with_brackets(tmp_path, settings):
    """A file is itself before it is a pattern."""
    (tmp_path / "rain[1].html").write_text(PAGE, encoding="utf-8")

    assert names(intake.gather(str(tmp_path / "rain[1].html"), settings=settings), tmp_path) == ["rain[1].html"]


def test_many_inputs_in_order(folder, settings):
    """Whatever the inputs, one result in the place of each."""
    sources = [
        folder / "gone.html",
        PAGE.encode(),
        str(folder / "b.html"),
        b"%PDF-1.7 ",
        "http://10.0.0.1/rain",
        [folder / "a.txt", (one for one in [b"It rained."])],
        str(folder / "*.nothing"),
        7,
        io.BytesIO(PAGE.encode()),
        "It rained.\nA str is a path here, never content.",
        "a\0b",
        folder / "photo.png",
    ]
    found = list(intake.gather(sources, settings=settings))

    expected = [
        "NotFound",
        "html",
        "html",
        "NotText",
        "NotFetched",
        "text",
        "text",
        "NotFound",
        "UsageError",
        "html",
        "NotFound",
        "NotFound",
        "NotText",
    ]

    assert [one.form if isinstance(one, Capture) else one.error for one in found] == expected
    assert all(one.message and one.next_step for one in found if isinstance(one, Failure))


def test_folder_without_pages(tmp_path, settings):
    """An empty folder says that it is."""
    (tmp_path / "style.css").write_text("p {}", encoding="utf-8")
    (found,) = intake.gather(tmp_path, settings=settings)

    assert isinstance(found, Failure)
    assert (found.error, found.source) == ("NotFound", str(tmp_path))
    assert "without pages" in found.message


def test_list_that_holds_itself(settings):
    """A circle of lists ends."""
    circle: list[object] = []
    circle.append(circle)
    (found,) = intake.gather(circle, settings=settings)

    assert isinstance(found, Failure)


def test_lazy(folder, settings):
    """Inputs are read as they are asked for."""

    def sources():
        yield folder / "a.txt"
        raise AssertionError("asked for too much")

    assert next(iter(intake.gather(sources(), settings=settings))).name.endswith("a.txt")


def test_name_that_is_no_utf8(tmp_path, settings):
    """A file name of other bytes can still be printed."""
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.html")).write_text(PAGE, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = intake.gather(tmp_path, settings=settings)

    assert found.name.encode().endswith("caf\ufffd.html".encode())
