"""Bylines and declared authors, split into names, each with what it is: a person, an organisation, a news agency.

Shapes
1. a byline with its word: `By Ann Lee and Bo Ek, staff writers`, `Von Ann Lee`, `文／李安`
2. names with company: `Ann Lee in Caracas`, `Ann Lee, Harbour Post`, `Ann Lee (dpa)`
3. a list: `Ann Lee; Bo Ek`, `Ann Lee, Bo Ek & Cy Ito`, `李安、王博`
4. a body alone: `Reuters`, `Staff`, `Redaktion`
What is no name (an address, a date, a role, a reading time) is cut away first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from copydesk.dates import find_dates
from copydesk.dates.months import entries, words
from copydesk.words import words as word_lists

_LONGEST: Final = 400
"""Characters of a byline that are read; with a dozen names it stays below."""
_LONGEST_NAME: Final = 60
_MOST_WORDS: Final = 6
"""Words of a person's name, most particles included; a longer run of words is a sentence or a role."""
_OF_SURNAMES: Final = frozenset(words("de la los las y"))
"""Particles not counted: a name with two surnames has three or four of them."""
MAX_NAMES: Final = 30
"""Names taken from one byline."""


class Name(NamedTuple):
    """A name as printed, and its kind: person, organisation or agency."""

    text: str
    kind: str


