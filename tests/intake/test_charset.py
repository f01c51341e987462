"""Which character set a page is read in, and when a declaration is believed."""

from __future__ import annotations

import pytest

from copydesk import intake
from copydesk.intake.charset import declared_charset, decode_bytes
from copydesk.settings import Settings

RUSSIAN = "Дождь прошёл в среду, сообщила городская служба погоды. Жители вышли на улицу и долго смотрели на небо."
CHINESE = "星期三终于下雨了，气象局的发言人这样表示。市民们走上街头，抬头望着天空，太阳很快又出来了。"
TAIWAN = "星期三終於下雨了，氣象局的發言人這樣表示。市民們走上街頭，抬頭望著天空，太陽很快又出來了。"
JAPANESE = "水曜日にようやく雨が降ったと気象台が発表した。市民は外に出て空を見上げ、やがて太陽がまた現れた。"
KOREAN = "수요일에 마침내 비가 내렸다고 기상청이 밝혔다. 시민들은 거리로 나와 하늘을 올려다보았다."
GERMAN = "Der Regen kam am Mittwoch, sagte das Wetteramt in Külzen. Die Bürger gingen über die Straße und hörten zu."
GREEK = "Η βροχή ήρθε τελικά την Τετάρτη, ανακοίνωσε η υπηρεσία. Οι κάτοικοι βγήκαν στον δρόμο και κοίταζαν τον ουρανό."
CZECH = "Déšť přišel ve středu, uvedl úřad. Lidé vyšli na ulici a dívali se na oblohu, kde se konečně objevilo slunce."

# text, codec that wrote it, name it must be read under
SETS = [
    (RUSSIAN, "cp1251", "windows-1251"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (CHINESE, "gb18030", "gb18030"),
    (TAIWAN, "big5", "big5"),
    (JAPANESE, "shift_jis", "shift_jis"),
    (JAPANESE, "euc-jp", "euc-jp"),
    (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
    (KOREAN, "euc-kr", "euc-kr"),
    (GERMAN, "iso-8859-1", "windows-1252"),
    (GREEK, "cp1253", "windows-1253"),
    (CZECH, "cp1250", "windows-1250"),
]
NAMES = [codec for _, codec, _ in SETS]


def page(text: str, declaration: str = "") -> str:
    return f"<html><head>{declaration}<title>{text[:10]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(("text", "codec", "name"), SETS, ids=NAMES)
def test_declared(text, codec, name):
    """A right declaration is honoured, under the name of the WHATWG standard."""
    html = page(text, f'<meta charset="{codec}">')

    assert decode_bytes(html.encode(codec)) == (html, name, ())


@pytest.mark.parametrize(("text", "codec", "name"), SETS, ids=NAMES)
def test_undeclared(text, codec, name):
    """Without a declaration the set is guessed, which is said."""
    html = page(text)
    decoded = decode_bytes(html.encode(codec))

    assert decoded.text == html
    assert decoded.charset.replace("koi8-u", "koi8-r") == name
    assert codec == "iso-2022-jp" or "none was declared" in decoded.warnings[0]


@pytest.mark.parametrize(("text", "codec", "name"), SETS, ids=NAMES)
def test_late_declaration(text, codec, name):
    """A declaration far below the first kilobyte is found."""
    script = "<script>" + "var rain = 'charset=utf-8';\n" * 800 + "</script>"
    html = page(text, f'{script}<meta http-equiv="Content-Type" content="text/html; charset={codec}">')

    assert decode_bytes(html.encode(codec)) == (html, name, ())


@pytest.mark.parametrize(("text", "codec", "name"), SETS, ids=NAMES)
@pytest.mark.parametrize("wrong", ["utf-8", "iso-8859-1"])
def test_wrong_declaration(text, codec, name, wrong):
    """A declaration that the bytes refute is not believed."""
    html = page(text, f"<meta charset={wrong}>")
    decoded = decode_bytes(html.encode(codec))

    # A Latin declaration stands for any Latin text: Czech declared as Western stays as declared.
    if (codec, wrong) == ("cp1250", "iso-8859-1"):
        assert decoded.charset == "windows-1252"
    else:
        assert decoded.text == html
        assert decoded.charset.replace("koi8-u", "koi8-r") == name


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "gb2312", "shift_jis", "windows-1251"])
@pytest.mark.parametrize("text", [RUSSIAN, CHINESE, GERMAN])
def test_really_utf8(text, declared):
    """Structure beats a declaration: a page saved again as UTF-8 often keeps its old one."""
    html = page(text, f"<meta charset={declared}>")

    assert decode_bytes(html.encode()) == (html, "utf-8", ())


