"""A quotation in an archive: found however it was altered, told by whom and where, the earliest print first."""

from __future__ import annotations

import pytest

from copydesk.archive.archive import Archive
from copydesk.archive.quotations import woven
from copydesk.archive.search import stretches
from copydesk.errors import NotFound, UsageError
from web.roomful import QUOTE, filled

SAID = "We have waited long enough for this, and the ferries cannot call at half a pier"
OLD = "cost 12 million crowns and to take nine months"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of a story, a reprint and a denial."""
    with Archive(filled(tmp_path_factory.mktemp("quotations") / "kestrel.db"), read_only=True) as opened:
        yield opened


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        (SAID, "verbatim"),
        (f"“{SAID}”", "verbatim"),
        ("We  have waited long enough for this – and the ferries cannot call at half a pier", "typographic"),
        ("We have waited long enough … the ferries cannot call at half a pier", "edited"),
        (SAID.replace("long enough", "far too long"), "altered"),
        (SAID.replace("cannot", "can"), "altered"),
        ("half a pier", "ambiguous"),
        ("the lighthouse is to be painted by the children of the town", "absent"),
        ("قررت بلدية خليج كسترل إعادة بناء الرصيف", "verbatim"),
    ],
)
def test_kinds(archive: Archive, quote: str, kind: str):
    """Each kind of answer, whatever became of the words."""
    assert archive.check_quote(quote).kind == kind


def test_who_and_where(archive: Archive):
    """The earliest print comes first, with who said it, and with its place in the captured page."""
    found = archive.check_quote(SAID).found

    assert [each.site for each in found[:2]] == ["Kestrel Bay Courier", "Sandhaven Mail"]
    first = found[0]
    assert first.said_by == "Ines Holm"
    assert first.words == SAID
    assert f"{first.before}{first.words}{first.after}" == QUOTE
    assert first.capture is not None
    assert archive.body(first.capture).decode()[first.start : first.end] == SAID
    statement = next(each for each in archive.statements(first.article) if each.id == first.statement)
    assert statement.statement.source is not None
    assert statement.statement.source.name == "Ines Holm"


def test_what_was_changed_since(archive: Archive):
    """Words that an earlier revision had are found there, with when they went."""
    found = archive.check_quote(OLD)
    first = found.found[0]

    assert found.kind == "verbatim"
    assert first.revision == 1
    assert first.until == "2024-03-05T08:00:00Z"
    assert found.found[1].until is None


def test_one_article(archive: Archive):
    """In one article, its revisions alone are looked into; one that is not there is an error."""
    number = archive.check_quote(OLD).found[0].article

    assert [each.article for each in archive.check_quote(SAID, number).found] == [number]
    assert archive.check_quote("nothing of this was ever said by her", number).kind == "absent"
    with pytest.raises(NotFound):
        archive.check_quote(SAID, 999)


def test_alterations_are_shown(archive: Archive):
    """What only the quotation has and what only the print has are told apart, and index the text."""
    held = archive.check_quote(SAID.replace("long enough", "far too long")).found[0]
    text = archive.article(held.article).text

    assert [(piece.kind, piece.text.strip()) for piece in held.woven if piece.kind != "same"] == [
        ("come", "far too"),
        ("gone", "enough"),
    ]
    wheres = [each for each in held.check.differences if each.where]
    assert [text[slice(*each.where)] for each in wheres if each.where] == [each.original for each in wheres]


@pytest.mark.parametrize("quote", ["", "  ", "\n"])
def test_nothing_asked(archive: Archive, quote: str):
    """An empty quotation is an error, not an answer."""
    with pytest.raises(UsageError):
        archive.check_quote(quote)


@pytest.mark.parametrize(
    "quote", ['"', "… … …", "[[[", "* AND NOT (", 'a"b OR "c" NEAR(x, 2)', "^body : x", "x" * 2_000]
)
def test_signs_of_the_index_mean_nothing(archive: Archive, quote: str):
    """Whatever stands in a quotation, it is words to be looked for."""
    assert archive.check_quote(quote).kind in ("absent", "ambiguous")


def test_who_reads_where_nothing_was_read(tmp_path):
    """Without its statements an article says so; who may reads them for the answer, and writes nothing."""
    from copydesk.archive import adding
    from copydesk.settings import Settings
    from web.roomful import deliveries

    with Archive(tmp_path / "unread.db") as archive:
        list(adding.add_all(archive._store, deliveries()[:1], Settings()))
        plain = archive.check_quote(SAID).found[0]
        read = archive.check_quote(SAID, reads=True).found[0]

        assert (plain.is_read, plain.said_by) == (False, None)
        assert read.said_by == "Ines Holm"
        assert archive.unread() == 1


def test_only_some_are_read(tmp_path):
    """Of many unread revisions, those that are asked for are read."""
    from copydesk.archive import adding
    from copydesk.settings import Settings
    from web.roomful import deliveries

    with Archive(tmp_path / "some.db") as archive:
        filed = [*adding.add_all(archive._store, deliveries()[:4], Settings())]
        wanted = [filed[3].revision, filed[3].revision, 999]

        assert archive.read_statements(revisions=wanted) == 1
        assert archive.read_statements(revisions=wanted) == 0
        assert archive.unread() == 3


def test_stretches():
    """Runs of words for the index: in order, the last ending with the text, pairs where there are no spaces."""
    assert stretches("a b", 3) == ['"a b"']
    assert stretches("don’t go, now", 2) == ['"don t"', '"go now"']
    assert stretches("", 2) == []
    assert stretches("市長は橋を直す", 2)[0] == '"x5e02x9577 x9577x306f x306fx6a4b"'


@pytest.mark.parametrize(
    ("quote", "words"), [("it rose", "it rose"), ("it rose", "it has risen"), ("a", "b"), ("one two", ""), ("", "one")]
)
def test_woven_holds_both(quote: str, words: str):
    """Both texts can be read out of the woven one."""
    pieces = woven(quote, words)

    assert "".join(each.text for each in pieces if each.kind != "gone").split() == quote.split()
    assert "".join(each.text for each in pieces if each.kind == "gone").split() == [
        word for word in words.split() if word not in quote.split()
    ]
