"""`copydesk demo`: a week of an invented coast as an archive, and the reading room on it."""

from __future__ import annotations

import re
import tempfile
import tomllib
import webbrowser
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from threading import Timer
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import click

from copydesk.cli import streams
from copydesk.cli.archives import said
from copydesk.errors import ArchiveError, NeedsExtra, UsageError
from copydesk.records import Delivery, Failure

_TABLE: Final = "pages.toml"
_PLACE: Final = re.compile(r"\{\{(?P<what>iso|day|weekday|path) (?P<shift>-?\d+)(?: (?P<clock>\d\d:\d\d))?\}\}")
_WEEKDAYS: Final = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "ar": "الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
}
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
}
_DAYS: Final = {
    "en": "{day} {month} {year}",
    "de": "{day}. {month} {year}",
    "ar": "{day} {month} {year}",
    "ja": "{year}年{month}{day}日",
}
_MAIN: Final = "closed meeting is told"
"""Words of the title of the article that a guide begins with."""
ALTERED: Final = "We have waited long enough for a wall, and we shall not wait for another winter"
"""A quotation of the week with a word changed."""
_FILE: Final = "kestrel-bay.db"


class Guide(NamedTuple):
    """One thing to see: what it is, and its address within the room."""

    what: str
    path: str


@click.command(
    "demo",
    epilog="Exit status: 0 done, or ended by Ctrl-C; 1 it could not be filled or opened; 2 usage, or a taken port.",
)
@click.option("--archive", "path", metavar="DB", help="A new file for the archive. [in a temporary folder]")
@click.option("--port", type=click.IntRange(0, 65_535), default=8018, show_default=True, help="0 takes a free one.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Show the front page in a browser.")
@click.option("--serve/--no-serve", "serves", default=True, show_default=True, help="Open the reading room.")
@said
def command(path: str | None, port: int, browser: bool, serves: bool) -> None:
    """Fill a small archive with a week of an invented coast, and open the reading room on it.

    A story that its paper changes twice, an official who denies it, an agency's story in two papers, an interview in
    German: all of it was written for this, none of it happened.
    """
    if path is not None:
        if Path(path).exists():
            raise UsageError(path, "is there already", "name a new file for the archive")
        _show(Path(path), port, browser=browser, serves=serves)
    elif serves:
        with tempfile.TemporaryDirectory(prefix="copydesk-demo-") as folder:
            _show(Path(folder, _FILE), port, browser=browser, serves=True)
    else:
        _show(Path(tempfile.mkdtemp(prefix="copydesk-demo-"), _FILE), port, browser=False, serves=False)


def _show(path: Path, port: int, *, browser: bool, serves: bool) -> None:
    """Fill an archive, say what to look at, and open the room."""
    streams.say(f"filling {path} with a week of an invented coast")
    if not fill(path, datetime.now(UTC).date()):
        streams.say("nobody's statements are read without onnxruntime: pip install 'copydesk[ledger]'")
    look = guide(path)

    def opened(base: str) -> None:
        streams.say("look at:")
        for each in look:
            streams.say(f"  {each.what:<33} {base}{each.path}")
        if browser:
            # The room listens at its address already and answers as soon as it runs.
            opening = Timer(0.8, webbrowser.open, (base,))
            opening.daemon = True
            opening.start()

    if serves:
        from copydesk.cli.serve import serve

        serve(path, opened=opened, port=port, title="Kestrel Bay, a demo")
    else:
        streams.say(f"to read it: copydesk serve --archive {path}")


def fill(path: Path, today: date) -> bool:
    """Make an archive of the demo's pages, as if the week they tell of ended today; whether statements were read."""
    from copydesk.archive.archive import Archive

    with Archive(path) as archive:
        for answer in archive.filing(deliveries(today)):
            if isinstance(answer, Failure):
                raise ArchiveError(answer.source, answer.message, answer.next_step)
        try:
            archive.read_statements()
        except NeedsExtra:
            return False
    return True


def deliveries(today: date) -> Iterator[Delivery]:
    """The captures of the week that ends on a day, in the order of time."""
    for page in tomllib.loads(_read(_TABLE))["page"]:
        yield _delivery(page, today)


def _delivery(page: Mapping[str, Any], today: date) -> Delivery:
    text = _read(page["file"])
    for before, after in page.get("instead", ()):
        if before not in text:
            raise ValueError(f"{page['file']} has no {before!r}")
        text = text.replace(before, after)
    language = page.get("language", "en")
    url = dated(page["url"], today, language)
    return Delivery(
        data=dated(text, today, language).encode(),
        name=url,
        url=url,
        captured=f"{today + timedelta(page['day'])}T{page['at']}:00Z",
        captured_how="given",
    )


def dated(text: str, today: date, language: str = "en") -> str:
    """A text with its days written out, counted from a day, as readers of a language write them.

    >>> dated("{{day -1}}, {{iso -1 07:40}}, {{weekday 0}}, {{path 0}}", date(2024, 3, 1))
    '29 February 2024, 2024-02-29T07:40:00+00:00, Friday, 2024/3/1'
    """

    def written(place: re.Match[str]) -> str:
        when = today + timedelta(int(place["shift"]))
        if place["what"] == "iso":
            return f"{when}T{place['clock']}:00+00:00"
        if place["what"] == "path":
            return f"{when.year}/{when.month}/{when.day}"
        if place["what"] == "weekday":
            return _WEEKDAYS[language].split()[when.weekday()]
        month = _MONTHS[language].split()[when.month - 1]
        return _DAYS[language].format(day=when.day, month=month, year=when.year)

    return _PLACE.sub(written, text)


def guide(path: Path) -> tuple[Guide, ...]:
    """What to look at first in a filled archive."""
    from copydesk.archive.archive import Archive

    with Archive(path, create=False, read_only=True) as archive:
        main = archive.search(f'title:"{_MAIN}"', limit=1).hits[0].article
    return (
        Guide("the week", "/"),
        Guide("the article", f"/article/{main}"),
        Guide("its changed figure", f"/article/{main}/diff?a=1&b=2"),
        Guide("who denied it", "/ledger?polarity=denies&speaker=Renn"),
        Guide("a citation", f"/article/{main}#cite"),
        Guide("a quotation that was altered", f"/quote?{urlencode({'q': ALTERED})}"),
    )


def _read(name: str) -> str:
    return resources.files("copydesk").joinpath("demo", "week", name).read_text("utf-8")
