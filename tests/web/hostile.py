"""What is hostile: pages with script in every field that is captured, and requests that no honest client sends.

Everything is drawn from a seed, so that a failure can be seen again.
"""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_from_bytes

from copydesk.archive.archive import Archive
from copydesk.records import Delivery
from web.asgi import HOST, Answer
from web.roomful import capture, deliveries

CANARY = "canary-7f3a91c5-of-a-file-that-nobody-serves"
FIELDS = (
    "title deck author tag section site caption alt link related comment correction quote figure table code".split()
)


def poison(field: str) -> str:
    """Script as each context would run it: in text, in an attribute, in a script, in a template, in an address."""
    return (
        f"{field}\"'><script>alert('{field}')</script><img src=x onerror=alert(1)></title></textarea><svg/onload=alert(2)>"
        " TPL{{7*7}}${7*7} javascript:alert(3) </script><!-- ]]> &lt;b&gt;"
    )


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────────


def page(figure: int, site: str, url: str) -> bytes:
    """A page that says everything it says in a hostile way, and validly: what looks like a tag is text."""
    said = {field: escape(poison(field)) for field in FIELDS}
    short = "<img src=x onerror=alert(1)>"  # what a name or a site is believed to be has an end
    said |= {
        "author": f"Petra {escape(short)} Lind",
        "tag": escape(f"Harbours {short}"),
        "section": escape(f"News {short}"),
    }
    said["site"] = escape(f"Post {short}")
    linked = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": poison("title"),
            "author": [{"@type": "Person", "name": f"Petra {short} Lind", "url": "javascript:alert('author')"}],
            "keywords": [f"Harbours {short}", "harbour"],
            "articleSection": f"News {short}",
            "datePublished": "2024-03-08T09:00:00Z",
            "image": {"@type": "ImageObject", "url": "javascript:alert('image')", "caption": poison("caption")},
            "url": url,
        }
    ).replace("<", "\\u003c")
    return f"""<!doctype html><html lang="en&quot;&gt;&lt;script&gt;"><head><meta charset="utf-8"><title>{said["title"]}</title>
<meta property="og:title" content="{said["title"]}"><meta property="og:site_name" content="{said["site"]} {site}">
<meta name="description" content="{said["deck"]}"><meta name="author" content="{said["author"]}">
<meta name="keywords" content="{said["tag"]}, harbour"><meta property="article:section" content="{said["section"]}">
<meta property="og:image" content="javascript:alert('image')"><link rel="canonical" href="{escape(url)}">
<meta property="article:published_time" content="2024-03-08T09:00:00+00:00"><script type="application/ld+json">{linked}</script></head>
<body><main><article><h1>{said["title"]}</h1><p class="standfirst deck">{said["deck"]}</p>
<p class="byline">By <a rel="author" href="javascript:alert('by')">{said["author"]}</a></p>
<p>The harbour office counted {figure} marks of this kind on Friday, among them {said["figure"]} as it was printed on the door.</p>
<figure><img src="javascript:alert('img')" alt="{said["alt"]}"><figcaption>{said["caption"]}</figcaption></figure>
<p>“Nobody should ever have to read {said["quote"]} in a newspaper,” said Petra Lind, the harbour master, who found it.</p>
<p>She had written of it <a href="javascript:alert('link')">{said["link"]}</a> and <a href="data:text/html,&lt;script&gt;1&lt;/script&gt;">in a
letter</a>, and <a href="vbscript:msgbox(1)">again</a> and <a href=" java&#10;script:alert(4)">again</a> in the spring.</p>
<blockquote><p>{said["quote"]} is what stood there for all to see, the harbour master told the council on Friday evening.</p></blockquote>
<table><tr><th>{said["table"]}</th><td>{figure}</td></tr><tr><th>Doors</th><td>{said["table"]}</td></tr></table>
<pre><code>{said["code"]}</code></pre><ul><li>{said["link"]}</li><li>The second of the things that were counted there.</li></ul>
<p class="correction"><strong>Correction:</strong> an earlier version of this article said {said["correction"]} and that was wrong.</p>
<p>The council is to hear of it again in the summer, when the doors of the harbour office are to be painted anew.</p>
</article><aside class="related"><h2>Related</h2><ul><li><a href="javascript:alert('related')">{said["related"]}</a></li>
<li><a href="https://post.example/{quote(poison("related"))}">{said["related"]}</a></li></ul></aside>
<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><span class="author">{said["author"]}</span>
<p>{said["comment"]} is what I say to that, and I have lived beside this harbour for forty years.</p></div></section></main></body></html>""".encode()


