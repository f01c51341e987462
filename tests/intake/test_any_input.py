"""What holds for any input."""

from __future__ import annotations

import gzip

from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk import intake
from copydesk.errors import IntakeError, LooksLikePath
from copydesk.settings import Settings

SETTINGS = Settings(max_bytes=1_000_000)
HEADS = st.sampled_from(
    [
        b"",
        b"\x1f\x8b\x08",
        b"\x28\xb5\x2f\xfd",
        b"<html>",
        b"\xff\xfe",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\n",
        b"<!-- Page saved with SingleFile\nurl: ",
        b"<meta charset=gb2312>",
        b"---\ntitle: ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(HEADS, st.binary(max_size=300))
@example(b"", gzip.compress(b"rain")[:-1])
def test_bytes_never_surprise(head, data):
    """Any bytes give a capture that can be written down, or an error of ours; twice the same."""
    results = []
    for _ in range(2):
        try:
            results.append(intake.receive(head + data, url=None, settings=SETTINGS))
        except IntakeError as error:
            results.append((type(error), str(error)))
        else:
            text = results[-1].text
            assert "\0" not in text
            assert text.encode().decode() == text

    assert results[0] == results[1]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_text_is_kept(text):
    """A str without NULs and surrogates is the capture's text as it stands."""
    try:
        capture = intake.receive(text, url=None, settings=SETTINGS)
    except (IntakeError, LooksLikePath):
        return

    assert capture.text == text.removeprefix("\ufeff").replace("\0", "\ufffd")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_utf8_is_utf8(text):
    """Valid UTF-8 without a declaration is read as such."""
    capture = intake.receive(("<p>" + text).encode(), url=None, settings=SETTINGS)

    assert (capture.text, capture.charset) == ("<p>" + text, "utf-8")
