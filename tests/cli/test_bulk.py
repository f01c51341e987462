"""`copydesk bulk` as people call it: options, what is said where, exit statuses, and what lies there afterwards."""

from __future__ import annotations

import gzip
import io
import json
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from copydesk.bulk.columns import COLUMNS, DEFAULT
from copydesk.cli import main
from crawled import lines_of, page, record, warc

GERMAN = """<html lang="de"><head><title>Der Hafen öffnet wieder</title></head><body><article>
<h1>Der Hafen öffnet wieder</h1><p>Der Stadtrat von Kestrel Bay hat am Dienstag beschlossen, die Nordmole nach einem
Jahr der Arbeiten wieder zu öffnen, sagte die Hafenmeisterin.</p><p>Die Fähren nach Holm sollen dort ab dem sechsten Mai
wieder anlegen, wie der Betreiber in einem Brief an die Bewohner der Insel mitteilte.</p></article></body></html>"""


class Done:
    """What came of a call: its status, and what it said."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def bulk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command on a folder of its own, which holds three pages in a WARC, and one in a file.

    Output is caught by its descriptors, so that what workers write is seen too.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    warc(tmp_path / "a.warc.gz", {f"https://quay.example/{n}": page(n) for n in range(3)})
    (tmp_path / "de.html").write_text(GERMAN, "utf-8")

    def call(*arguments: str, stdin: bytes | None = None) -> Done:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        status = main(["bulk", *arguments, *(() if "ray" in arguments or "-j" in arguments else ("-j", "1"))])
        done = Done(status, *capfd.readouterr())
        assert "Traceback" not in done.err
        assert "bug in copydesk" not in done.err
        return done

    return call


def rows(folder: str = "rows") -> list[dict]:
    """The rows of JSON Lines, by source."""
    return sorted(lines_of(*Path(folder, "data").iterdir()), key=lambda row: str(row["source"]))


# --- what comes out ---------------------------------------------------------------------------------------------------


def test_defaults(bulk):
    """Parquet with the usual columns; nothing on standard output; the summary and where the report lies are said."""
    parquet = pytest.importorskip("pyarrow.parquet")
    done = bulk("a.warc.gz", "-o", "rows")

    assert (0, "") == (done.status, done.out)
    assert "3 records: 3 rows, 0 left out, 0 failed; 1 of 1 parts made now" in done.err
    assert "shard: 0 of 1 parts" in done.err
    (path,) = Path("rows/data").iterdir()
    assert list(DEFAULT) == parquet.read_schema(path).names
    assert {"data", "done", "failures", "report.html", "report.json"} == {each.name for each in Path("rows").iterdir()}


def test_the_same_again_makes_nothing(bulk):
    """The second run says that all was there."""
    bulk("a.warc.gz", "de.html", "-o", "rows")

    assert "4 rows, 0 left out, 0 failed; 0 of 2 parts made now" in bulk("a.warc.gz", "de.html", "-o", "rows").err
    other = bulk("de.html", "-o", "rows").err
    assert "1 records: 1 rows" in other
    assert "rows also holds 1 parts of other inputs" in other


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--columns", "title,url"], ["source", "url", "title"]),
        (["--columns", "title", "--cut"], ["source", "title", "cut"]),
        (["--columns", "+links,form"], [name for name in COLUMNS if name in (*DEFAULT, "links", "form")]),
        (["--cut"], [name for name in COLUMNS if name in (*DEFAULT, "cut")]),
    ],
    ids=["chosen", "chosen and cut", "beside the usual", "cut"],
)
def test_columns(bulk, options: list[str], expected: list[str]):
    """Chosen ones, or some beside the usual; in the order of the table, the source always."""
    assert 0 == bulk("de.html", "-o", "rows", "--format", "jsonl", *options).status
    assert expected == list(rows()[0])


def test_statements(bulk):
    """Who said what, as JSON in a column."""
    pytest.importorskip("onnxruntime")
    assert 0 == bulk("a.warc.gz", "-o", "rows", "--format", "jsonl", "--statements").status
    said = json.loads(rows()[0]["statements"])

    assert any("Teague" in json.dumps(each) for each in said)


@pytest.mark.parametrize(
    ("options", "kept", "reason"),
    [
        (["--verdict", "article,live_blog"], 4, ""),
        (["--verdict", "listing"], 0, "verdict: article"),
        (["--language", "DE, fr"], 1, "language: en"),
        (["--min-words", "60"], 3, "too short"),
        (["--max-words", "60"], 1, "too long"),
    ],
    ids=["kinds", "none of that kind", "language", "short", "long"],
)
def test_filters(bulk, options: list[str], kept: int, reason: str):
    """What a filter leaves out is counted by its reason, and no failure."""
    done = bulk("a.warc.gz", "de.html", "-o", "rows", "--format", "jsonl", *options)
    counts = json.loads(Path("rows/report.json").read_bytes())["counts"]

    assert (0, kept) == (done.status, len(rows()))
    assert ({reason: 4 - kept} if reason else {}) == counts["left_out"]


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_dedupe(bulk, tmp_path: Path, kind: str):
    """One of two pages with the same text is kept; a part without any rows does no harm."""
    for name in ("b.html", "c.html"):
        (tmp_path / name).write_text(page(7), "utf-8")
    (tmp_path / "none.jsonl").write_text("", "utf-8")

    done = bulk("b.html", "c.html", "none.jsonl", "-o", "rows", "--format", "jsonl", "--dedupe", kind)

    assert (0, ["b.html"]) == (done.status, [row["source"] for row in rows()])
    assert ["c.html"] == [each["source"] for each in lines_of(Path("rows/duplicates.jsonl"))]


def test_json_is_all_that_stands_on_standard_output(bulk):
    """The report as one JSON object, for a program; with --quiet nothing is said beside it."""
    done = bulk("a.warc.gz", "-o", "rows", "--json", "--quiet")
    report = json.loads(done.out)

    assert ("", 3) == (done.err, report["counts"]["written"])
    assert json.loads(Path("rows/report.json").read_bytes())["counts"] == report["counts"]


def test_quiet(bulk):
    """Nothing is said but what went wrong."""
    assert ("", "") == (lambda done: (done.out, done.err))(bulk("de.html", "-o", "rows", "-q"))
    assert "copydesk: gone.html: no such file (check the path)\n" == bulk("gone.html", "-o", "rows", "-q").err


# --- what goes in -----------------------------------------------------------------------------------------------------


def test_lists(bulk, tmp_path: Path):
    """Names in a file, plain or compressed, behind a base; comments and blank lines are none."""
    (tmp_path / "names.txt").write_text("# ours\n\na.warc.gz\r\nde.html\n", "utf-8")
    (tmp_path / "names.gz").write_bytes(gzip.compress(b"de.html\n"))

    assert "4 records" in bulk("--list", "names.txt", "--base", f"{tmp_path}/", "-o", "rows").err
    assert "1 records" in bulk("--list", "names.gz", "-o", "rows2").err
    assert "4 records" in bulk("a.warc.gz", "--list", "names.gz", "-o", "rows3").err
    assert f"{tmp_path}/a.warc.gz" in Path("rows/report.json").read_text() or (tmp_path / "rows" / "data").is_dir()


def test_list_on_standard_input(bulk):
    """`-` is a list that is piped in."""
    assert "3 records" in bulk("--list", "-", "-o", "rows", stdin=b"a.warc.gz\n").err


def test_keys_of_json_lines(bulk, tmp_path: Path):
    """Keys that have other names."""
    line = {"doc": page(4), "link": "https://quay.example/4", "seen": "2024-05-04"}
    (tmp_path / "x.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    keys = ["--key", "content=doc", "--key", "url=link", "--key", "captured=seen"]

    assert 0 == bulk("x.jsonl", "-o", "rows", "--format", "jsonl", *keys).status
    assert ("https://quay.example/4", "2024-05-04") == (rows()[0]["url"], rows()[0]["captured"])
    assert 1 == bulk("x.jsonl", "-o", "rows2").status


def test_output_inside_an_input_folder(bulk, tmp_path: Path):
    """The output is no input, however often the folder that holds it is read."""
    first = bulk(str(tmp_path), "-o", "out", "--format", "jsonl")
    again = bulk(str(tmp_path), "-o", "out", "--format", "jsonl")

    assert "4 records: 4 rows" in first.err
    assert "4 records: 4 rows, 0 left out, 0 failed; 0 of 2 parts made now" in again.err
    alone = bulk("out", "-o", "out", "--format", "jsonl")
    assert (3, True) == (alone.status, "out: lies in the output of this run" in alone.err)


def test_web_addresses(bulk, tmp_path: Path):
    """A crawl on a server is read as one on the disk; what is not there is named."""
    pytest.importorskip("aiohttp")
    pytest.importorskip("fsspec")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        done = called("bulk", f"{base}/a.warc.gz", f"{base}/none.warc.gz", "-o", "rows", "--format", "jsonl", "-j", "1")
        server.shutdown()

    assert (1, "") == (done.status, done.out)
    assert "3 records: 3 rows" in done.err
    assert f"{base}/none.warc.gz: no such file in its store (check the address)" in done.err
    assert f"{base}/a.warc.gz#0" == rows()[0]["source"]


def called(*arguments: str) -> Done:
    """The program as a process of its own."""
    command = [sys.executable, "-m", "copydesk", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=60, stdin=subprocess.DEVNULL
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("scheme", ["file", "local"])
def test_output_behind_an_address(bulk, tmp_path: Path, scheme: str):
    """file:// is the disk, and local:// the disk through fsspec, as any store is; a second run makes nothing."""
    pytest.importorskip("fsspec")
    address = f"{scheme}://{tmp_path}/rows"

    first = bulk("a.warc.gz", "-o", address, "--format", "jsonl")
    again = bulk("a.warc.gz", "-o", address, "--format", "jsonl")

    assert (0, 0) == (first.status, again.status)
    assert "0 of 1 parts made now" in again.err
    assert 3 == len(rows())
    assert (tmp_path / "rows" / "report.html").is_file()
    assert ["a.warc.gz", "de.html", "rows"] == sorted(path.name for path in tmp_path.iterdir())


