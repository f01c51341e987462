"""Pages from the web, fetched as a guest: what robots.txt allows, one at a time from each host, at its pace.

Only public addresses are fetched. Every name is resolved here, every address it stands for is checked, and the
connection is made to that very address, so that a name cannot mean one machine when it is checked and another when it
is used. The same is done for every redirect.
"""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from copydesk.errors import NeedsExtra, NotFetched, TooLarge
from copydesk.intake.http import Message
from copydesk.records import Delivery
from copydesk.version import __version__

if TYPE_CHECKING:
    import httpx

AGENT: Final = f"copydesk/{__version__}"
_PAGES: Final = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/rss",
    "application/atom",
    "application/json",
    "application/feed",
    "application/gzip",
    "application/x-gzip",
    "multipart/related",
)
"""Beginnings of the media types of pages, feeds and sitemaps."""
_RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_REDIRECTS: Final = 10
_LONGEST_WAIT: Final = 120.0
"""Seconds that a server may ask us to wait before we give up instead."""
_ROBOTS_BYTES: Final = 512_000
"""Of a robots.txt, what RFC 9309 asks a reader to take at least."""
_PORTS: Final = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})
_SHARED: Final = ipaddress.ip_network("100.64.0.0/10")
"""Addresses behind a carrier's translation (RFC 6598), which `is_private` does not count."""

_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as a translator writes them (RFC 6052)."""

ALLOW: Final = "allow private addresses to fetch it"
"""What to do about an address that is none of the public web."""

Resolve = Callable[[str, int], list[str]]
Ask = Callable[[str, "Validators | None", float], tuple[Message, str | None]]
"""How an answer is got by a deadline, and where it sends us, if it does."""


class Manners(NamedTuple):
    """How we behave as a guest."""

    pace: float = 1.0
    """Seconds between two requests to a host; more where its robots.txt asks for more."""
    tries: int = 3
    seconds: float = 60.0
    """For one page with its redirects, without waits."""
    timeout: float = 15.0
    """For a connection, and for each piece of an answer."""
    contact: str = ""
    """How whoever is asked can reach whoever asks: an address of mail or of a page."""
    allow_private: bool = False
    obey_robots: bool = True
    browser: bool = False
    """Whether a page that is nothing before its scripts have run is shown in a browser, and taken as it looks then."""


class Surroundings(NamedTuple):
    """The clock and the network, which tests replace."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    resolve: Resolve | None = None


class Validators(NamedTuple):
    """What an earlier answer said of its content, by which a later one can say that it has not changed."""

    etag: str | None = None
    modified: str | None = None


class Fetched(NamedTuple):
    """An answer: the page as a delivery, or that it has not changed; and how to ask next time."""

    delivery: Delivery | None
    validators: Validators
    status: int


