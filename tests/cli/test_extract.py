"""`copydesk extract`: what goes to which stream, in which order, and with which exit status."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from copydesk.cli import copydesk as program
from copydesk.version import __version__

STORY = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Millrace Echo</title>
<meta property="og:site_name" content="Millrace Echo"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><p>By Petra Vance</p>
<p>The weir at Alder Lock will be rebuilt before the autumn floods, the rivers trust said on Monday, after two dry
summers had shown how far its timbers had rotted below the water line.</p>
<p>“We would sooner mend it now than fish it out of the estuary,” the trust’s engineer, Colm Ferris, told the parish
council, and showed photographs that nobody in the room cared to look at twice.</p>
<p>Work begins in June and is expected to take eleven weeks; the <a href="/towpath">towpath</a> stays open.</p>
</article><footer>© Millrace Echo. Subscribe to our newsletter.</footer></body></html>"""
CONSENT = """<!doctype html><html><head><title>Before you continue</title></head><body><div id="consent-dialog">
<h1>Your privacy matters to us</h1><p>We and our partners use cookies and similar technologies to store and access
information on your device. Please choose whether you accept.</p><button>Accept all</button><button>Reject all</button>
<a href="/choices">Manage my choices</a></div></body></html>"""

TEASER = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry tolls to double</title></head><body>
<article><h1>Ferry tolls to double</h1><p>By Petra Vance</p>
<p>Crossing the Sallow by ferry will cost twice as much from March, the harbour board decided on Monday, and the season
ticket that half the island lives by will go.</p>
<div><p>Subscribe to continue reading. Already a subscriber? Log in.</p></div></article></body></html>"""


def story(title: str = "Weir to be rebuilt") -> str:
    """A page with furniture and an article."""
    return STORY.format(title=title)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page in a folder of its own."""
    path = tmp_path / "weir.html"
    path.write_text(story(), "utf-8")
    return path


@pytest.fixture
def pages(tmp_path: Path) -> list[str]:
    """A good page, a PDF, a wall and another good page."""
    (tmp_path / "a.html").write_text(story("First story of four"), "utf-8")
    (tmp_path / "b.html").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>>\nendobj\n")
    (tmp_path / "c.html").write_text(CONSENT, "utf-8")
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(story("Last story of four").encode()))
    return [str(tmp_path / name) for name in ("a.html", "b.html", "c.html", "d.html.gz")]


def run(*arguments: object, stdin: bytes | str | None = None):
    """Run the command in process."""
    return CliRunner().invoke(program, ["extract", *map(str, arguments)], input=stdin)


