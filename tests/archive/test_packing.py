"""Packing: what is packed in many threads at once is what was put in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from copydesk.archive.packing import pack, pack_small, train, unpack

PAGES = [
    (f"<p>The council of harbour {number} met on Monday.</p>" * (number % 50 + 20)).encode() for number in range(400)
]


def test_threads_do_not_share_their_tools():
    """Each has its own: a decompressor works without the interpreter's lock, and two at one time damaged each other."""
    shared = train(PAGES * 3)
    packed = [(pack(page, shared), shared) for page in PAGES] + [(pack_small(page), None) for page in PAGES]

    with ThreadPoolExecutor(8) as threads:
        for _ in range(4):
            assert [unpack(*each) for each in packed] == list(threads.map(lambda each: unpack(*each), packed))