class Fetcher:
    """A guest of many hosts. Use it with `with`, or call `close`."""

    def __init__(self, manners: Manners | None = None, surroundings: Surroundings | None = None, *, most: int) -> None:
        self.manners = manners or Manners()
        self.around = surroundings or Surroundings()
        self.most = most
        self._client = _client(self.manners, self.around.resolve or resolve_name)
        self._next: dict[str, float] = {}
        """When each host may be asked again."""
        self._robots: dict[str, RobotFileParser | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def fetch(self, address: str, validators: Validators | None = None) -> Fetched:
        """The page at an address. Raises NotFetched, TooLarge, or NeedsExtra when `[fetch]` is not installed."""
        address, way, message = self._followed(address, self._asked, validators)
        return self._answer(address, way, message.status or 0, message)

    def part(self, address: str) -> Message:
        """What a page asks for when a browser shows it: fetched as pages are, but once and without waiting.

        A browser, too, asks for the parts of a page at once. Raises NotFetched or TooLarge.
        """
        return self._followed(address, self._asked_once, None)[2]

    def _followed(self, address: str, ask: Ask, validators: Validators | None) -> tuple[str, list[str], Message]:
        """Where an address leads to, by which others, and the answer there."""
        deadline = self.around.now() + self.manners.seconds
        way: list[str] = []
        while True:
            _check_address(address, allow_private=self.manners.allow_private)
            if self.manners.obey_robots and not self.is_allowed(address):
                raise NotFetched(address, "its robots.txt asks not to be fetched", "save the page in a browser")
            message, target = ask(address, validators, deadline)
            if target is None:
                return address, way, message
            way.append(address)
            if target in way or len(way) > _MOST_REDIRECTS:
                raise NotFetched(way[0], f"redirects in a circle or more than {_MOST_REDIRECTS} times", "check it")
            address = target

    def is_allowed(self, address: str) -> bool:
        """Whether robots.txt lets us fetch an address (RFC 9309)."""
        rules = self._rules(address)
        return rules is None or rules.can_fetch(AGENT, address)

    # One request.

    def _asked(self, address: str, validators: Validators | None, deadline: float) -> tuple[Message, str | None]:
        """The answer of a host, asked again where that may help; and where it sends us, if it does."""
        import httpx

        said = ""
        for attempt in range(self.manners.tries):
            self._wait_for(address)
            try:
                message = self._once(address, validators, deadline)
            except httpx.InvalidURL as error:
                raise NotFetched(address, f"not an address ({error}), or no such host", "check it") from None
            except httpx.HTTPError as error:
                said = _said(error)
                self.around.sleep(_backoff(attempt))
                continue
            status = message.status
            if status in _RETRIED and attempt + 1 < self.manners.tries:
                wait = _asked_wait(message.fields.get("retry-after", "")) or _backoff(attempt)
                if wait > _LONGEST_WAIT:
                    raise NotFetched(address, f"asks to wait {wait:.0f} seconds (HTTP status {status})", "try later")
                self.around.sleep(wait)
                continue
            return message, _target(address, message)
        raise NotFetched(address, f"no answer after {self.manners.tries} tries: {said}", "try again later")

    def _asked_once(self, address: str, validators: Validators | None, deadline: float) -> tuple[Message, str | None]:
        """As `_asked`, but without a pause before and without a second try."""
        import httpx

        try:
            message = self._once(address, validators, deadline)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotFetched(address, _said(error), "try again later") from None
        return message, _target(address, message)

    def _once(self, address: str, validators: Validators | None, deadline: float) -> Message:
        fields = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified} if validators else {}
        kept = {name: value for name, value in fields.items() if value}
        with self._client.stream("GET", address, headers=kept) as answer:
            parts: list[bytes] = []
            size = 0
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > self.most:
                    raise TooLarge(address, f"more than {self.most:,} bytes", "raise max_bytes")
                if self.around.now() > deadline:
                    raise NotFetched(address, f"took longer than {self.manners.seconds:.0f} seconds", "try again later")
                parts.append(piece)
            named = {name.lower(): value for name, value in answer.headers.items()}
            return Message(answer.status_code, named, b"".join(parts))

    def _answer(self, address: str, way: list[str], status: int, message: Message) -> Fetched:
        validators = Validators(message.fields.get("etag"), message.fields.get("last-modified"))
        if status == 304:
            return Fetched(None, validators, status)
        if message.media_type and not message.media_type.startswith(_PAGES):
            raise NotFetched(address, f"not a page but {message.media_type}", "give the address of a page")
        if not message.body.strip():
            raise NotFetched(address, f"an empty answer (HTTP status {status})", "try again later")
        first = way[0] if way else address
        delivery = Delivery(
            data=message.body,
            name=first,
            url=address,
            url_how="fetched",
            captured=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            captured_how="fetched",
            charset=message.charset,
            status=status,
            aliases=tuple(way),
            etag=validators.etag,
            last_modified=validators.modified,
        )
        return Fetched(delivery, validators, status)

    # Manners.

    def _wait_for(self, address: str) -> None:
        """Wait until the host of an address may be asked again."""
        host = urlsplit(address).netloc
        now = self.around.now()
        if (wait := self._next.get(host, now) - now) > 0:
            self.around.sleep(wait)
        rules = self._robots.get(host)
        asked = rules.crawl_delay(AGENT) if rules is not None else None
        self._next[host] = self.around.now() + max(self.manners.pace, min(float(asked or 0), _LONGEST_WAIT))

    def _rules(self, address: str) -> RobotFileParser | None:
        """The rules of a host; None when it has none."""
        parts = urlsplit(address)
        if parts.netloc not in self._robots:
            self._robots[parts.netloc] = self._fetch_rules(f"{parts.scheme}://{parts.netloc}/robots.txt")
        return self._robots[parts.netloc]

    def _fetch_rules(self, address: str) -> RobotFileParser | None:
        """A host's rules: none where it says there are none, all closed where it fails (RFC 9309, section 2.3.1)."""
        rules = RobotFileParser()
        try:
            deadline = self.around.now() + self.manners.seconds
            way = 0
            message, target = self._asked(address, None, deadline)
            while target is not None and way < 5:
                _check_address(target, allow_private=self.manners.allow_private)
                message, target = self._asked(target, None, deadline)
                way += 1
        except TooLarge:
            return None
        status = message.status or 0
        if status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
            return rules
        if status >= 400 or target is not None:
            return None
        rules.parse(message.body[:_ROBOTS_BYTES].decode("utf-8", "replace").splitlines())
        return rules


