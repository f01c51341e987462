"""The addresses of the room that are no pages: protocols of others, and what it says of itself."""

from __future__ import annotations

from typing import Final

from copydesk.web import about, endpoint, memento, oembed

PROTOCOLS: Final = (*memento.ROUTES, *oembed.ROUTES, *about.ROUTES, *endpoint.ROUTES)