_BY: Final = re.compile(
    r"^[\s|•·–—:,/\[(]*(?:"
    r"words(?=\s*:)|interview(?=\s*:)|entrevista(?=\s*:)|intervista(?=\s*:)"
    r"|(?:words|text|texte|textos?|story) (?:and|und|et|y|e|&) "
    r"(?:photos?|fotos?|pictures?|photographs?|bilder|images?)(?=\s*:)"
    r"|(?:(?:words|text|story|report|reporting|written|posted|published|created|contributed|analysis|opinion|photos?)"
    r"(?: and \w+)? )?by\b|by|authors?|autor[*/:_]in(?:nen)?|von|vom|autor(?:en|es|a|in|ka|zy)?|verfasst von"
    r"|(?:geschrieben|erstellt|eingestellt|veröffentlicht|gepostet|publiziert|redaktion|artikel"
    r"|(?:eine?|der) [\w-]{4,20}) von|redaktion(?=\s*:)"
    r"|par|publié par|écrit par|auteurs?|propos recueillis par|por|publicado por|escrito por|di|a cura di"
    r"|scritto da|door|geschreven door"
    r"|textos?|texte(?=\s*:)|testo(?=\s*:)|text|tekst"
    r"|skriven av|av|af|skrevet af|skrevet av|kirjoittaja|autorzy|napisał|yazar|yazan|de la|írta"
    r"|szerző|penulis|oleh"
    r"|tác giả|người viết|theo(?=\s(?=\S+\s\S)[^\n]{0,60}[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ])"
    r"|เขียนโดย|โดย|ผู้เขียน|автор(?:ы|и)?|текст|от|συντάκτης|του|της|γράφει (?:ο|η)|بقلم|كتب|كتبت|نویسنده|מאת|लेखक|द्वारा"
    r"|文|撰文|作者|記者|记者|文字|撰稿|責任編輯|责任编辑|글|기자"
    r")(?:\s*[:：/／|]\s*|\s+|(?<=[文者稿字글])(?=\S))",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(r"^\s*By(?=[A-Z][\w.]*\s)")
"""A "By" whose space was a style sheet's."""
_NO_NAME: Final = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w{2,}|\[email\s?protected\]")
_NO_NAME_MARKS: Final = ("@", "://", "www.", "[email")
"""What every match of the pattern above has in it."""
_DIGIT: Final = re.compile(r"\d")
_DANGLING: Final = re.compile(r"\s(?:am|le|on|el|il|em|den|på|op|at|à|um)\s+\|", re.IGNORECASE)
"""The preposition of a date that was cut off."""
_TIME: Final = re.compile(
    r"(?:\b(?:at|um|à|às|alle|kl\.?)\s+)?\b\d{1,2}[:.h]\d{2}(?::\d{2})?\b(?:\s?[ap]\.?m\b\.?)?(?:\s?Uhr\b)?",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"[(\[（【]([^()\[\]（）【】]{0,80})[)\]）】]")
_PLACE: Final = re.compile(
    r"\s+(?:in|from|at|reporting from|reports from|aus|en|à|desde|em|da|a|in het|i|w|v|в|у|из|στη[νς]?|στο)\s+"
    r"(?=[^\W\d_a-zа-я])[^,;|&]*$"
)
_FOR: Final = re.compile(
    r"\s+(?:for|für|pour|voor|(?:in|at|from|for) (?:the|a|an)|im|beim|dans l[ae]|en (?:el|la)|nella?)\s+"
    r"(?=[^\W\d_a-zа-я])[^,;|&]*$"
)
"""Where or for whom a person writes; in the name of a body the same words belong to it ("Institute for Tides")."""
_ASIDE: Final = re.compile(
    r"(?:\b(?:leave|post|add|write|join) (?:a|your|the) (?:comment|reply|response|conversation)"
    r"|\b(?:schreibe?n?|hinterlassen?) (?:sie )?(?:einen|ein) kommentar"
    r"|\bkommentar (?:hinterlassen|schreiben|verfassen)"
    r"|\bdej(?:a|ar) un (?:comentario|respuesta)|\blaiss(?:er|ez) un commentaire|\blascia un (?:commento|risposta)"
    r"|\bdeix(?:e|ar) um comentário|\bgeef een reactie|\bzostaw komentarz|\bоставить комментарий"
    r"|\b(?:no|one|be the first to) comments?)\b",
    re.IGNORECASE,
)
"""Words of a link to the comments, which themes put in the line of the byline."""
_ACTION: Final = re.compile(
    r"(?<=\S)\s+(?:published|updated|leave|share|comments?|reply|print|e-?mail|tweet|follow|subscribe|listen|bookmark"
    r"|teilen|kommentare?|kommentieren|drucken|merken|compartir|comentarios|partager|commentaires|condividi"
    r"|commenta|compartilhar?|delen|reacties|udostępnij|поделиться|комментарии)(?=\s|$)",
    re.IGNORECASE,
)
_PICTURED: Final = re.compile(
    r"(?<!\band)(?<!\bund)(?<!\bet)(?<!\by)(?<!\be)(?<!&)(?<=[^\s.;,|/])[\s.;,|/]+"
    r"(?:pictures?|photos?|photograph(?:s|y|e[rn]?|ies?)?|pics|fotos?|fotografías?|fotografi?e[ns]?|bilder|images?|imágenes"
    r"|imagens|immagini|illustrations?|illustrationen|ilustraci(?:ón|ones)|graphics?|grafik(?:en)?|videos?)"
    r"(?:\s*[:：]|\s+(?:by|von|de|par|por|di|door|av|af)\b)"
    r".*?(?=(?:[.;,|/]\s*|\s)(?:words|texte?|textos?|testo|tekst|story|report)(?:\s*:|\s+by\b)|[|\n]|$)",
    re.IGNORECASE,
)
"""The credit of the pictures behind the byline, up to the label of the words or the next bar."""
_SURNAMES: Final = re.compile(
    r"(\bd(?:e|el|e la|e los|e las) [^\W\d_a-z][\w’'-]+) y ([^\W\d_a-z][\w’'-]*[a-zà-ÿ])(?=\s*(?:$|[,;|&(.]|[yi] ))"
)
"""Two surnames of one person, the first with a particle: "de la Cruz y Vega"."""
_JOINT: Final = "\ue000"
"""Stands for the "y" between two surnames while a line is split; of a private area, so in no byline."""
_OFFICE: Final = re.compile(
    r"(\b(?:Cent(?:er|re)|Institute|Department|Ministry|Office|Bureau|School|College|Faculty|Committee|Council|Board)"
    r" (?:for|of|on) (?:[\w’'-]+ ){1,3}?[\w’'-]+) and ([A-Z][\w’'-]+)(?=\s*(?:$|[,;|&(]))"
)
"""A body for two things: "Institute for Tides and Currents"."""
_JOINT_AND: Final = "\ue001"
_KOREAN: Final = re.compile(
    r"(?!(?:인턴|사진|취재|담당|시민|객원|전문|본지|선임|수석|편집|영상|외부)\s*(?:기자|위원))([가-힣]{2,4}?)(?:\s+[가-힣]{2,4})?"
    r"\s*(?:기자|특파원|논설위원|통신원)(?![가-힣])"
)
"""A Korean name and the role behind it."""
_BETWEEN: Final = re.compile(
    r"\s*[;|•·、，\n\t]\s*|\s+[/–—]\s+|\s*／\s*|\s*,\s*(?:(?:and|und|et|y|e|og|och|en|ve)\s+)?|\s*&\s*"
    r"|\s+(?:and|und|et|y|e|og|och|i|en|ja|ve|và|și|şi|és|a|και|и|і|та|و|with|mit|avec|con|com|dan)\s+",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(
    r",?\s+(?:ph\.?\s?d|m\.?\s?d|m\.?\s?a|b\.?\s?a|m\.?\s?sc|r\.?d|mba|esq|ll\.?m|j\.?d|dds|rn|cpa"
    r"|frcp)\.?(?=$|[\s,;|])",
    re.IGNORECASE,
)
_GENERATION: Final = re.compile(r",\s*(?=(?:jr|sr|ii|iii|iv)\b\.?)", re.IGNORECASE)
_LEADING: Final = re.compile(
    r"^(?:(?:analysis|opinion|commentary|exclusive|report|kommentar|interview|the|staff writer|reporter|editor"
    r"|columnist"
    r"|correspondent|contributor|guest (?:author|post)|author|name|written|posted|and|und|et|with|mit|by|von"
    r"|por|par|unser(?:em)?"
    r"|dr|prof|mr|mrs|ms)\b\.?\s*[:\-–]?\s+)+",
    re.IGNORECASE,
)
_HONORIFIC: Final = frozenset(words("dr prof mr mrs ms"))
_ROLE: Final = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|editorial|columnists?|contributors?|contributing"
    r"|producers?|journalists?"
    r"|photographers?|photos?|freelance|intern|fellow|professor|lecturer|director|founder|chief|senior"
    r"|political|author of|team leader"
    r"|redakteur(?:in)?|korrespondent(?:in)?|reporterin|volontär(?:in)?|chefredakteur(?:in)?|journalistin"
    r"|autorin|gastautor(?:in)?"
    r"|correspondant[es]?|journalistes?|rédact(?:eur|rice)|envoyée?|chroniqueu(?:r|se)|periodista|corresponsal"
    r"|redactora?|enviad[oa]"
    r"|giornalista|inviat[oa]|corrispondente|jornalista|repórter|redator[a]?|redacteur|verslaggever"
    r"|correspondente?|dziennikar(?:z|ka)"
    r"|корреспондент|журналист(?:ка)?|редактор|обозреватель|кореспондент|журналіст(?:ка)?|muhabir[i]?|gazeteci"
    r"|toimittaja|journaliste"
    r"|review(?:ed|ers?)|experts?|fact[ -]check\w*|checked|medically|verified|specialists?|engineers?|analysts?"
    r"|consultants?|dietitian|nutritionist|profile|disclosures?|learn more|topic author|thread starter"
    r"|illustrat\w+|translat\w+|übersetz\w+|follow|view (?:all|profile)|more (?:by|from)|read(?:ing)?"
    r"|min(?:utes?)?|comments?|share|print|e-?mail)\b"
    r"|記者|记者|編輯|编辑|編集|기자|特派員|論説|報導|报道|報道|综合|綜合",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"\b(?:staff|team|desk|editors|editorial|newsroom|news|newspaper|network|redaktion|redakcja|redakce"
    r"|redazione|redacción|redação|redacció"
    r"|redactie|redaktionen|toimitus|redacția|rédaction|редакция|редакція|agency|agencies|agencias?|agences?"
    r"|agenturen|agenzi[ae]"
    r"|bureau|press|presse|times|post|tribune|herald|gazette|magazine|journal|media|service|services|wire"
    r"|wires|reports|online"
    r"|university|institute|institut|foundation|association|society|council|ministry|department|group|company"
    r"|inc|ltd|gmbh|llc"
    r"|e\.\s?v|bundesverband|ministerium|feuerwehr|kirche|church|kitchens?|bank|hospital|amt"
    r"|zeitung|verlag|radio|tv|television|fernsehen|rundfunk|studios?|blog|board|committee|collective"
    r"|kollektiv|center|centre|project"
    r"|images|observer|chronicle|courier|spectator|examiner|inquirer|sentinel|dispatch|bulletin|newswire|newsdesk"
    r"|(?:star|sun|globe|mirror|echo|mail|express|review|record|register|guardian|telegraph|independent|standard)$"
    r"|union|verein|verband|party|partei|community|museum|library|club|crew|publishing|digital|today|daily|weekly)\b"
    r"|通讯社|通訊社|新闻|新聞"
    r"|报社|報社|日報|日报|編集部|编辑部|編輯部|電子報|뉴스|일보|신문|편집|وكالات|هيئة التحرير|تحریریه|מערכת",
    re.IGNORECASE,
)
_NOBODY: Final = frozenset(
    words(
        "publisher anonymous anónimo anonym редактор admin administrator webmaster root guest user editor "
        "author writer anonymous unknown none null undefined n/a nan false true "
        "super-user superuser wpadmin gast autor by von via staff-writer"
    )
)
_AGENCIES: Final = frozenset(
    entries("""
    ap, associated press, the associated press, reuters, thomson reuters, afp, agence france-presse, agence
    france presse, dpa, deutsche presse-agentur, upi, united press international, pti, press trust of india,
    ani, ians, uni, xinhua, xinhua news agency, tass, interfax, ria novosti, efe, agencia efe, ansa,
    adnkronos, agi, kyodo, kyodo news, jiji press, jiji, yonhap, yonhap news agency, bloomberg, bloomberg
    news, pa, pa media, press association, aap, australian associated press, sid, epd, kna, apa,
    keystone-sda, sda, ats, belga, anp, pap, čtk, ctk, tasr, mti, anadolu, anadolu agency, anadolu ajansı,
    aa, dha, iha, lusa, europa press, notimex, telam, télam, ukrinform, unian, ria, the canadian press,
    canadian press, la presse canadienne, ntb, tt, ritzau, stt, cna, irna, isna, antara, bernama, antara
    news, afp relaxnews, cnn wire, ddp, dapd, rtr, agerpres, mediafax, bta, tanjug, hina, sta, agências,
    agenzie, agencje, дпа, тасс, риа новости, интерфакс, рейтер, укринформ, укрінформ, уніан, 新华社, 新華社, 中央社,
    共同通信, 時事通信, 연합뉴스, 뉴시스, رويترز, فرانس برس
    """)
)
_PARTICLES: Final = frozenset(
    words(
        "de del della di da do dos das du des la le van von der den ten ter zu zum zur af av al el bin ben "
        "ibn bint y e i und the of abu "
        "st mc o d' l' 't vom am a"
    )
)
_ELIDED: Final = ("d’", "d'", "l’", "al-", "el-")
_CJK: Final = re.compile(r"^[\u3400-\u9fff\uac00-\ud7a3\u3040-\u30ff・·\s]{2,14}$")
_NO_LETTER: Final = bytes(code for code in range(128) if not chr(code).isalnum())
"""The ASCII signs that are neither letters nor digits."""
_KEPT: Final = 256
"""Texts whose letters, or names, are kept: a page tells its headline and its authors in many places."""
_BLANKS: Final = re.compile(r"[^\S\n]+")
_SPACE: Final = re.compile(r"\s+")
_EDGE: Final = "・ \t\n,;:|•·–—-/／*\"'“”‘’>‹›<()[]（）。."


def read_names(text: str, *, declared: bool = False) -> list[Name]:
    """The names in a byline, or in a declared author; what the page declares may be a single word in small letters.

    >>> [tuple(name) for name in read_names("By Ann Lee in Caracas and Bo Ek, writers | Updated: 7 May 2024, 9:30")]
    [('Ann Lee', 'person'), ('Bo Ek', 'person')]
    >>> read_names("PTI | Updated: May 7, 2024")
    [Name(text='PTI', kind='agency')]
    >>> read_names("https://social.example/ann.lee", declared=True)
    []
    """
    return list(_read_names(text, declared))


@lru_cache(maxsize=_KEPT)
def _read_names(text: str, declared: bool) -> tuple[Name, ...]:
    line = _without_moments(text)
    line = _ASIDE.sub(" | ", _GLUED.sub("By ", line))
    prefixed = _BY.match(line)
    if prefixed:
        line = line[prefixed.end() :]
    line = _PICTURED.sub(" | ", line)
    names: list[Name] = []
    for part, led in _parts(line):
        by_account = bool(prefixed) and " " not in part.strip(_EDGE)
        name = _name(part, lone=declared or bool(prefixed) or led, loose=declared or by_account)
        if name is None or (not (declared or led) and _is_labelled(part)):
            continue
        if names and not _may_follow(name, names):
            continue
        if name.text.casefold() not in {other.text.casefold() for other in names} and len(names) < MAX_NAMES:
            names.append(name)
    return tuple(names)


def names_after_by(text: str) -> list[Name]:
    """The names in the part of a line that begins as a byline does; none when no part does.

    >>> [name.text for name in names_after_by("Posted on 7 May 2024 by Ann in Gardens | Print version")]
    ['Ann']
    """
    for piece in _without_moments(text).split("|"):
        if (_BY.match(piece) or _KOREAN.match(piece.lstrip())) and (names := read_names(piece)):
            return names
    return []


def kind_of(name: str, *, site: str = "") -> str:
    """What a declared name is: person, organisation or agency.

    >>> kind_of("Ann Lee"), kind_of("Reuters"), kind_of("Harbour Post Staff"), kind_of("The Quay", site="quay")
    ('person', 'agency', 'organisation', 'organisation')
    """
    folded = _SPACE.sub(" ", name).strip().casefold()
    if folded.strip(".") in _AGENCIES or folded.split("/")[0] in _AGENCIES:
        return "agency"
    if _BODY.search(name) or (site and letters(name).removeprefix("the") == letters(site).removeprefix("the")):
        return "organisation"
    return "person"


@lru_cache(maxsize=_KEPT)
def letters(text: str) -> str:
    """Letters and digits alone, in lower case: how two names are compared.

    >>> letters("The Harbour-Post!")
    'theharbourpost'
    """
    if text.isascii():  # in a tenth of the time, and most names and titles are
        return text.lower().encode().translate(None, _NO_LETTER).decode()
    return "".join(filter(str.isalnum, text.casefold()))


def _without_moments(text: str) -> str:
    """A line with a bar in the place of its dates and times, without addresses."""
    line = _BLANKS.sub(" ", text[:_LONGEST])
    if any(mark in line for mark in _NO_NAME_MARKS):
        line = _NO_NAME.sub(" ", line)
    if not _DIGIT.search(line):
        return line
    for moment in reversed(find_dates(line)):
        line = f"{line[: moment.start]} | {line[moment.end :]}"
    return _TIME.sub(" | ", _DANGLING.sub(" |", line))


def _is_labelled(part: str) -> bool:
    """Whether a piece of a byline speaks of its date or its picture: "Updated on", "Photo: Ann Lee"."""
    known = word_lists()
    return any(known.starts_with_label(label, part.strip()) for label in ("updated", "published", "credit"))


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a byline between its separators, and whether a word leads in; what is in brackets left out."""
    line = _BRACKET.sub(lambda found: f" | {found[1]} | " if kind_of(found[1]) == "agency" else " ", line)
    line = _SUFFIX.sub("", _GENERATION.sub(" ", line))
    line = _SURNAMES.sub(_joined_surnames, line)
    line = _OFFICE.sub(lambda found: f"{found[1]}{_JOINT_AND}{found[2]}", line)
    for part in _BETWEEN.split(line):
        part = part.replace(_JOINT, " y ").replace(_JOINT_AND, " and ")
        inner = _BY.match(part)  # "Story by Ann Lee. Photos by Bo Ek" and "Published by: Ann Lee"
        yield (part[inner.end() :], True) if inner else (part, False)


def _joined_surnames(found: re.Match[str]) -> str:
    """Two surnames kept together, unless the second is a body: "de la Cruz y Redacción"."""
    return found[0] if kind_of(found[2]) != "person" else f"{found[1]}{_JOINT}{found[2]}"


def _name(part: str, *, lone: bool, loose: bool) -> Name | None:
    """One piece of a byline as a name; None when it is none."""
    part = part.strip(_EDGE) if not part.rstrip().endswith((" Jr.", " Sr.")) else part.strip()
    if kind := _agency(part):
        return Name(part, kind)
    part = _trimmed(part)
    if not part or len(part) > _LONGEST_NAME or letters(part) in _NOBODY or part.casefold() in _NOBODY:
        return None
    if kind := _agency(part):
        return Name(part, kind)
    if any(char.isdigit() for char in part):
        return None
    pieces = part.split()
    if len([piece for piece in pieces if piece not in _OF_SURNAMES]) > _MOST_WORDS:
        return None
    if _BODY.search(part) and (len(pieces) > 1 or lone) and _capitals(pieces):
        return Name(part, "organisation")
    if _ROLE.search(part):
        return None
    if _CJK.match(part):
        return Name(part, "person")
    if len(pieces) == 1 and not lone:
        return None
    if not (_capitals(pieces) or (loose and len(pieces) <= 3)):
        return None
    return Name(part, "person")


def _trimmed(part: str) -> str:
    """A piece without the role before it and the place behind it."""
    found = _LEADING.match(part)
    if found and found.end() < len(part):
        kept = found[0].split()[-1].strip(".:").casefold()
        if kept == "the" and _BODY.search(part):
            part = part[found[0].casefold().rindex("the") :]
        elif kept not in _HONORIFIC or len(found[0].split()) > 1:
            part = part[found.end() :]
    if korean := _KOREAN.match(part):
        return korean[1]
    for pattern in (_ACTION, _FOR):
        found = pattern.search(part)
        if found and " " in (before := part[: found.start()].strip()) and not _BODY.search(before):
            part = before
    part = _PLACE.sub("", part)
    return _SPACE.sub(" ", part).strip(_EDGE if not part.endswith((" Jr.", " Sr.")) else " ")


def _agency(part: str) -> str:
    return "agency" if part.strip(".").casefold() in _AGENCIES or part.split("/")[0].casefold() in _AGENCIES else ""


def _capitals(pieces: list[str]) -> bool:
    """Whether words are written as a name is: each with a capital, particles aside; without case, anything is."""
    for word in pieces:
        core = word.lstrip("'’\"“(‘")
        if not core:
            return False
        if core[0].islower() and core.casefold().rstrip(".") not in _PARTICLES and not core.startswith(_ELIDED):
            return False
        if not core[0].isalpha():
            return False
    return any(not word[0].islower() for word in pieces)


def _may_follow(name: Name, names: list[Name]) -> bool:
    """Whether a further piece of a byline is a further name: a lone word behind a full name is a place or a desk."""
    if name.kind != "person":
        return name.kind == "agency"
    full = any(" " in other.text for other in names if other.kind != "agency")
    return " " in name.text or not full or bool(_CJK.match(name.text))