# ── Addresses ─────────────────────────────────────────────────────────────────────────────────────


def _check_address(address: str, *, allow_private: bool) -> None:
    """Refuse what is no public web address. Raises NotFetched."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotFetched(address, f"not an address ({error})", "check it") from None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise NotFetched(address, "not a web address", "only http and https are fetched")
    if parts.username or parts.password:
        raise NotFetched(address, "an address with a password in it", "give it without")
    if port is not None and port not in _PORTS and not allow_private:
        raise NotFetched(address, f"port {port} is none of the web's", ALLOW)


def is_public(number: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> is_public("192.0.2.1"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("93.184.216.34")
    (False, False, False, True)
    """
    found = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast and found not in _SHARED


def resolve_name(host: str, port: int) -> list[str]:
    """Every IP address a name stands for. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def public_addresses(host: str, port: int, resolve: Resolve, *, allow_private: bool) -> list[str]:
    """The IP addresses of a host that may be connected to. Raises NotFetched when one is not public."""
    try:
        numbers = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise NotFetched(host, f"no such host ({error})", "check the address") from None
    if not allow_private:
        for number in numbers:
            if not is_public(number):
                raise NotFetched(host, f"stands for {number}, which is not public", ALLOW)
    if not numbers:
        raise NotFetched(host, "no such host", "check the address")
    return numbers


def _client(manners: Manners, resolve: Resolve) -> httpx.Client:
    """A client that connects to nothing but addresses that were checked."""
    try:
        import httpcore
        import httpx
    except ImportError:
        raise NeedsExtra("fetching", "not installed", "pip install 'copydesk[fetch]'") from None

    class Checked(httpcore.NetworkBackend):
        """The network, reached by addresses that were checked."""

        def __init__(self) -> None:
            self._backend = httpcore.SyncBackend()

        def connect_tcp(
            self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
            socket_options: Any = None,
        ) -> httpcore.NetworkStream:  # fmt: skip
            last: Exception | None = None
            for number in public_addresses(host, port, resolve, allow_private=manners.allow_private):
                try:
                    return self._backend.connect_tcp(number, port, timeout, local_address, socket_options)
                except httpcore.ConnectError as error:
                    last = error
            raise last or httpcore.ConnectError("no address")

        def sleep(self, seconds: float) -> None:
            self._backend.sleep(seconds)

    transport = httpx.HTTPTransport(retries=0)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(), max_connections=20, network_backend=Checked()
    )
    contact = f" (+{manners.contact})" if manners.contact else ""
    return httpx.Client(
        transport=transport,
        timeout=manners.timeout,
        follow_redirects=False,
        headers={"User-Agent": f"{AGENT}{contact}", "Accept": "text/html, application/xhtml+xml, */*;q=0.5"},
    )


def _target(address: str, message: Message) -> str | None:
    """Where an answer sends us."""
    location = message.fields.get("location")
    return urljoin(address, location) if location and message.status in (301, 302, 303, 307, 308) else None


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _backoff(attempt: int) -> float:
    """Seconds to wait before the next try: 1, 2, 4 … and up to half as many more, so that not all come at once."""
    return float(2**attempt) * (1 + random.random() / 2)


def _asked_wait(said: str) -> float:
    """The seconds that a Retry-After asks for, given as such or as a time; 0 for none."""
    if said.strip().isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0
