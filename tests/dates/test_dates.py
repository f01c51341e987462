"""Dates in markup and in words."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.dates import find_dates, path_date, read_date
from copydesk.dates.months import GREGORIAN, SOLAR_HIJRI, fold

DECLARED = {
    "2024-05-07": "2024-05-07",
    "2024-5-7": "2024-05-07",
    "20240507": "2024-05-07",
    "20240507T073000Z": "2024-05-07T07:30:00+00:00",
    "2024/05/07 09:30": "2024-05-07T09:30",
    "2024-05-07T00:00:00": "2024-05-07T00:00:00",
    "2024-05-07T09:30:00.123Z": "2024-05-07T09:30:00+00:00",
    "2024-05-07T09:30:00+0200": "2024-05-07T09:30:00+02:00",
    "2024-05-07T09:30:00 +02:00": "2024-05-07T09:30:00+02:00",
    "2024-05-07T09:30+02": "2024-05-07T09:30+02:00",
    "2024-05-07 09:30:00 UTC": "2024-05-07T09:30:00+00:00",
    "Tue, 07 May 2024 09:30:00 +0300": "2024-05-07T09:30:00+03:00",
    "Tue May 07 09:30:00 EDT 2024": "2024-05-07T09:30:00-04:00",
    "Tue May 07 2024 09:30:00 GMT+0100 (CET)": "2024-05-07T09:30:00+01:00",
    "1715067000": "2024-05-07T07:30:00+00:00",
    "1715067000000": "2024-05-07T07:30:00+00:00",
}
WORDS = {
    "March 19, 2025": "2025-03-19",
    "MARCH 19, 2025 AT 2:05 P.M. EDT": "2025-03-19T14:05-04:00",
    "Sept. 3rd, 2024": "2024-09-03",
    "19. März 2025, 14:05 Uhr": "2025-03-19T14:05",
    "19. März 2025, 14.05 Uhr": "2025-03-19T14:05",
    "14:05, 19.03.2025": "2025-03-19T14:05",
    "19. 3. 2025 14:05": "2025-03-19T14:05",
    "19 de marzo de 2025 a las 14:05": "2025-03-19T14:05",
    "19 de março de 2025 às 14h05": "2025-03-19T14:05",
    "19 mars 2025 à 14h05": "2025-03-19T14:05",
    "1er août 2024": "2024-08-01",
    "19 marzo 2025 alle 14:05": "2025-03-19T14:05",
    "19 maart 2025": "2025-03-19",
    "19 marca 2025": "2025-03-19",
    "19. března 2025": "2025-03-19",
    "19 mars 2025 kl. 14.05": "2025-03-19T14:05",
    "19. marts 2025 kl. 14:05": "2025-03-19T14:05",
    "19.3.2025 klo 14.05": "2025-03-19T14:05",
    "19. maaliskuuta 2025": "2025-03-19",
    "2025. március 19., 14:05": "2025-03-19T14:05",
    "19 martie 2025": "2025-03-19",
    "19 Mart 2025 Çarşamba 14:05": "2025-03-19T14:05",
    "Rabu, 19 Mar 2025 14:05 WIB": "2025-03-19T14:05+07:00",
    "19 марта 2025, 14:05": "2025-03-19T14:05",
    "19 березня 2025": "2025-03-19",
    "19 ΜΑΡΤΙΟΥ 2025": "2025-03-19",
    "١٩ مارس/آذار ٢٠٢٥": "2025-03-19",
    "۲۹ اسفند ۱۴۰۳ - ۱۴:۰۵": "2025-03-19T14:05",
    "۱۴۰۳/۱۲/۲۹": "2025-03-19",
    "19 במרץ 2025, 14:05": "2025-03-19T14:05",
    "19 मार्च 2025, 02:05 PM": "2025-03-19T14:05",
    "2025年3月19日 14時05分": "2025-03-19T14:05",
    "2025年3月19日 下午2:05": "2025-03-19T14:05",
    "令和7年3月19日": "2025-03-19",
    "2025년 3월 19일 오후 2:05": "2025-03-19T14:05",
    "19 tháng 3, 2025": "2025-03-19",
    "19 มี.ค. 68 14:05": "2025-03-19T14:05",
    "19 มีนาคม พ.ศ. 2568": "2025-03-19",
    "19/03/2568": "2025-03-19",
    "19. ožujka 2025.": "2025-03-19",
    "19. listopada 2025.": "2025-10-19",
    "19 listopada 2025": "2025-11-19",
    "19. marca 2025 ob 14.05": "2025-03-19T14:05",
    "19. märts 2025": "2025-03-19",
    "2025. gada 19. martā": "2025-03-19",
    "2025 m. kovo 19 d. 14:05": "2025-03-19T14:05",
    "2025eko martxoaren 19a": "2025-03-19",
    "19 mawrth 2025": "2025-03-19",
    "19 сакавіка 2025": "2025-03-19",
    "2025 жылғы 19 наурыз": "2025-03-19",
    "2025-yil 19-mart": "2025-03-19",
    "19 მარტი, 2025": "2025-03-19",
    "19 մարտի, 2025": "2025-03-19",
    "மார்ச் 19, 2025": "2025-03-19",
    "19 మార్చి 2025": "2025-03-19",
    "१९ मार्च २०२५": "2025-03-19",
    "19 Machi 2025": "2025-03-19",
    "Marso 19, 2025": "2025-03-19",
}
NO_DATES = [
    "",
    "soon",
    "0000-00-00",
    "2024-13-45",
    "2024-02-30",
    "3 min read",
    "May 2024",
    "1.2.3",
    "12345678901234567890",
]


@pytest.mark.parametrize(("text", "value"), DECLARED.items())
def test_declared(text: str, value: str):
    """A declared date in any of its sloppy forms."""
    assert value == getattr(read_date(text), "value", None)


@pytest.mark.parametrize(("text", "value"), WORDS.items())
def test_words(text: str, value: str):
    """A date in words, alone and inside a line; its place holds it."""
    found = find_dates(f"Published: {text}")

    assert [value] == [moment.value for moment in found]
    assert value == getattr(read_date(text), "value", None)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str):
    """What is no date, or no day of the calendar, stays unknown."""
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("03/04/2025", "", None),
        ("03/04/2025", "day", "2025-04-03"),
        ("03/04/2025", "month", "2025-03-04"),
        ("19/03/2025", "month", "2025-03-19"),
        ("03/19/2025", "day", "2025-03-19"),
        ("03.04.2025", "month", "2025-04-03"),
        ("05/05/2025", "", "2025-05-05"),
    ],
)
def test_order_of_figures(text: str, order: str, value: str | None):
    """Day or month first: a figure above twelve decides, else the language, else nobody."""
    assert value == getattr(read_date(text, order), "value", None)  # type: ignore[arg-type]


def test_changed():
    """The words before a date tell whether it is of a change."""
    found = find_dates("Publié le 19 mars 2025 à 14h05, mis à jour le 20 mars 2025 à 9h00")

    assert [("2025-03-19T14:05", False), ("2025-03-20T09:00", True)] == [(one.value, one.changed) for one in found]


def test_path():
    """A day in an address is found in full only."""
    assert path_date("https://quay.example/2024/05/rain") is None
    assert "2024-05-07" == getattr(path_date("https://quay.example/news/2024-05-07-rain"), "value", None)


def test_months_mean_one_month():
    """No form means two months, in whichever languages; every table has its twelve."""
    meanings: dict[str, set[int]] = {}
    for language, table in GREGORIAN.items():
        assert len(table.split(",")) == 12, language
        for number, forms in enumerate(table.split(","), 1):
            for form in forms.split():
                meanings.setdefault(fold(form), set()).add(number)

    assert {} == {form: numbers for form, numbers in meanings.items() if len(numbers) > 1}
    assert set() == meanings.keys() & set(map(fold, SOLAR_HIJRI.split()))


@given(st.text(alphabet="0123456789-/:. TZ+年月日,MaryPm", max_size=60))
def test_any_text(text: str):
    """Nothing raises, what is found can be read by the standard library and stands where it says."""
    for moment in [*find_dates(text, "day"), *filter(None, [read_date(text, "month")])]:
        assert datetime.fromisoformat(moment.value) if "T" in moment.value else date.fromisoformat(moment.value)
        assert text[moment.start : moment.end].strip()
