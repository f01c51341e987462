"""Rows as others read them: DuckDB, Polars, Arrow and pandas, without a word of ours in between."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from copydesk.bulk import Local, bulk_settings_from, run
from copydesk.bulk.columns import COLUMNS, DEFAULT
from copydesk.version import __version__
from crawled import page, warc

duckdb = pytest.importorskip("duckdb")
polars = pytest.importorskip("polars")

BYLINES = ("Rosalind Teague", "Jonas Reed")
ALL = tuple(COLUMNS)


def signed(number: int) -> str:
    """A page by two authors, with a link in its text."""
    head = "".join(f'<meta name="author" content="{name}">' for name in BYLINES)
    return (
        page(number)
        .replace("</head>", f"{head}</head>")
        .replace("a letter.", 'a <a href="https://quay.example/letter">letter</a>.')
    )


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same pages, in two shards and with all columns but statements, as Parquet and as JSON Lines."""
    folder = tmp_path_factory.mktemp("readers")
    path = warc(folder / "a.warc.gz", {f"https://www.quay.example/{n}": signed(n) for n in range(5)})
    (folder / "empty.html").write_text("<html><title>Nothing</title><body></body></html>", "utf-8")
    columns = [name for name in ALL if name != "statements"]
    for form in ("parquet", "jsonl"):
        settings = bulk_settings_from({"format": form, "columns": columns, "shard_bytes": 1_500})
        run([str(path), str(folder / "empty.html")], str(folder / form), settings, engine=Local(1))
    return {form: folder / form / "data" for form in ("parquet", "jsonl")}


def lines(folder: Path) -> list[dict]:
    """The rows of the JSON Lines, by source."""
    found = [json.loads(line) for path in folder.iterdir() for line in path.read_text("utf-8").splitlines()]
    return sorted(found, key=lambda row: row["source"])


SCANS = {"parquet": "read_parquet('{}/*.parquet')", "jsonl": "read_json('{}/*.jsonl')"}


@pytest.mark.parametrize("form", SCANS)
def test_duckdb(outputs: dict[str, Path], form: str):
    """Counting, lists, structs in lists and times, as SQL has them."""
    rows = SCANS[form].format(outputs[form])
    with duckdb.connect() as connection:

        def ask(query: str):
            return connection.execute(query.format(rows)).fetchall()

        assert [("article", 5, "quay.example")] == ask(
            "select verdict, count(*), any_value(host) from {} where verdict = 'article' group by verdict"
        )
        assert [(2, BYLINES[0])] == ask("select distinct len(authors), authors[1] from {} where verdict = 'article'")
        facts = """select fact.value, fact.confidence > 0.5, fact."end" > fact.start
            from {} as row, unnest(row.facts) as _(fact)"""
        (value, is_sure, has_place) = ask(f"{facts} where fact.name = 'title' and row.url like '%/3'")[0]
        assert ("Pier item 3 goes to the vote", True, True) == (value, is_sure, has_place)
        assert [(5,)] == ask(
            "select count(*) from {} where published::timestamptz >= '2024-05-01' and words > 50 and len(cut) >= 0"
        )
        assert [("https://quay.example/letter",)] == ask("select distinct links[1].url from {} where len(links) > 0")


def test_polars_reads_parquet(outputs: dict[str, Path]):
    """A lazy scan of all shards: lists and structs are lists and structs."""
    rows = polars.scan_parquet(outputs["parquet"] / "*.parquet")
    articles = rows.filter(polars.col("verdict") == "article").collect()

    assert 5 == articles.height
    assert polars.List(polars.String) == articles.schema["authors"]
    assert [list(BYLINES)] * 5 == articles["authors"].to_list()
    facts = articles.select("url", polars.col("facts")).explode("facts").unnest("facts")
    titles = facts.filter(polars.col("name") == "title").sort("url")
    assert [f"Pier item {n} goes to the vote" for n in range(5)] == titles["value"].to_list()
    assert titles.filter(polars.col("start").is_not_null())["end"].dtype == polars.Int64
    assert 0.0 < titles["confidence"].min() <= 1.0


def test_polars_reads_lines(outputs: dict[str, Path]):
    """The same of JSON Lines, whose kinds it finds out by itself."""
    rows = polars.scan_ndjson(outputs["jsonl"] / "*.jsonl", infer_schema_length=None)
    articles = rows.filter(polars.col("words") > 50).sort("url").collect()

    assert [f"Pier item {n} goes to the vote" for n in range(5)] == articles["title"].to_list()
    assert [list(BYLINES)] * 5 == articles["authors"].to_list()
    names = articles.explode("facts").unnest("facts", separator=".")["facts.name"]
    assert {"title", "published", "authors"} <= set(names)


def test_pandas(outputs: dict[str, Path]):
    """A folder of shards is one frame."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(outputs["parquet"])

    assert 6 == len(frame)
    assert list(BYLINES) == list(frame[frame.verdict == "article"].authors.iloc[0])


def test_both_forms_hold_the_same(outputs: dict[str, Path]):
    """Row by row and column by column."""
    table = polars.read_parquet(outputs["parquet"] / "*.parquet").sort("source")

    assert lines(outputs["jsonl"]) == table.to_dicts()


def test_parquet_tells_what_it_holds(outputs: dict[str, Path]):
    """Each column its description, the file its version, its settings and the digests of its models."""
    parquet = pytest.importorskip("pyarrow.parquet")
    for path in outputs["parquet"].iterdir():
        schema = parquet.read_schema(path)
        described = {field.name: field.metadata[b"description"].decode() for field in schema}
        made_with = {key.decode(): json.loads(value) for key, value in schema.metadata.items() if b"copydesk" in key}

        assert {name: column.about for name, column in COLUMNS.items() if name != "statements"} == described
        assert __version__ == made_with["copydesk.version"]
        assert "parquet" == made_with["copydesk.settings"]["format"]
        weights = made_with["copydesk.models"]
        assert weights
        assert {len(hashlib.sha256().hexdigest())} == {len(digest) for digest in weights.values()}


def test_shards_without_rows_have_the_same_schema(tmp_path: Path):
    """A folder in which a shard is empty is read as one all the same."""
    for number in (1, 2):
        (tmp_path / f"{number}.html").write_text(page(number), "utf-8")
    (tmp_path / "none.jsonl").write_text("{}\n", "utf-8")
    run([str(tmp_path)], str(tmp_path / "rows"), bulk_settings_from({}), engine=Local(1))

    table = polars.read_parquet(tmp_path / "rows" / "data" / "*.parquet")

    assert [2, list(DEFAULT)] == [table.height, table.columns]