# --- what goes wrong --------------------------------------------------------------------------------------------------

WRONG = {
    "nothing to read": (["-o", "rows"], "nothing to read"),
    "no output": (["de.html"], "'-o'"),
    "unknown column": (["de.html", "-o", "rows", "--columns", "titel"], "titel: no such column"),
    "no column": (["de.html", "-o", "rows", "--columns", ","], "none is chosen"),
    "unknown verdict": (["de.html", "-o", "rows", "--verdict", "article,rant"], "'rant'"),
    "nothing between": (["de.html", "-o", "rows", "--min-words", "9", "--max-words", "3"], "--max-words is less"),
    "both focuses": (["de.html", "-o", "rows", "--precision", "--recall"], "choose --precision or --recall"),
    "address without ray": (["de.html", "-o", "rows", "--address", "auto"], "--address is for --engine ray"),
    "jobs of a cluster": (["de.html", "-o", "rows", "-j", "2", "--engine", "ray"], "--jobs is for the local engine"),
    "key without name": (["de.html", "-o", "rows", "--key", "content"], "--key content: write it as"),
    "unknown key": (["de.html", "-o", "rows", "--key", "body=text"], "body: is not read of a line"),
    "no size": (["de.html", "-o", "rows", "--shard-size", "big"], "'big' is no size such as 500M or 2G"),
    "endless size": (["de.html", "-o", "rows", "--memory", "inf"], "'inf' is no size"),
    "no bytes": (["de.html", "-o", "rows", "--max-size", "0"], "'0' is not from 1"),
    "no share": (["de.html", "-o", "rows", "--similarity", "1.2"], "--similarity"),
    "no format": (["de.html", "-o", "rows", "--format", "csv"], "'csv'"),
    "output is a file": (["de.html", "-o", "a.warc.gz"], "a.warc.gz: a file; rows come into a folder"),
    "output in memory": (["de.html", "-o", "memory://rows"], "lies in the memory of one process"),
    "no port": (["de.html", "-o", "rows", "--metrics", ":99999"], "--metrics"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_calls(bulk, arguments: list[str], said: str):
    """Status 2, what is wrong in the words of the command line, and nothing is made."""
    done = bulk(*arguments)

    assert (2, "") == (done.status, done.out)
    assert said in done.err
    assert not Path("rows/data").exists()


def test_statuses(bulk, tmp_path: Path):
    """1 for a record or an input that failed, with where that is told; 3 where nothing was read."""
    broken = record("https://quay.example/1", page(1).encode()) + b"WARC/1.0\r\nContent-Length: x\r\n\r\n"
    (tmp_path / "broken.warc").write_bytes(broken)
    (tmp_path / "empty").mkdir()

    done = bulk("broken.warc", "-o", "rows")
    assert (1, True) == (done.status, "why they failed: rows/failures/" in done.err)
    assert 1 == bulk("de.html", "gone.html", "-o", "rows2").status
    assert 3 == bulk("gone.html", "-o", "rows3").status
    nothing = bulk("empty", "-o", "rows4")
    assert (3, True) == (nothing.status, "empty: a folder without pages" in nothing.err)
    assert 1 == bulk("--list", "gone.txt", "-o", "rows5").status


def test_output_that_cannot_be_written(bulk, tmp_path: Path):
    """A file stands where a folder should: said before the work, in one line."""
    done = bulk("de.html", "-o", "de.html/rows")

    assert 1 == done.status
    assert re.fullmatch(r"copydesk: .*/de\.html/rows: cannot be made \(.*\) \(check the disk.*\)\n", done.err)


@pytest.mark.parametrize(
    ("module", "arguments", "said"),
    [
        ("pyarrow", ["de.html", "-o", "rows"], "pip install 'copydesk[bulk]', or write jsonl"),
        ("ray", ["de.html", "-o", "rows", "--engine", "ray"], "pip install 'copydesk[ray]'"),
        ("fsspec", ["de.html", "-o", "s3://quay/rows"], "pip install 'copydesk[bulk]'"),
        ("s3fs", ["de.html", "-o", "s3://quay/rows"], "pip install s3fs"),
        ("gcsfs", ["de.html", "-o", "gs://quay/rows"], "pip install gcsfs"),
    ],
)
def test_what_is_not_installed_is_said(bulk, monkeypatch, module: str, arguments: list[str], said: str):
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"{module}.core", raising=False)

    done = bulk(*arguments)

    assert (1, "") == (done.status, done.out)
    assert said in done.err
    assert not Path("rows/data").exists()


def test_input_whose_store_is_not_installed(bulk):
    """It is named with the package that is missing; the rest is read."""
    pytest.importorskip("fsspec")
    if "s3fs" in sys.modules:
        pytest.skip("s3fs is there")

    done = bulk("s3://quay/a.warc.gz", "de.html", "-o", "rows")

    assert (1, True) == (
        done.status,
        "s3://quay/a.warc.gz: s3:// needs the package s3fs (pip install s3fs)" in done.err,
    )
    assert "1 records: 1 rows" in done.err


# --- what is told -----------------------------------------------------------------------------------------------------


class _Strict(HTMLParser):
    """What is open, what was never closed, and every address that a page asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "rect", "br"):
            self.open.append(tag)
        self.asked += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        assert tag not in ("script", "link", "iframe", "img", "object")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def test_report(bulk, tmp_path: Path):
    """One page, well-formed, that asks for nothing; names of inputs are text in it, whatever they hold."""
    bulk("a.warc.gz", "de.html", "<b>gone</b>.html", "-o", "rows", "--language", "en")
    text = Path("rows/report.html").read_text("utf-8")
    report = json.loads(Path("rows/report.json").read_bytes())
    page_ = _Strict()
    page_.feed(text)
    page_.close()

    assert ([], []) == (page_.open, page_.asked)
    assert not re.search(r"https?://|url\(|@import", text)
    assert "3 rows of 4 records" in text
    assert "language: de" in text
    assert "&lt;b&gt;gone&lt;/b&gt;.html" in text
    assert [4, 3, {"language: de": 1}] == [report["counts"][name] for name in ("records", "written", "left_out")]
    assert "<b>gone</b>.html" == report["unread"][0]["source"]
    assert {"version", "settings", "models"} <= report["made_with"].keys()


SAMPLE = re.compile(r'copydesk_bulk_([a-z_]+)\{step="(\w+)"\} (\d+(?:\.\d+)?)')


def samples(text: str) -> dict[str, float]:
    """The values of a page of metrics, each of which has its help and its type before it."""
    found = {}
    lines = text.splitlines()
    assert text.endswith("\n")
    for about, kind, sample in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        name, step, value = SAMPLE.fullmatch(sample).groups()
        assert about.startswith(f"# HELP copydesk_bulk_{name} ")
        assert kind == f"# TYPE copydesk_bulk_{name} {'counter' if name.endswith('_total') else 'gauge'}"
        assert "shard" == step
        found[name] = float(value)
    return found


def test_metrics_in_a_file(bulk):
    """As Prometheus' node exporter reads it, whole at any time; its last state is that of the end."""
    assert 0 == bulk("a.warc.gz", "-o", "rows", "--metrics", "run.prom").status
    found = samples(Path("run.prom").read_text("utf-8"))

    assert [1, 1, 3, 0] == [found[name] for name in ("parts", "parts_done", "records_total", "failures_total")]
    assert found["input_bytes"] == found["input_bytes_done"] == Path("a.warc.gz").stat().st_size
    assert not list(Path().glob(".run.prom*"))


def test_metrics_where_no_file_can_be(bulk):
    """Said in a line."""
    done = bulk("a.warc.gz", "-o", "rows", "--metrics", "gone/run.prom")

    assert (1, True) == (done.status, "gone/run.prom: cannot be written" in done.err)


def test_metrics_at_a_port(bulk):
    """What is served, for this machine alone, is what the file would hold; the last state is that of the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert 0 == bulk("a.warc.gz", "-o", "rows", "--metrics", f":{port}").status
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        kind, found = answer.headers["Content-Type"], samples(answer.read().decode())

    assert "text/plain; version=0.0.4; charset=utf-8" == kind
    assert [1, 1, 3] == [found[name] for name in ("parts", "parts_done", "records_total")]


def test_help(bulk):
    """`--help` fits a terminal, and says what each status means."""
    done = bulk("--help")

    assert 0 == done.status
    assert max(map(len, done.out.splitlines())) <= 120
    assert "Exit status: 0" in done.out
