"""The digest: one entry for each event, reprints told once, changes named, in every form valid."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from archive.stories import BODY, page, story
from archive.test_archive import DEARER, MONDAY, saved
from copydesk.archive import digest as forms
from copydesk.archive.archive import Archive
from copydesk.errors import UsageError

SECOND = (
    "The ferries may be back at Kestrel Bay by November: the harbour board has voted to mend the north pier.",
    "Ines Holm, the engineer of Kestrel Bay, has twelve months and 12 million crowns for the eleven broken piles.",
    "“The ferries cannot call at half a pier,” Holm said of the storm of February, to applause.",
)


@pytest.fixture
def archive(tmp_path: Path):
    """A week: a story in two outlets, an account of a third, a change, and something else."""
    with Archive(tmp_path / "copydesk.db") as opened:
        opened.add(
            [
                saved(page(), MONDAY),
                saved(page(*DEARER), "Wed Mar 06 2024"),
                page(*BODY, title="North pier vote", site="Amber Gazette", url="https://amber.example/pier"),
                page(
                    *SECOND, title="Holm to mend Kestrel Bay pier", site="Coast Post", url="https://post.example/a(1)"
                ),
                page(
                    *[p.replace("Port", "Cape") for p in story(3).decode().split("<p>")[2:5]],
                    title="A keeper &amp; a &lt;light&gt;",
                    url="https://courier.example/light",
                ),
            ]
        )
        yield opened


def test_events_origins_and_changes(archive: Archive):
    """An event is told once, with its origins; what changed is named."""
    found = archive.digest("2024-03-01", "2024-03-08")
    pier = found.happenings[0]

    assert (pier.articles, pier.origins, pier.outlets) == (3, 2, 3)
    assert pier.told[0].outlets == ("The Kestrel Bay Courier", "Amber Gazette")
    assert [each.title for each in found.happenings[1].told] == ["A keeper & a <light>"]
    assert [each.summary for each in found.revised] == ["figure changed: 12 → 21"]
    assert archive.digest("2024-04-01", "2024-04-08").happenings == ()


def test_forms(archive: Archive):
    """Every form is well formed and says the same."""
    found = archive.digest("2024-03-01", "2024-03-08")
    text = forms.markdown(found)

    assert "## Kestrel Bay to rebuild its north pier" in text
    assert "3 articles, 3 outlets, 2 origins" in text
    assert "https://post.example/a%281%29" in text
    assert "figure changed: 12 → 21" in text
    assert ElementTree.fromstring(forms.html(found)).tag.endswith("html")
    feed = ElementTree.fromstring(forms.atom(found))
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == len(found.happenings)
    assert len(ElementTree.fromstring(forms.rss(found)).findall("channel/item")) == len(found.happenings)


def test_epub(archive: Archive):
    """The e-book has its type first and unpacked, and every part is XML."""
    with zipfile.ZipFile(BytesIO(forms.epub(archive.digest("2024-03-01", "2024-03-08")))) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type, book.read("mimetype")) == (
            "mimetype",
            zipfile.ZIP_STORED,
            b"application/epub+zip",
        )
        for name in book.namelist()[1:]:
            ElementTree.fromstring(book.read(name))


@pytest.mark.parametrize(("since", "until"), [("soon", None), ("2024-03-08", "2024-03-01"), (None, "x")])
def test_no_days(archive: Archive, since: str | None, until: str | None):
    """Days that are none are said."""
    with pytest.raises(UsageError):
        archive.digest(since, until)
