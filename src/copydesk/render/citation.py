"""Article → records that reference managers, search engines and libraries read: one small writer for each format.

| format | standard |
|---|---|
| csl | CSL-JSON, the input of citation processors (citationstyles.org, schema 1.0.2), as a list of one item |
| bibtex | a BibTeX `@misc` entry, in UTF-8, signs that TeX reads as commands escaped |
| ris | RIS tags as Zotero, EndNote and Mendeley read them |
| jsonld | a schema.org `NewsArticle`, `LiveBlogPosting`, `DiscussionForumPosting` or `WebPage` |
| dc | the fifteen elements of Dublin Core (ISO 15836) as `oai_dc` XML |

What is unknown is left out. A name is parted into given and family name only where that is no guess.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from copydesk.errors import UsageError
from copydesk.records import Fact
from copydesk.render.described import Described

_FAMILY_FIRST: Final = frozenset({"zh", "ja", "ko", "vi", "hu"})
"""Languages in which the family name is printed first."""
_PARTICLES: Final = frozenset(
    "de da do dos das del della di du la le van von der den ten ter zu af av al el bin".split()
)
_GIVEN_AND_FAMILY: Final = 2
_CSL_TYPES: Final = {"article": "article-newspaper", "live_blog": "article-newspaper", "forum": "post"}
_RIS_TYPES: Final = {"article": "NEWS", "live_blog": "NEWS", "forum": "BLOG"}
_SCHEMA_TYPES: Final = {
    "article": "NewsArticle",
    "live_blog": "LiveBlogPosting",
    "forum": "DiscussionForumPosting",
}
_TEX: Final = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "{}%#$&_"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG_WORD: Final = 4
"""Letters of a word of the title that tells it apart in a key."""
_MONTHS: Final = ("", *"jan feb mar apr may jun jul aug sep oct nov dec".split())
"""BibTeX's own names of the months."""


def citation(article: Described, form: str) -> str:
    """The article's record in a format: csl, bibtex, ris, jsonld or dc. Raises UsageError for any other."""
    if form not in WRITERS:
        raise UsageError(f"format {form!r}", "is not known", f"use one of {', '.join(WRITERS)}")
    return WRITERS[form](article)


def csl_item(article: Described) -> dict[str, Any]:
    """One CSL-JSON item."""
    return _known(
        id=_key(article),
        type=_CSL_TYPES.get(article.verdict.kind, "webpage"),
        title=article.title,
        author=[_csl_name(name, kind, article.language) for name, kind in _authors(article)],
        issued=_csl_date(_value(article, "published")),
        accessed=_csl_date(_value(article, "captured")),
        **{"container-title": article.site},
        URL=_address(article),
        abstract=article.description,
        language=article.language,
        keyword=", ".join(article.tags),
    )


def news_article(article: Described) -> dict[str, Any]:
    """One schema.org object; people are `Person`, bodies `Organization`."""
    return _known(
        **{"@context": "https://schema.org", "@type": _SCHEMA_TYPES.get(article.verdict.kind, "WebPage")},
        headline=article.title,
        alternativeHeadline=article.deck,
        author=[
            {"@type": "Person" if kind == "person" else "Organization", "name": name}
            for name, kind in _authors(article)
        ],
        datePublished=_value(article, "published"),
        dateModified=_value(article, "modified"),
        publisher={"@type": "Organization", "name": article.site} if article.site else None,
        articleSection=article.section,
        keywords=list(article.tags),
        description=article.description,
        inLanguage=article.language,
        license=article.license,
        isAccessibleForFree={"free": True, "locked": False}.get(_value(article, "access") or ""),
        image=_image(article),
        url=article.url,
        mainEntityOfPage=article.canonical_url,
        correction=[link.text for link in article.corrections],
        articleBody=article.text,
    )


def _csl(article: Described) -> str:
    return json.dumps([csl_item(article)], ensure_ascii=False)


def _jsonld(article: Described) -> str:
    return json.dumps(news_article(article), ensure_ascii=False)


def _bibtex(article: Described) -> str:
    year, month, day = _day(_value(article, "published"))
    people = " and ".join(_tex_name(name, kind, article.language) for name, kind in _authors(article))
    fields = {
        "author": people,
        # Braced twice, or styles would take the capitals away.
        "title": f"{{{_tex(article.title)}}}" if article.title else "",
        "howpublished": _tex(article.site),
        "year": year,
        "month": _MONTHS[int(month or 0)],
        "day": day,
        "url": _tex_address(_address(article)),
        "urldate": (_value(article, "captured") or "")[:10],
        "language": _tex(article.language),
        "abstract": _tex(article.description),
        "keywords": ", ".join(map(_tex, article.tags)),
    }
    # The months are macros, which stand without braces.
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items() if value]
    return f"@misc{{{_key(article)},\n" + ",\n".join(lines) + "\n}\n"