def hostile_deliveries() -> Iterator[Delivery]:
    """A hostile story with a revision and a reprint, and captures whose bytes, names and addresses are hostile."""
    one = "https://post.example/marks?a=%22%3E%3Cscript%3Ealert(5)%3C/script%3E&b=<b>"
    yield capture(page(12, "Post", one), one, "2024-03-08T10:00:00Z")
    yield capture(page(21, "Post", one), one, "2024-03-09T10:00:00Z")
    two = "https://mail.example/marks"
    yield capture(page(12, "Mail", two), two, "2024-03-08T12:00:00Z")
    raw = b"<script>alert('raw')</script><p onclick=alert(1)>Only a page of script.</p>" * 3
    yield capture(raw, "javascript:alert('address')", "2024-03-08T13:00:00Z")
    yield Delivery(data=page(33, "File", "x"), name=f"../../{poison('name')}.html", url=None)


def filled(path: Path) -> Path:
    """The archive of the other tests, and all that is hostile; beside it a file that nobody may read."""
    from copydesk.archive import adding
    from copydesk.settings import Settings

    for name in ("secret.txt", f"{path.name}.txt", "passwd"):
        path.with_name(name).write_text(CANARY)
    with Archive(path) as archive:
        all_of_them = [*deliveries(), *hostile_deliveries()]
        assert all(each.kind != "Failure" for each in adding.add_all(archive._store, all_of_them, Settings()))
        archive.read_statements()
    return path


# ── Requests ──────────────────────────────────────────────────────────────────────────────────────