def test_two_characters_declared():
    """So few bytes can look like UTF-8 by chance; then the declaration decides."""
    data = b"<meta charset=gb2312><p>" + b"\xcf\xb0"

    assert b"\xcf\xb0".decode() == "ϰ"
    assert decode_bytes(data).text[-1] == "习"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [page(GERMAN), page(RUSSIAN), RUSSIAN, page(CHINESE), CHINESE + "\n" + CHINESE])
def test_utf16(text, codec):
    """UTF-16 with its mark and without."""
    data = text.encode(codec)
    settings = Settings()
    capture = intake.receive(data, url=None, settings=settings)

    assert capture.text == text
    assert capture.charset == ("utf-16be" if codec == "utf-16-be" else "utf-16le")
    assert capture.warnings == ()


def test_byte_order_mark_is_no_text():
    """The mark decides, and is not in the text."""
    assert decode_bytes(b"\xef\xbb\xbf" + page(GERMAN, "<meta charset=big5>").encode()).text.startswith("<html>")
    assert decode_bytes(b"\xff\xfe" + "Rain".encode("utf-16-le")) == ("Rain", "utf-16le", ())


def test_stray_bytes_stay_utf8():
    """A few bad bytes in good UTF-8 become U+FFFD, and that is said."""
    data = page(RUSSIAN).encode() + b"\xfc.. \xe2\x80"
    decoded = decode_bytes(data)

    assert decoded.charset == "utf-8"
    assert decoded.text.endswith("\ufffd.. \ufffd")
    assert decoded.warnings == ("2 byte sequences that utf-8 does not have became U+FFFD",)


def test_one_byte_is_western():
    """One letter beyond ASCII is no Chinese, whatever its score."""
    assert decode_bytes(b"<p>caf\xe9 au lait").text == "<p>café au lait"
    assert decode_bytes(b"<meta charset=iso-8859-1><p>qualit\xe9 du pain").text.endswith("qualité du pain")


def test_transport_comes_before_meta():
    """What the container says of a part holds before what the part says."""
    data = page(RUSSIAN, "<meta charset=koi8-r>").encode("cp1251")

    assert decode_bytes(data, transport="windows-1251").charset == "windows-1251"
    assert decode_bytes(page(RUSSIAN).encode("cp1251"), transport="no-such-set").charset == "windows-1251"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<?xml version="1.0" encoding="Shift_JIS"?><html>', "shift_jis"),
        (b"<META CHARSET = big5 >", "big5"),
        (b"<meta content='text/html; charset=EUC-KR' http-equiv=Content-Type>", "euc-kr"),
        (b'<!-- <meta charset="big5"> --><meta charset="koi8-r">', "koi8-r"),
        (b"<script>'<meta charset=big5>'</script><meta charset=koi8-r>", "koi8-r"),
        (b"<title><meta charset=big5></title><meta charset=koi8-r>", "koi8-r"),
        (b"<!--><meta charset=koi8-r>", "koi8-r"),
        (b"<meta charset=martian><meta charset=koi8-r>", "koi8-r"),
        (b"<meta charset=utf-16>", "utf-8"),
        (b"<meta charset=latin1>", "windows-1252"),
        (b"<meta charset=gbk>", "gb18030"),
        (b"<p>charset=big5</p>", None),
        (b"<p>no word of it", None),
    ],
)
def test_declared_charset(head, name):
    """Where a declaration is looked for, and where it is not."""
    assert declared_charset(head) == name


def test_bytes_that_no_set_has(settings):
    """Whatever the bytes, the text can be written down as UTF-8 and holds no NUL."""
    for data in (bytes(range(0x20, 0x100)), b"\xff" * 50, b"\x80", b"\xff\xfe\xd8", b"\xef\xbb\xbf\xff"):
        text = intake.receive(data, url=None, settings=settings).text

        assert text.encode()
        assert "\0" not in text


@pytest.mark.parametrize(
    "unit", [b"<!--", b"<script>", b"<meta ", b"<meta charset=x>", b"charset", b"</script <script"]
)
def test_hostile_heads(unit):
    """Openings without end take no longer than the rest."""
    assert declared_charset(unit * 20_000) is None
