"""Pages that are nothing before their scripts have run, shown in a browser (Chromium, through Playwright).

The browser has no network: whatever a page asks for is fetched by the same guest that fetches pages, from public
addresses alone and as far as robots.txt allows, or not at all. It keeps nothing from one page to the next.
"""

from __future__ import annotations

import os
import shutil
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from msgspec import structs

from copydesk.errors import IntakeError, NeedsExtra, NotFetched
from copydesk.intake.fetch import AGENT, Fetcher
from copydesk.records import Delivery

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright, Route

SHOWN: Final = "shown in a browser, after its scripts had run"
_SECONDS: Final = 20.0
"""For a page to come to rest; what it shows then is taken."""
_MOST_REQUESTS: Final = 150
"""That one page may make."""
_ASKED_FOR: Final = frozenset({"document", "script", "stylesheet", "xhr", "fetch"})
"""Kinds of requests that can change what a page says; pictures, films and fonts cannot."""
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS: Final = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


class Room:
    """A browser that shows pages for a guest. Use it with `with`, or call `close`."""

    def __init__(self, guest: Fetcher) -> None:
        self.guest = guest
        self._started: Playwright | None = None
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the browser, if one was opened."""
        if self._browser is not None:
            self._browser.close()
        if self._started is not None:
            self._started.stop()
        self._browser = self._started = None

    def shown(self, delivery: Delivery) -> Delivery:
        """A fetched page as a reader would see it. Raises NeedsExtra without a browser, NotFetched when it fails."""
        from playwright.sync_api import Error

        address = delivery.url or ""
        context = self._opened().new_context(
            user_agent=AGENT, service_workers="block", accept_downloads=False, ignore_https_errors=True
        )
        try:
            page = context.new_page()
            page.route("**/*", _Waiter(self.guest, delivery).answer)
            _rest(page, address)
            content = page.content().encode("utf-8", "replace")
        except Error as error:
            said = str(error).partition("\n")[0]
            raise NotFetched(address, f"the browser could not show it ({said})", "try again later") from None
        finally:
            context.close()
        return structs.replace(
            delivery,
            data=content,
            charset="utf-8",
            captured_how="fetched in a browser",
            warnings=(*delivery.warnings, SHOWN),
            etag=None,
            last_modified=None,
        )

    def _opened(self) -> Browser:
        """The browser, started when the first page needs it."""
        if self._browser is not None:
            return self._browser
        try:
            from playwright.sync_api import Error, sync_playwright
        except ImportError:
            raise NeedsExtra("a browser", "not installed", "pip install 'copydesk[browser]'") from None
        self._started = sync_playwright().start()
        arguments: dict[str, Any] = {"args": list(_ARGUMENTS), "executable_path": _installed()}
        # A sandbox of namespaces is not to be had for root, as in most containers.
        arguments["chromium_sandbox"] = hasattr(os, "geteuid") and os.geteuid() != 0
        try:
            self._browser = self._started.chromium.launch(**arguments)
        except Error as error:
            self.close()
            said = str(error).partition("\n")[0]
            raise NeedsExtra(
                "a browser", f"did not start ({said})", "install Chromium, or run: playwright install chromium"
            ) from None
        return self._browser


class _Waiter:
    """Brings one page what it asks for."""

    def __init__(self, guest: Fetcher, delivery: Delivery) -> None:
        self.guest = guest
        self.delivery = delivery
        self.asked = 0
        self.room = guest.most

    def answer(self, route: Route) -> None:
        """Answer a request of the page, or refuse it."""
        request = route.request
        if request.is_navigation_request() and request.url.partition("#")[0] == (self.delivery.url or ""):
            charset = f"; charset={self.delivery.charset}" if self.delivery.charset else ""
            route.fulfill(status=200, content_type=f"text/html{charset}", body=self.delivery.data)
            return
        self.asked += 1
        if request.method != "GET" or request.resource_type not in _ASKED_FOR or self.asked > _MOST_REQUESTS:
            route.abort()
            return
        try:
            found = self.guest.part(request.url)
        except IntakeError:
            route.abort()
            return
        self.room -= len(found.body)
        if self.room < 0:
            route.abort()
            return
        kept = {name: value for name, value in found.fields.items() if name in ("content-type",)}
        # What a page may read from elsewhere is for browsers with somebody's cookies; this one has none.
        route.fulfill(status=found.status, headers={**kept, "access-control-allow-origin": "*"}, body=found.body)


def _rest(page: Page, address: str) -> None:
    """Open a page and wait until it asks for nothing more, or its time is up."""
    from playwright.sync_api import TimeoutError as TookTooLong

    try:
        page.goto(address, wait_until="load", timeout=1000 * _SECONDS)
        page.wait_for_load_state("networkidle", timeout=1000 * _SECONDS)
    except TookTooLong:
        return


def _installed() -> str | None:
    """Where the system's own Chromium is; without one Playwright looks for the one it installs."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