class Sent(NamedTuple):
    """One request, so that it can be named where it fails."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: tuple[bytes, ...]
    client: tuple[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.target[:300]!r} {self.headers!r} {[each[:80] for each in self.body]!r}"[:900]


NAMES = (
    "q as_of article offset limit start end speaker about polarity after before since until a b layout url format name"
    " revision maxwidth kind site next page source quote from to lang query id n view sort by"
).split()
NUMBERS = (
    "0 1 2 3 5 7 8 9 10 -1 00001 99 1e3 1.0 0x1 ¹ ٣ 2147483648 9223372036854775807 9223372036854775808 99999999999999999999"
    " NaN Infinity null true +1 1_000 1,2"
).split()
TRAVERSALS = (
    "../secret.txt ..%2fsecret.txt ..%252fsecret.txt %2e%2e%2f%2e%2e%2fetc/passwd ....//....//etc/passwd /etc/passwd"
    " file:///etc/passwd ..\\..\\secret.txt %c0%ae%c0%ae/etc/passwd room.css/../../room.py %00 room.css%00.js"
    " .env .git/config __init__.py ../templates/base.html C:\\windows\\win.ini //evil.example/x \\\\evil\\x"
).split()
TEXTS = (
    "", " ", "\0", "a\0b", "\r\nSet-Cookie: a=b", "pier", '"', '""', '"pier', "pier OR", "OR", "AND NOT", "-pier", "*",
    "p*", "NEAR(a b)", "site:", "title:x:y", "after:", "before:2024-99-99", "{pier}", "(pier", "pier)", "^pier", "'; DROP",
    "' OR 1=1 --", "%' UNION SELECT", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "خليج", "中文",
    "a" * 1_999, "a" * 2_001, "ä" * 2_500, "a " * 1_000, "OR " * 300, "(" * 500, '"a" ' * 400, "-" * 1_000, "\u202e\u200b",
    "\ufeff", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "2024-03-04", "2024-13-45", "9999-12-31", "0000",
    "2024-03-04T10:00:00Z", "yesterday", "-1-01-01", "10000-01-01", "{{7*7}}", "${7*7}", "%s%n", "../..", "denies", "asserts",
    "side", "line", "json", "xml", "javascript:alert(1)", "http://127.0.0.1:8018/article/1", "https://courier.example/2024/pier",
    "http://[", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "We have waited long enough for this",
)  # fmt: skip
HOSTS = (
    b"127.0.0.1:8018", b"localhost", b"[::1]:8018", b"evil.example", b"", b"127.0.0.1@evil.example", b"a b", b"\xff",
    b"<script>alert(1)</script>", b"127.0.0.1:99999999", b"localhost/../x", b"127.0.0.1#x", b"127.0.0.1?x", b"[::1",
)  # fmt: skip
METHODS = ("GET",) * 14 + (
    "HEAD",
    "HEAD",
    "POST",
    "POST",
    "POST",
    "OPTIONS",
    "PUT",
    "DELETE",
    "TRACE",
    "PATCH",
    "BREW",
    "",
)
HEADERS = (
    (b"accept", b"application/json"), (b"accept", b"*/*;q=\xff"), (b"accept-encoding", b"gzip"),
    (b"accept-encoding", b"gzip;q=x, \x00"), (b"if-none-match", b'W/"x", *'), (b"if-none-match", b"*" * 3_000),
    (b"if-modified-since", b"never"), (b"range", b"bytes=0-,5-1,-99999999999"), (b"range", b"bytes=-1"),
    (b"cookie", b"a=b; c=<script>; =; \xff"), (b"accept-datetime", b"Mon, 04 Mar 2024 10:00:00 GMT"),
    (b"accept-datetime", b"Mon, 99 Xxx 0000 99:99:99 GMT"), (b"accept-datetime", b"\xff\xfe"), (b"origin", b"null"),
    (b"origin", b"http://evil.example"), (b"origin", b"http://127.0.0.1:8018"), (b"referer", b"javascript:alert(1)"),
    (b"x-forwarded-host", b"evil.example"), (b"x-forwarded-proto", b"javascript"), (b"x-forwarded-for", b"127.0.0.1"),
    (b"x-original-url", b"/write/add"), (b"x-http-method-override", b"DELETE"), (b"authorization", b"Bearer x"),
    (b"content-length", b"5"), (b"content-length", b"99999999999999"), (b"content-length", b"x"), (b"expect", b"100-continue"),
    (b"transfer-encoding", b"chunked"), (b"upgrade", b"websocket"), (b"user-agent", b"<script>alert(1)</script>"),
    (b"mcp-protocol-version", b"2026-07-28"), (b"mcp-protocol-version", b"\xff"), (b"mcp-method", b"tools/list"),
    (b"x-long", b"x" * 20_000), (b"\xff", b"\xff"), (b"", b""),
)  # fmt: skip
TYPES = (
    b"application/json", b"application/x-www-form-urlencoded", b"multipart/form-data", b"text/plain", b"\xff",
    b"multipart/form-data; boundary=x", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=" + b"x" * 300,
)  # fmt: skip


def requests(seed: int, count: int, paths: Sequence[str]) -> Iterator[Sent]:
    """Requests to the paths of an application, and beside them."""
    chance = random.Random(seed)
    for number in range(count):
        method = chance.choice(METHODS)
        target = path_of(chance, paths)
        if chance.random() < 0.7:
            target += b"?" + query_of(chance)
        headers = tuple(headers_of(chance))
        body = tuple(bodies_of(chance)) if method == "POST" or chance.random() < 0.05 else (b"",)
        yield Sent(method, target[:40_000], headers, body, (f"2001:db8:{number % 65_521:x}::1", 1))


def path_of(chance: random.Random, paths: Sequence[str]) -> bytes:
    """A path of the application with its parts filled in, mostly; else one that there is not."""
    if chance.random() < 0.12:
        made = chance.choice(("/", "//", "/article/", "/static/", "/.", "/raw/", "*", "", "/\xff")) + value_of(chance)
        return encoded(chance, made)
    path = chance.choice(paths)
    parts = re.split(r"(\{[^}]*\})", path)
    return b"".join(
        encoded(chance, value_of(chance, is_number=chance.random() < 0.75)) if part.startswith("{") else part.encode()
        for part in parts
    )


def query_of(chance: random.Random) -> bytes:
    """A query of names that pages read, and of some that none does."""
    if chance.random() < 0.05:
        return chance.choice(
            (b"&&&===", b"%", b"%zz=%", b"q", b"=x", b"q=%ff%fe", b"a[]=1&a[x]=2", b"&".join([b"q=a"] * 2_000))
        )
    pairs = []
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(NAMES) if chance.random() < 0.95 else value_of(chance)
        pairs.append(quote(name, safe="", errors="replace").encode() + b"=" + encoded(chance, value_of(chance)))
    return b"&".join(pairs)


def value_of(chance: random.Random, *, is_number: bool = False) -> str:
    """A value that somebody may hope not to be expected."""
    if is_number:
        return chance.choice(NUMBERS[:9]) if chance.random() < 0.6 else chance.choice(NUMBERS)
    kind = chance.random()
    if kind < 0.2:
        return chance.choice(NUMBERS)
    if kind < 0.4:
        return chance.choice(TRAVERSALS)
    if kind < 0.55:
        return poison(chance.choice(FIELDS))
    if kind < 0.6:
        return "".join(
            chr(chance.choice((0, 9, 10, 13, 34, 39, 60, 92, 127, 160, 0x5D0, 0x202E, 0xFFFD, 0x1F600)))
            for _ in range(9)
        )
    return chance.choice(TEXTS)


def encoded(chance: random.Random, value: str) -> bytes:
    """A value as it stands in an address: encoded, encoded twice, or as it is."""
    data = value.encode("utf-8", "surrogatepass")
    kind = chance.random()
    if kind < 0.75:
        return quote_from_bytes(data, safe="").encode()
    if kind < 0.85:
        return quote(quote_from_bytes(data, safe="")).encode()
    return bytes(each for each in data if each not in b"\0\r\n ?#")


def headers_of(chance: random.Random) -> Iterator[tuple[bytes, bytes]]:
    """Headers: mostly an honest host, then anything."""
    kind = chance.random()
    if kind < 0.9:
        yield HOST
    elif kind < 0.98:
        yield (b"host", chance.choice(HOSTS))
    for _ in range(chance.choice((0, 0, 1, 2, 5))):
        yield chance.choice(HEADERS)
    if chance.random() < 0.3:
        yield (b"content-type", chance.choice(TYPES))


def bodies_of(chance: random.Random) -> Iterator[bytes]:
    """A body in one piece or several."""
    messages = (
        b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"article","arguments":{"article":1}}}',
        json.dumps({"jsonrpc": "2.0", "id": value_of(chance), "method": value_of(chance), "params": {"name": []}}).encode(),
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {
            "query": value_of(chance), "limit": chance.choice((1, 50, -1, 1e9, "x")), "as_of": value_of(chance)}}}).encode(),
        b"[" * 50_000, b"{" * 10_000, b"\xff\xfe\x00", b"null", b"", b"x" * 100_000,
        b"url=" + quote(value_of(chance), errors="replace").encode() + b"&text=%3Cscript%3E&csrf=x&token=x",
        b"&".join(b"a=b" for _ in range(5_000)),
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../../etc/passwd"\r\n\r\n<p>x</p>\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n',
        b"--x\r\n" * 2_000,
    )  # fmt: skip
    body = chance.choice(messages)
    if chance.random() < 0.3 and len(body) > 1:
        middle = chance.randrange(len(body))
        yield body[:middle]
        yield body[middle:]
    else:
        yield body


# ── Answers ───────────────────────────────────────────────────────────────────────────────────────


class Found(HTMLParser):
    """What of a page could run, load or lead elsewhere, in plain words."""

    FORBIDDEN = frozenset("base object embed applet style frame frameset foreignobject animate set noscript".split())
    ADDRESSES = frozenset(
        "href src action formaction data poster cite background xlink:href srcset longdesc ping".split()
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self._data: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        given = {name: value or "" for name, value in attributes}
        if tag in self.FORBIDDEN:
            self.wrong.append(f"<{tag}>")
        if tag == "script":
            self._script(given)
        if tag == "iframe" and ("sandbox" not in given or not given.get("src", "").startswith("/raw/")):
            self.wrong.append(f"<iframe> {given}")
        if tag == "meta" and "http-equiv" in given:
            self.wrong.append(f"<meta http-equiv={given['http-equiv']}>")
        if tag == "img" and not given.get("src", "/").startswith(("/", "data:image/")):
            self.wrong.append(f"a picture of another server: {given['src'][:80]}")
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.wrong.append(f"<{tag} {name}={value[:80]}>")
            if name in self.ADDRESSES and not is_harmless(value, tag):
                self.wrong.append(f"<{tag} {name}={value[:80]}>")

    def _script(self, given: dict[str, str]) -> None:
        if "src" in given and re.fullmatch(r"/static/[0-9a-f]{12}/[\w.-]+\.js", given["src"]):
            return
        if given.get("type") in ("application/json", "application/ld+json"):
            self._data = []
            return
        self.wrong.append(f"<script {given}>")

    def handle_data(self, data: str) -> None:
        """Keep what stands in a script of data."""
        if self._data is not None:
            self._data.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Read the data of a script."""
        if tag == "script" and self._data is not None:
            try:
                json.loads("".join(self._data))
            except ValueError:
                self.wrong.append("data in a script that is no JSON")
            self._data = None