def shell(
    *arguments: object, stdin: bytes = b"", wrap: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own; `wrap` is a bash line in which `"$@"` is the command."""
    command = [sys.executable, "-m", "copydesk", "extract", *map(str, arguments)]
    if wrap:
        command = ["bash", "-c", wrap, "bash", *command]
    given = {**os.environ, **environment}
    return subprocess.run(command, input=stdin, capture_output=True, env=given, timeout=60, check=False)


# --- one input --------------------------------------------------------------------------------------------------------


def test_one_input_gives_markdown(page):
    """The copy is on standard output, and nothing is said."""
    done = run(page)

    assert 0 == done.exit_code
    assert done.stdout.startswith("---\n")
    assert "# Weir to be rebuilt\n" in done.stdout
    assert "the rivers trust said on Monday" in done.stdout
    assert "Subscribe" not in done.stdout
    assert "" == done.stderr


def test_output_ends_with_one_line_feed(page):
    """Whatever the format, one line feed ends the data."""
    for form in ("markdown", "text", "json"):
        assert run(page, "--format", form).stdout.rstrip("\n") + "\n" == run(page, "--format", form).stdout


def test_text_is_the_body_alone(page):
    """--text gives the body without markup, title or front matter."""
    done = run(page, "--text")

    assert 0 == done.exit_code
    assert done.stdout.startswith("The weir at Alder Lock")
    assert "](" not in done.stdout


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_json_is_one_object(page, option):
    """--json gives everything as one line."""
    done = run(page, *option)

    assert 1 == done.stdout.count("\n")
    assert "Weir to be rebuilt" == json.loads(done.stdout)["title"]


def test_options_act_on_the_copy(page):
    """Links and front matter go when they are not wanted."""
    done = run(page, "--no-links", "--no-front-matter")

    assert done.stdout.startswith("# Weir to be rebuilt\n")
    assert "/towpath" not in done.stdout
    assert "the towpath stays open" in done.stdout


@pytest.mark.parametrize("arguments", [["-"], []])
def test_standard_input(arguments):
    """`-` and a pipe are standard input."""
    done = run(*arguments, stdin=story())

    assert 0 == done.exit_code
    assert "# Weir to be rebuilt" in done.stdout


def test_url_is_the_address_of_the_page(page):
    """--url tells where the page was saved from."""
    done = run(page, "--json", "--url", "https://millrace.example/weir")

    assert "https://millrace.example/weir" == json.loads(done.stdout)["url"]


def test_form_is_forced(tmp_path):
    """--form reads markup as text when told so."""
    path = tmp_path / "notes.txt"
    path.write_text("# Not a heading but a line\n\n" + "A long enough line of the story as it was told. " * 8, "utf-8")

    assert "text" == json.loads(run(path, "--json", "--form", "text").stdout)["capture"]["form"]


# --- walls, failures, nothing -----------------------------------------------------------------------------------------


def test_wall_is_status_3(tmp_path):
    """A wall gives no data; standard error says which verdict and why."""
    path = tmp_path / "wall.html"
    path.write_text(CONSENT, "utf-8")
    done = run(path)

    assert 3 == done.exit_code
    assert "" == done.stdout
    assert "wall.html: no article: consent" in done.stderr


@pytest.mark.parametrize(
    ("form", "begins"), [("csl", "[{"), ("bibtex", "@misc{"), ("ris", "TY  - "), ("jsonld", "{"), ("dc", "<oai_dc:dc")]
)
def test_citations(page, form, begins):
    """Every form of citation goes to standard output as it is; a page without a copy has none."""
    done = run(page, "--format", form)

    assert (0, True) == (done.exit_code, done.stdout.startswith(begins))
    assert (3, "") == ((empty := run("-", "--format", form, stdin="<p></p>")).exit_code, empty.stdout)


def test_wall_as_json_is_still_printed(tmp_path):
    """With --json the object is there, and says what it is."""
    path = tmp_path / "wall.html"
    path.write_text(CONSENT, "utf-8")
    done = run(path, "--json")

    assert 3 == done.exit_code
    assert "consent" == json.loads(done.stdout)["verdict"]["kind"]


def test_teaser_of_a_paywall_is_given(tmp_path):
    """A paywall stub gives its teaser, and standard error and status say that it is no article."""
    path = tmp_path / "tolls.html"
    path.write_text(TEASER, "utf-8")
    done = run(path)

    assert 3 == done.exit_code
    assert done.stdout.startswith("---\n")
    assert "# Ferry tolls to double\n" in done.stdout
    assert "Crossing the Sallow by ferry" in done.stdout
    assert "tolls.html: no article: paywall, only its teaser (" in done.stderr
    assert run(path, "--text").stdout.startswith("Crossing the Sallow by ferry")
    assert 3 == run(path, "-o", tmp_path / "copy.md").exit_code
    assert done.stdout == (tmp_path / "copy.md").read_text("utf-8")


def test_teaser_among_several(pages, tmp_path):
    """A teaser gets a file like any copy; the wall that has no text gets none, and the status is 1."""
    path = tmp_path / "tolls.html"
    path.write_text(TEASER, "utf-8")
    done = run(*pages, path, "--markdown", "-o", f"{tmp_path / 'copy'}/")

    assert 1 == done.exit_code
    assert {"a.md", "d.md", "tolls.md"} == {file.name for file in (tmp_path / "copy").iterdir()}
    assert "Crossing the Sallow by ferry" in (tmp_path / "copy" / "tolls.md").read_text("utf-8")
    assert 1 == run(*pages, path, "--text", "-o", f"{tmp_path / 'copy'}/").exit_code
    assert (tmp_path / "copy" / "tolls.txt").read_text("utf-8").startswith("Crossing")


@pytest.mark.parametrize("data", [b"", b"  \n\t\n"])
def test_nothing_is_status_3(data):
    """Empty input gives status 3 and a reason."""
    done = run("-", stdin=data)

    assert 3 == done.exit_code
    assert "" == done.stdout
    assert "empty" in done.stderr


def test_missing_file_is_status_3(tmp_path):
    """A missing file is named, with what to do; as JSON it is a failure."""
    path = tmp_path / "gone.html"
    done = run(path, "--json")

    assert 3 == done.exit_code
    assert {"source", "error", "message", "next_step"} == set(json.loads(done.stdout))
    assert "NotFound" == json.loads(done.stdout)["error"]
    assert "gone.html" in done.stderr


def test_address_without_the_extra(monkeypatch):
    """An address names the extra that fetches it."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    done = run("https://millrace.example/weir")

    assert 3 == done.exit_code
    assert "pip install 'copydesk[fetch]'" in done.stderr


def test_address_of_the_own_network():
    """An address that nobody outside could mean is not fetched."""
    pytest.importorskip("httpx")
    done = run("http://127.0.0.1/weir")

    assert 3 == done.exit_code
    assert "not public" in done.stderr


def test_bug_is_no_traceback(page, tmp_path, monkeypatch):
    """An exception nobody foresaw costs one input, is called a bug, and the others come out."""
    from copydesk import desk

    def broken(capture, settings, edit=desk.edit):
        if "breaks" in capture.text:
            raise ZeroDivisionError("division by zero")
        return edit(capture, settings)

    monkeypatch.setattr(desk, "edit", broken)
    bad = tmp_path / "bad.html"
    bad.write_text(story("This one breaks"), "utf-8")
    done = run(bad, page)
    first, second = map(json.loads, done.stdout.splitlines())

    assert 1 == done.exit_code
    assert "Bug" == first["error"]
    assert "this is a bug in copydesk (ZeroDivisionError" in first["message"]
    assert "Weir to be rebuilt" == second["title"]
    assert "Traceback" not in done.stderr


# --- many inputs ------------------------------------------------------------------------------------------------------


def test_many_inputs_in_order(pages):
    """JSON Lines in input order, failure and wall in their place, status 1."""
    done = run(*reversed(pages))
    last, wall, failure, first = map(json.loads, done.stdout.splitlines())

    assert 1 == done.exit_code
    assert ["Last story of four", "First story of four"] == [last["title"], first["title"]]
    assert "consent" == wall["verdict"]["kind"]
    assert "NotText" == failure["error"]
    assert failure["source"].endswith("b.html")
    assert "b.html" in done.stderr
    assert "c.html: no article: consent" in done.stderr


def test_every_line_begins_with_its_source(pages):
    """Article, wall, failure and explanation have the same first key, which names the input as it was given."""
    for options in ([], ["--explain", "--json"]):
        lines = [json.loads(line) for line in run(*pages, *options).stdout.splitlines()]

        assert ["source"] * 4 == [next(iter(line)) for line in lines]
        assert pages == [line["source"] for line in lines]


def test_source_of_one_input(page):
    """One object has it too; standard input is "-", whatever came of it."""
    assert str(page) == json.loads(run(page, "--json").stdout)["source"]
    assert "-" == json.loads(run("-", "--json", stdin=story()).stdout)["source"]
    assert "-" == json.loads(run("-", "--json", stdin=b"%PDF-1.7\n%\xe2\xe3").stdout)["source"]


def test_folder_and_pattern_are_many(pages, tmp_path):
    """A folder and a pattern give the same as their pages named one by one."""
    by_name = run(*pages)

    assert by_name.stdout == run(tmp_path).stdout
    assert 3 == len(run(tmp_path / "*.html").stdout.splitlines())


def test_folder_with_one_page_is_many(page, tmp_path):
    """A folder gives JSON Lines however many pages it holds."""
    done = run(tmp_path)

    assert 0 == done.exit_code
    assert "Weir to be rebuilt" == json.loads(done.stdout)["title"]


def test_folder_without_pages(page, tmp_path):
    """A folder without pages is a failure in its place; the others come out."""
    (tmp_path / "none").mkdir()
    done = run(tmp_path / "none", page)
    failure, article = map(json.loads, done.stdout.splitlines())

    assert 1 == done.exit_code
    assert "NotFound" == failure["error"]
    assert "Weir to be rebuilt" == article["title"]


def test_all_good_is_status_0(pages):
    """Several good pages are status 0, with nothing said."""
    done = run(pages[0], pages[3])

    assert 0 == done.exit_code
    assert "" == done.stderr


def test_standard_input_among_files(page):
    """`-` may be one of several inputs."""
    done = run(page, "-", stdin=story("From the pipe it came"))

    assert ["Weir to be rebuilt", "From the pipe it came"] == [
        json.loads(line)["title"] for line in done.stdout.splitlines()
    ]


# --- output files -----------------------------------------------------------------------------------------------------


def test_output_file(page, tmp_path):
    """-o writes what would have been printed, and leaves no temporary file."""
    printed = run(page).stdout
    done = run(page, "-o", tmp_path / "copy.md")

    assert 0 == done.exit_code
    assert "" == done.stdout
    assert printed == (tmp_path / "copy.md").read_text("utf-8")
    assert {"weir.html", "copy.md"} == {path.name for path in tmp_path.iterdir()}


def test_failed_input_leaves_the_old_file(tmp_path):
    """Where there is no copy, an older file stays as it was."""
    old = tmp_path / "copy.md"
    old.write_text("old", "utf-8")
    done = run("-", "-o", old, stdin=CONSENT)

    assert 3 == done.exit_code
    assert "old" == old.read_text("utf-8")


def test_json_lines_into_a_file(pages, tmp_path):
    """-o with several inputs and no format holds the JSON Lines."""
    out = tmp_path / "out.jsonl"
    printed = run(*pages).stdout

    assert 1 == run(*pages, "-o", out).exit_code
    assert printed == out.read_text("utf-8")


def test_output_folder(pages, tmp_path):
    """--markdown -o FOLDER writes a file for each copy, none for a failure or wall, and names them apart."""
    (tmp_path / "more").mkdir()
    other = tmp_path / "more" / "A.html"
    other.write_text(story("Same name in another folder"), "utf-8")
    out = tmp_path / "copy"
    done = run(*pages, other, "--markdown", "-o", f"{out}/")

    assert 1 == done.exit_code
    assert {"a.md", "d.md", "A-2.md"} == {path.name for path in out.iterdir()}
    assert "# Last story of four" in (out / "d.md").read_text("utf-8")


def test_inputs_are_never_overwritten(tmp_path):
    """A copy beside its input takes another name; an output that is the input is refused."""
    notes = tmp_path / "notes.md"
    notes.write_text("# Lock keeper retires\n\n" + "He had the keys for forty years, he said on Friday. " * 6, "utf-8")
    before = notes.read_bytes()
    other = tmp_path / "other.html"
    other.write_text(story(), "utf-8")

    assert 0 == run(notes, other, "--markdown", "-o", tmp_path).exit_code
    assert {"notes.md", "notes-2.md", "other.html", "other.md"} == {path.name for path in tmp_path.iterdir()}
    assert 2 == run(notes, "-o", notes).exit_code
    assert 2 == run(tmp_path, "--markdown", "-o", tmp_path / "copy").exit_code
    assert before == notes.read_bytes()


@pytest.mark.parametrize("out", ["no/such/folder/copy.md", "weir.html/copy.md"])
def test_output_nowhere(page, tmp_path, out):
    """An output that cannot be is a wrong call."""
    assert 2 == run(page, "-o", tmp_path / out).exit_code


def test_device_is_written_directly(page):
    """A device is written, not replaced."""
    assert 0 == run(page, "-o", "/dev/null").exit_code
    assert Path("/dev/null").is_char_device()


# --- wrong calls ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--no-such-option"], "no-such-option"),
        (["--format", "pdf"], "html"),
        (["a.html", "b.html", "--format", "html"], "-o FOLDER"),
        (["--format", "docx"], "markdown"),
        (["--form", "warc", "-"], "not from standard input"),
        (["--markdown", "--json"], "choose one"),
        (["--text", "--format", "json"], "choose one"),
        (["--precision", "--recall"], "not both"),
        (["--explain", "--text"], "--explain"),
        (["-", "-"], "once"),
        (["a.html", "b.html", "--url", "https://millrace.example/"], "--url"),
        (["a.html", "b.html", "--markdown"], "-o FOLDER"),
        (["-", "--url", "nonsense"], "--url: 'nonsense' is no absolute address"),
        (["-", "--url", ""], "--url"),
    ],
)
def test_wrong_call_is_status_2(arguments, said):
    """A wrong call says what is wrong with it."""
    done = run(*arguments, stdin="")

    assert 2 == done.exit_code
    assert "" == done.stdout
    assert said in done.stderr