def _ris(article: Described) -> str:
    year, month, day = _day(_value(article, "published"))
    rows: list[tuple[str, str | None]] = [
        ("TY", _RIS_TYPES.get(article.verdict.kind, "ELEC")),
        *(("AU", _inverted(name, kind, article.language)) for name, kind in _authors(article)),
        ("TI", article.title),
        ("T2", article.site),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if day else ""),
        ("UR", _address(article)),
        ("Y2", (_value(article, "captured") or "")[:10].replace("-", "/")),
        ("LA", article.language),
        ("AB", article.description),
        *(("KW", tag) for tag in article.tags),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _dublin_core(article: Described) -> str:
    rows: list[tuple[str, str | None]] = [
        ("title", article.title),
        *(("creator", name) for name, _ in _authors(article)),
        *(("subject", tag) for tag in article.tags),
        ("description", article.description),
        ("publisher", article.site),
        ("date", _value(article, "published")),
        ("type", "Text"),
        ("format", "text/html" if article.capture.form == "html" else "text/plain"),
        ("identifier", _address(article)),
        ("language", article.language),
        ("rights", article.license),
    ]
    lines = [f"  <dc:{name}>{escape(_NOT_XML.sub('', value))}</dc:{name}>" for name, value in rows if value]
    return "\n".join((_DC_HEAD, *lines, "</oai_dc:dc>", ""))


_DC_HEAD: Final = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
)
WRITERS: Final[dict[str, Callable[[Described], str]]] = {
    "csl": _csl,
    "bibtex": _bibtex,
    "ris": _ris,
    "jsonld": _jsonld,
    "dc": _dublin_core,
}


# People.


def _authors(article: Described) -> Iterator[tuple[str, str]]:
    """The authors with their kinds; without evidence of its kind a name is a person's."""
    fact = article.facts.get("authors", Fact())
    kinds = {str(part.value): part.kind for part in fact.parts}
    for name in article.authors:
        yield name, kinds.get(name, fact.kind) or "person"


def parted(name: str, kind: str, language: str | None) -> tuple[str, str] | None:
    """Given and family name; None where they cannot be told apart.

    >>> parted("Ann Lee", "person", "en"), parted("Ann van der Lee", "person", "nl")
    (('Ann', 'Lee'), ('Ann', 'van der Lee'))
    >>> parted("Lê Phương", "person", "vi"), parted("Ann Lee Ek", "person", "en"), parted("Reuters", "agency", "en")
    (None, None, None)
    """
    if kind != "person" or (language or "").split("-")[0] in _FAMILY_FIRST:
        return None
    words = name.split()
    first = next((place for place, word in enumerate(words) if place and word.casefold() in _PARTICLES), None)
    if first is not None and first < len(words) - 1:
        return " ".join(words[:first]), " ".join(words[first:])
    if len(words) != _GIVEN_AND_FAMILY or not name.replace(" ", "").replace("-", "").isalpha():
        return None
    return words[0], words[1]


def _csl_name(name: str, kind: str, language: str | None) -> dict[str, str]:
    parts = parted(name, kind, language)
    return {"given": parts[0], "family": parts[1]} if parts else {"literal": name}


def _inverted(name: str, kind: str, language: str | None) -> str:
    parts = parted(name, kind, language)
    return f"{parts[1]}, {parts[0]}" if parts else name


def _tex_name(name: str, kind: str, language: str | None) -> str:
    """A name as BibTeX reads it; one that cannot be parted is braced, so that it stays whole."""
    parts = parted(name, kind, language)
    return f"{_tex(parts[1])}, {_tex(parts[0])}" if parts else f"{{{_tex(name)}}}"


# Values.


def _known(**values: Any) -> dict[str, Any]:
    """The values that are known."""
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def _value(article: Described, name: str) -> str | None:
    fact = article.facts.get(name)
    return fact.value if fact is not None and isinstance(fact.value, str) else None


def _address(article: Described) -> str | None:
    return article.canonical_url or article.url


def _image(article: Described) -> dict[str, Any] | None:
    picture = article.image
    if picture is None or not picture.url:
        return None
    return _known(**{"@type": "ImageObject"}, url=picture.url, caption=picture.caption, creditText=picture.credit)


def _day(value: str | None) -> tuple[str, str, str]:
    """Year, month and day of a date, each empty when it is unknown."""
    year, month, day, *_ = [*(value or "")[:10].split("-"), "", "", ""]
    return year, month, day


def _csl_date(value: str | None) -> dict[str, Any] | None:
    parts = [int(part) for part in _day(value) if part]
    return {"date-parts": [parts]} if parts else None


def _tex(text: str | None) -> str:
    return " ".join((text or "").split()).translate(_TEX)


def _tex_address(address: str | None) -> str:
    """An address as it is, for programs read it; only signs that would end the field are written in hexadecimal."""
    return (address or "").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _key(article: Described) -> str:
    """A key such as `lee2024rain`, of ASCII letters and figures; the digest of the capture where there are no such."""
    words = [_ascii(word) for word in (article.title or "").split()]
    told = next((word for word in words if len(word) >= _LONG_WORD), next(filter(None, words), ""))
    name = next((_ascii(name.split()[-1]) for name in article.authors if name.split()), "")
    year = _day(_value(article, "published"))[0]
    key = f"{name}{year}{told}"
    return key if any(map(str.isalpha, key)) else f"capture{article.capture.sha256[:8]}"


def _ascii(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return "".join(filter(str.isalnum, plain))