def is_harmless(address: str, tag: str) -> bool:
    """Whether an address is of the web, of the room, or of its bookmarklet: no script that a page brought."""
    said = re.sub(r"[\x00-\x20]", "", address).lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", said)
    if scheme is None or said.startswith(("http://", "https://")):
        return not said.startswith(("//", "\\\\", "/\\"))
    if tag == "img":
        return said.startswith("data:image/")
    return said.startswith("javascript:") and tag == "a" and "location" in said and "alert" not in said


def wrong_with(answer: Answer, sent: Sent | None = None) -> list[str]:
    """All that an answer must not be or have."""
    wrong = []
    if answer.status >= 500 and answer.status not in (501, 503):
        wrong.append(f"status {answer.status}")
    policy = answer.header("content-security-policy") or ""
    if "default-src 'none'" not in policy and "sandbox" not in policy:
        wrong.append("no policy")
    if re.search(r"unsafe-(?:inline|eval)|allow-scripts|\*", policy) and "sandbox" not in policy:
        wrong.append(f"a weak policy: {policy}")
    if "allow-scripts" in policy and "allow-same-origin" in policy:
        wrong.append(f"a sandbox that is none: {policy}")
    if answer.header("x-content-type-options") != "nosniff":
        wrong.append("may be sniffed")
    for name, value in answer.headers:
        if any(each in value for each in (b"\r", b"\n", b"\0")):
            wrong.append(f"a header with a line of its own: {name!r}")
    if answer.header("set-cookie") and "HttpOnly" not in answer.header("set-cookie"):
        wrong.append("a cookie for scripts")
    body = answer.body
    if body[:2] == b"\x1f\x8b":
        import gzip

        body = gzip.decompress(body)
    text = body.decode("utf-8", "replace")
    for leak in (CANARY, "root:x:0:0", "from __future__ import", "Traceback (most recent", "sqlite3."):
        if leak in text:
            wrong.append(f"leaks {leak}")
    return wrong + wrong_in(answer.header("content-type") or "", policy, text)