def test_no_source_on_a_terminal(monkeypatch):
    """Nothing to read and a person at the keyboard: a wrong call, not a hang."""
    from copydesk.cli import streams

    monkeypatch.setattr(streams, "is_terminal", lambda stream: True)

    assert 2 == run().exit_code


def test_version():
    """--version is on standard output."""
    assert __version__ in run("--version").stdout


# --- explain ----------------------------------------------------------------------------------------------------------


def test_explain_is_a_table(page):
    """Each block with its label and reason, each fact with how it was found; no colours off a terminal."""
    done = run(page, "--explain")

    assert 0 == done.exit_code
    assert "body " in done.stdout
    assert "The weir at Alder Lock" in done.stdout
    assert "Subscribe to our newsletter" in done.stdout
    assert "title" in done.stdout.partition("facts")[2]
    assert "not found" in done.stdout
    assert "\x1b" not in done.stdout
    assert 120 >= max(map(len, done.stdout.splitlines()))


def test_explain_as_json(page):
    """--explain --json gives each block whole."""
    explained = json.loads(run(page, "--explain", "--json").stdout)
    body = [block for block in explained["blocks"] if block["label"] == "body"]

    assert 3 == len(body)
    assert all(block["reason"] and block["probability"] > 0 for block in explained["blocks"])
    assert "not found" == explained["facts"]["modified"]["how"]


