"""`copydesk serve`: it opens, says where, and ends; what keeps it from that is one line."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from copydesk.archive.archive import Archive
from copydesk.cli import main

pytest.importorskip("starlette", reason="the reading room needs copydesk[web]")


@pytest.fixture
def path(tmp_path):
    """An empty archive."""
    Archive(tmp_path / "news.db").close()
    return tmp_path / "news.db"


def test_opens_and_ends(path):
    """On a free port, which is said; Ctrl-C ends it without a word of Python."""
    command = [sys.executable, "-m", "copydesk", "serve", "--archive", str(path), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        said = server.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)[0]
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert 200 == answer.status
        server.send_signal(signal.SIGINT)
        rest = server.communicate(timeout=20)[1]
        assert server.returncode in (0, 130)
    finally:
        server.kill()
        server.communicate()

    assert "Traceback" not in rest


def test_a_port_that_is_taken(path, capsys):
    """Is named, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert 2 == main(["serve", "--archive", str(path), "--port", str(port)])

    assert f"127.0.0.1:{port}: cannot be listened at" in capsys.readouterr().err


def test_what_is_no_archive(tmp_path, capsys):
    """Is not served."""
    page = tmp_path / "page.html"
    page.write_text("<p>no archive</p>" * 100)

    assert 1 == main(["serve", "--archive", str(page)])
    assert "not an archive" in capsys.readouterr().err
    assert 1 == main(["serve", "--archive", str(tmp_path / "none.db"), "--read-only"])
    assert "no such archive" in capsys.readouterr().err