def wrong_in(kind: str, policy: str, text: str) -> list[str]:
    """What a body of a kind must not have."""
    if "sandbox" in policy:  # bytes as they were captured
        return []
    if "TPL49" in text:
        return ["a template was run that a page brought"]
    if kind.startswith("text/html"):
        return wrong_html(text)
    if "xml" in kind and "html" not in kind and text:
        return wrong_xml(text)
    if kind.startswith("application/json") and text:
        try:
            json.loads(text)
        except ValueError:
            return ["no JSON"]
    return []


def wrong_html(text: str) -> list[str]:
    """What a page has that could run."""
    found = Found()
    found.feed(text)
    found.close()
    return found.wrong


def wrong_xml(text: str) -> list[str]:
    """What a feed has that could run in whatever shows it: it must be whole, and its HTML as harmless as a page."""
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    wrong = []
    for each in root.iter():
        name = each.tag.rpartition("}")[2]
        if name == "script":
            wrong.append("<script> in a feed")
        for attribute, value in each.attrib.items():
            if attribute in ("href", "src", "url", "xmlUrl") and not is_harmless(value, name):
                wrong.append(f"<{name} {attribute}={value[:80]}>")
        is_markup = each.get("type") == "html" or name in ("description", "encoded", "html")
        if is_markup and each.text and "<" in each.text:
            wrong += wrong_html(each.text)
    return wrong