def test_explain_of_a_wall(tmp_path):
    """A wall is explained too: that is when one asks."""
    done = run("-", "--explain", stdin=CONSENT)

    assert 3 == done.exit_code
    assert "consent" in done.stdout


def test_page_cannot_speak_to_the_terminal():
    """Escape sequences of a page do not get through to a terminal by way of the explanation."""
    done = run("-", "--explain", stdin=story("Title &#27;]0;owned&#7; of a page"))

    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


# --- as a process -----------------------------------------------------------------------------------------------------


def test_module_runs_as_program(page):
    """`python -m copydesk` is the command."""
    done = shell(page)

    assert (0, b"") == (done.returncode, done.stderr)
    assert b"# Weir to be rebuilt\n" in done.stdout


def test_utf8_whatever_the_locale(tmp_path):
    """Output is UTF-8 under LC_ALL=C and when Python is told to write ASCII; a name that is no text does no harm."""
    path = os.fsencode(tmp_path) + b"/caf\xe9.html"
    with open(path, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(story("Caffè — 港の橋").encode())
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    for option in ("--markdown", "--json", "--explain"):
        done = shell(os.fsdecode(path), option, **environment)

        assert (0, b"") == (done.returncode, done.stderr)
        assert "港の橋" in done.stdout.decode("utf-8")


def test_reader_goes_away(page):
    """`| head` ends the program quietly."""
    done = shell(*[page] * 40, wrap='set -o pipefail; "$@" | head -c 10')

    assert 10 == len(done.stdout)
    assert b"" == done.stderr
    assert 141 == done.returncode


def test_full_disk(page):
    """A write that fails is said, not thrown."""
    done = shell(page, wrap='"$@" > /dev/full')

    assert 1 == done.returncode
    assert b"cannot write" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_interrupt():
    """Ctrl-C ends with 130 and without a traceback."""
    command = [sys.executable, "-m", "copydesk", "extract", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(b"x" * (1 << 20))  # more than a pipe holds: once it is written, the program is reading
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert 130 == process.returncode
    assert b"Traceback" not in said


def test_progress_only_on_a_terminal(pages):
    """No bar, and no colours, where standard error is no terminal."""
    done = shell(*pages)

    assert b"\x1b" not in done.stderr
    assert b"\r" not in done.stderr


def test_colours_on_a_terminal_unless_unwanted(page):
    """The explanation is coloured on a terminal, and plain there with NO_COLOR."""
    pty = pytest.importorskip("pty")
    seen = {}
    for no_color in ("", "1"):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "copydesk", "extract", str(page), "--explain"]
        environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, env=environment)
        os.close(theirs)
        seen[no_color] = b""
        try:
            while piece := os.read(ours, 65536):
                seen[no_color] += piece
        except OSError:  # the other end is closed: how Linux says that all was read
            pass
        os.close(ours)
        assert 0 == process.wait(timeout=30)

    assert b"\x1b[" in seen[""]
    assert b"\x1b" not in seen["1"]
    assert b"The weir at Alder Lock" in seen["1"]
