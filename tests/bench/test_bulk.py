"""Pure helpers of the bench of bulk work, on pages and figures made up; what needs pyarrow is skipped without it."""

import doctest
import gzip
import importlib
import json
from types import SimpleNamespace

import pytest

common = importlib.import_module("common")
bulk = importlib.import_module("bulk")
bulk_jobs = importlib.import_module("bulk_jobs")
peers = importlib.import_module("peers")
quality = importlib.import_module("quality")

URLS = ["https://quay.example/a", "https://pier.example/b?x=1"]


def sample(url, text):
    page = SimpleNamespace(source="wcxb_dev", url=url, body=f"<p>{text}</p>".encode(), gold={"text": text})
    return bulk.Sample(url, page)


def result(core, megabytes, records=100):
    return {"records": records, "core": core, "wall": core, "megabytes": megabytes}


def test_examples_in_docstrings_run():
    assert doctest.testmod(bulk).failed == 0


def test_absent_data_is_exit_status_two(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["bulk.py", "--data", str(tmp_path)])

    assert common.run_main(bulk.main) == common.NO_DATA
    assert "--data DIR" in capsys.readouterr().err


def test_an_unknown_part_is_named_with_those_there_are():
    with pytest.raises(common.Unavailable, match="no part nosuch; there are: tools, scaling"):
        bulk.main(["--parts", "nosuch"])


def test_repeated_pages_never_share_an_address():
    records = list(bulk.repeated(URLS, 7))

    assert [at for at, _ in records] == [0, 1, 0, 1, 0, 1, 0]
    assert len({url for _, url in records}) == 7
    assert [url for _, url in records[:2]] == URLS


def test_a_warc_has_a_member_for_each_record_and_is_the_same_each_time(tmp_path):
    pages = [sample(url, "Rain at last.") for url in URLS]

    for name in ("a.warc.gz", "b.warc.gz"):
        assert bulk.write_repeated(tmp_path / name, pages, 5) == 5

    data = (tmp_path / "a.warc.gz").read_bytes()
    assert data == (tmp_path / "b.warc.gz").read_bytes()
    assert data.count(b"\x1f\x8b\x08") == 5
    assert gzip.decompress(data).count(b"WARC-Target-URI: https://quay.example/a?copy=") == 2


def test_a_warc_is_read_back_with_its_addresses_and_times(tmp_path):
    from copydesk.intake.warc import deliveries_of

    path = tmp_path / "a.warc.gz"
    bulk.write_warc(path, [(URLS[1], b"<p>Rain at last.</p>", bulk.LATER)])
    (found,) = deliveries_of(str(path), 1_000_000)

    assert (found.url, found.data, found.captured) == (URLS[1], b"<p>Rain at last.</p>", bulk.LATER)


def test_tools_take_turns_every_other_round_backwards():
    order = []
    bulk.rounds_of(["a", "b"], 3, lambda name, turn: order.append((turn, name)) or {})

    assert order == [(0, "a"), (0, "b"), (1, "b"), (1, "a"), (2, "a"), (2, "b")]


def test_tools_are_compared_by_their_best_rounds():
    found = {"copydesk": [result(4.0, 120.0), result(2.0, 100.0)], "other": [result(8.0, 50.0), result(9.0, 60.0)]}
    scores = {"copydesk": [quality.Score(0.5, 0.25, 1.0)], "other": []}

    rows = bulk.tool_rows(found, scores)

    assert rows[0] == ("copydesk", "50.0", "1.00", "100", "1.00", "5.6", 0.5, 0.25, 1.0)
    assert rows[1] == ("other", "12.5", "4.00", "50", "0.50", "22.2", None, None, None)


def test_speed_of_an_engine_is_against_its_own_single_worker():
    found = {
        name: [{"wall": wall}] for name, wall in (("local 1", 8.0), ("local 2", 5.0), ("ray 1", 10.0), ("ray 2", 5.0))
    }

    assert bulk.scaling_rows(found) == [
        ("local 1", "1.00", "1.00", "1.00"),
        ("local 2", "0.62", "1.60", "0.80"),
        ("ray 1", "1.25", "1.00", "1.00"),
        ("ray 2", "0.62", "2.00", "1.00"),
    ]


def test_a_run_that_left_records_out_is_not_timed():
    assert bulk.all_done("ray 1", {"records": 9}, 9) == {"records": 9}
    with pytest.raises(common.Unavailable, match="ray 1 made 5 of 9 records"):
        bulk.all_done("ray 1", {"records": 5}, 9)


def test_memory_is_against_the_first_point():
    assert bulk.flat_rows([(10, 100.0, 100.0), (1000, 99.0, 110.0)])[1] == ("1,000", "99", "110", "1.10")


def test_a_page_without_a_row_is_scored_as_empty(data):
    pages = [sample(URLS[0], "Rain at last"), sample(URLS[1], "Two ships")]
    rows = {URLS[0]: peers.Output("rain at last", "")}

    assert [score.f1 for score in bulk.scores_of(data, "copydesk, text alone", rows, pages)] == [1.0, 0.0]


@pytest.fixture
def data():
    try:
        return common.open_data(common.DEFAULT_DATA)
    except common.Unavailable as error:
        pytest.skip(str(error))


def test_changes_touch_paragraphs_alone():
    page = b'<h1>Rain at last</h1><P class="a b">One two <a href="x y">three</a> four</P><div>five six</div>'

    assert bulk.words_in_paragraphs(page) == 4
    assert bulk.every_word(page, 4) == page.replace(b"four", b"other")
    assert bulk.without_every(page, 2) == page
    assert bulk.without_every(page, 1) == page.replace(page[page.index(b"<P") : page.index(b"<div")], b"")


def test_every_copy_is_changed_but_the_first():
    page = b"<p>" + b"</p><p>".join(b"word " * 10 for _ in range(13)) + b"</p>"
    made = {kind: change(page) for kind, change in bulk.COPIES.items()}

    assert [kind for kind, copy in made.items() if copy == page] == ["the same at another address"]
    assert len(set(made.values())) == len(bulk.COPIES)


def test_duplicates_are_named_by_their_addresses(tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="rows are Parquet")
    from pyarrow import parquet

    for name in ("all/data", "rows"):
        (tmp_path / name).mkdir(parents=True)
    table = arrow.table({"source": ["f:0", "f:9"], "url": URLS})
    parquet.write_table(table, tmp_path / "all" / "data" / "a.parquet")
    line = {"source": "f:9", "of": "f:0", "kind": "near", "similarity": 0.9}
    (tmp_path / "rows" / "duplicates.jsonl").write_text(json.dumps(line) + "\n", "utf-8")

    assert bulk.taken_out(tmp_path, "near") == {URLS[1]}
    assert bulk.taken_out(tmp_path, "exact") == set()


def test_rows_of_a_peer_are_read_as_those_of_copydesk_are(tmp_path):
    pytest.importorskip("pyarrow", reason="rows are Parquet")
    rows = ({"url": url} | peers.Output(f"text {at}", more={"site": "Quay"})._asdict() for at, url in enumerate(URLS))

    assert bulk_jobs.write_rows(tmp_path, rows) == 2
    assert bulk.rows_in(tmp_path)[URLS[1]].text == "text 1"
