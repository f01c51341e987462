"""The language of an article: what the page declares, checked against the text.

Templates declare wrongly (an English theme over a Finnish text), so the text decides where it is long enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from copydesk.article.addresses import host_of
from copydesk.article.case import Case, base_of, front_strings, metas, once, things_of
from copydesk.article.declared import Item, strings
from copydesk.article.evidence import Candidate, nowhere
from copydesk.dates import Order, order_told
from copydesk.dates.months import words
from copydesk.parser import guess_language

LEAST_LETTERS: Final = 60
"""Letters below which the text says nothing: on shorter lines of news text the guess is often a neighbour language."""
SURE: Final = 0.7
"""Confidence from which the text overrules a declaration; a guess between close neighbours lies below."""
_SAMPLE: Final = 600
"""Characters of the text that are looked at: on 769 pages as many agreed with the known language as with 1,500."""

_TAG: Final = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$")

# ISO 639-3 (and the macrolanguage's members that detectors name) to the two-letter code of BCP 47.
_CODES: Final = dict(
    pair.split("=")
    for pair in words("""
    afr=af amh=am ara=ar arb=ar ary=ar arz=ar aze=az azj=az bel=be ben=bn bos=bs bul=bg cat=ca ces=cs cmn=zh
    zho=zh yue=zh cym=cy dan=da deu=de ell=el eng=en epo=eo est=et ekk=et eus=eu fas=fa pes=fa prs=fa fin=fi
    fra=fr gle=ga glg=gl guj=gu hau=ha heb=he hin=hi hrv=hr hun=hu hye=hy ibo=ig ind=id isl=is ita=it jav=jv
    jpn=ja kan=kn kat=ka kaz=kk khm=km kin=rw kir=ky kor=ko kur=ku lao=lo lat=la lav=lv lvs=lv lit=lt ltz=lb
    mal=ml mar=mr mkd=mk mlg=mg mlt=mt mon=mn khk=mn msa=ms zsm=ms mya=my nep=ne npi=ne nld=nl nno=nn nob=nb
    nor=no ori=or orm=om pan=pa pol=pl por=pt pus=ps ron=ro rus=ru sin=si slk=sk slv=sl sna=sn som=so spa=es
    sqi=sq als=sq srp=sr swa=sw swh=sw swe=sv tam=ta tel=te tgk=tg tgl=tl tha=th tuk=tk tur=tr uig=ug ukr=uk
    urd=ur uzb=uz uzn=uz vie=vi xho=xh yid=yi yor=yo zul=zu
    """)
)

_FAMILIES: Final = (
    {"no", "nb", "nn", "da"},
    {"hr", "bs", "sr", "sh"},
    {"id", "ms"},
    {"fa", "prs"},
    {"gl", "pt"},
    {"tl", "fil"},
)
"""Codes so near that a guess does not overrule a declaration."""


def tag_of(code: str) -> str:
    """A language code of three letters as BCP 47 writes it.

    >>> tag_of("deu"), tag_of("gsw")
    ('de', 'gsw')
    """
    return _CODES.get(code, code)


def tidy_tag(text: str) -> str:
    """A declared language as BCP 47 writes it; empty when it is none.

    >>> tidy_tag("en_gb"), tidy_tag("deu"), tidy_tag("zh-hans-cn"), tidy_tag("English")
    ('en-GB', 'de', 'zh-Hans-CN', '')
    """
    text = text.strip().split(",")[0].split(".")[0].strip()
    if not _TAG.match(text):
        return ""
    primary, *rest = text.replace("_", "-").split("-")
    primary = tag_of(primary.lower())
    if primary in ("und", "mul", "xx"):
        return ""
    subtags = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest]
    return "-".join([primary, *(part for part in subtags if part)])


def guess(text: str) -> tuple[str, float]:
    """The language of a text and the confidence; nothing for a text too short to tell.

    >>> guess("A bridge.")
    ('', 0.0)
    """
    sample = text[:_SAMPLE]
    if _letters(sample[: 2 * LEAST_LETTERS]) < LEAST_LETTERS and _letters(sample) < LEAST_LETTERS:
        return "", 0.0
    code, confidence = guess_language(sample)
    return tag_of(code), confidence


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def agree(left: str, right: str) -> bool:
    """Whether two tags name one language, or two that a guess cannot tell apart.

    >>> agree("en-GB", "en"), agree("nb", "no"), agree("en", "fi")
    (True, True, False)
    """
    first, second = left.split("-")[0], right.split("-")[0]
    return first == second or any(first in family and second in family for family in _FAMILIES)


# The finder.

_DAY_FIRST_ENDINGS: Final = frozenset(words("uk au nz ie in za sg ng ke gh pk lk my hk mt jm tt eu"))
_MONTH_FIRST_ENDINGS: Final = frozenset(words("us gov mil"))
_MONTH_FIRST_REGIONS: Final = frozenset({"en-US", "en-PH"})


def find_languages(case: Case) -> Iterator[Candidate]:
    """Declared tags that the text bears out, then the text itself, then the other declared ones."""
    declared = [found for found in front_strings(case, "language", "lang") if tidy_tag(str(found.value))]
    items = [*_declared(case), *(item for thing in things_of(case) for item in strings(thing, "inLanguage"))]
    declared += [Candidate(tag, item.how, 0.8, item.place) for item in items if (tag := tidy_tag(item.value))]
    guessed, confidence = _guessed(case)
    if not guessed:
        yield from declared
        return
    borne_out = [found for found in declared if agree(str(found.value), guessed)]
    by_text = Candidate(guessed, "text", round(min(confidence, 0.95), 3), nowhere)
    rest = [found for found in declared if found not in borne_out]
    yield from (found._replace(confidence=0.97) for found in borne_out)
    if confidence >= SURE or not declared:
        yield by_text
        yield from (found._replace(confidence=0.2) for found in rest)
    else:
        yield from rest
        yield by_text


def _declared(case: Case) -> Iterator[Item]:
    if case.declared.language:
        yield case.declared.language
    yield from metas(case, "og:locale", "content-language", "dc.language", "dcterms.language", "language")


@once
def _guessed(case: Case) -> tuple[str, float]:
    return guess(case.text)


@once
def order_of(case: Case) -> Order:
    """Whether day or month comes first in a date of figures.

    The language decides, in English the region or the domain, and where neither tells, the page's other dates.
    """
    tags = [tag for item in _declared(case) if (tag := tidy_tag(item.value))] or [_guessed(case)[0] or "en"]
    regions = {tag for tag in tags if tag.startswith("en-")}
    if any(tag.split("-")[0] != "en" for tag in tags):
        return "day"
    if regions:
        return "month" if regions <= _MONTH_FIRST_REGIONS else "day"
    ending = host_of(base_of(case)).rpartition(".")[2]
    if ending in _DAY_FIRST_ENDINGS:
        return "day"
    return "month" if ending in _MONTH_FIRST_ENDINGS else order_told(block.text for block in case.sheet.blocks)
