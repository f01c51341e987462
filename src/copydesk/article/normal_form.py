"""One form for the many addresses of one page: by it two captures are known to be of one address.

Built on the normalisation of RFC 3986, section 6.2 (case, percent-encoding, default port), and on what sites do: a host
for telephones, a path for AMP, caches that carry the address of the page in their own, marks that tell where a reader
came from. Nothing is fetched. The form is for comparing; what is shown to a reader is the address as it was found.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from copydesk.dates.months import words

_KEPT: Final = 256
_INSIDE: Final = re.compile(
    r"^https?://(?:web\.archive\.org/web/\d{4,14}[a-z_]*/(?P<archived>.+)"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<secure>s/)?(?P<served>.+)"
    r"|[a-z0-9-]+\.cdn\.ampproject\.org/[a-z]/(?P<cached_secure>s/)?(?P<cached>.+))$",
    re.IGNORECASE,
)
"""Addresses of copies that hold the address of the page."""
_HOST: Final = re.compile(r"^(?:(?:www|m|mobile|amp|touch|wap)\d?\.)+(?=[^.]+\.)")
_AMP_PATH: Final = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)|(?<=^)/amp(?=/.)", re.IGNORECASE)
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}
_UNRESERVED: Final = "-._~!$&'()*+,;=:@/"
"""Signs of a path that stand for themselves (RFC 3986, section 3.3)."""
_TRACKING: Final = frozenset(
    words(
        "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid _hsenc _hsmi "
        "mkt_tok vero_id oly_enc_id oly_anon_id rb_clickid s_cid cmpid ocid smid smtyp icid ncid xtor "
        "soc_src soc_trk guccounter guce_referrer guce_referrer_sig at_medium at_campaign at_custom1 at_custom2 "
        "at_custom3 at_custom4 wt_mc wt.mc_id ns_campaign ns_mchannel ns_source ns_linkname ns_fee mbid sr_share "
        "_ga _gl"
    )
)
"""Names of a query that tell where a reader came from, wherever they stand."""
_NOT_OF_THE_PAGE: Final = _TRACKING | frozenset(
    words(
        "cmp ito spm taid ref ref_src ref_url referrer partner feature sh share shared socialshare amp amp_js_v "
        "amp_gsa usqp outputtype print printable printview view-as"
    )
)
"""The same, and names that tell how an article's page is shown; on a page of another kind they may mean more."""
_TRACKING_FAMILIES: Final = ("utm_", "hsa_", "pk_", "piwik_", "mtm_", "trk_", "stm_", "__twitter_")
_ROUTES: Final = ("!", "/")
"""Beginnings of a fragment that names a page: sites that are one document route by it."""


@lru_cache(maxsize=_KEPT)
def normal_form(address: str) -> str:
    """The form that all addresses of a page share: no scheme, no mark of the way a reader came; as given if unreadable.

    >>> normal_form("http://m.Tide.example:80/quay/?utm_source=x&id=7#top"), normal_form("https://tide.example/quay?id=7")
    ('tide.example/quay?id=7', 'tide.example/quay?id=7')
    >>> normal_form("https://web.archive.org/web/20240507093000/https://tide.example/quay/amp/")
    'tide.example/quay'
    """
    address = _unwrapped(address.strip())
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return address
    if parts.scheme.lower() not in _PORTS or not parts.hostname:
        return address
    host = _HOST.sub("", parts.hostname.rstrip("."))
    if port not in (None, _PORTS[parts.scheme.lower()]):
        host = f"{host}:{port}"
    path = _INDEX.sub("", _AMP_PATH.sub("", quote(unquote(parts.path), safe=_UNRESERVED))).rstrip("/")
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0].lower())]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(_ROUTES) else ""
    return f"{host}{path}{query}{fragment}"


def without_tracking(address: str) -> str:
    """An address without the names of its query that only tell where a reader came from; else sign for sign.

    >>> without_tracking("https://tide.example/quay?b=2&utm_source=x&a=%C3%A9#top")
    'https://tide.example/quay?b=2&a=%C3%A9#top'
    """
    before, mark, fragment = address.partition("#")
    path, question, query = before.partition("?")
    if not question:
        return address
    names = ((pair, pair.partition("=")[0].lower()) for pair in query.split("&"))
    kept = "&".join(pair for pair, name in names if name not in _TRACKING and not name.startswith(_TRACKING_FAMILIES))
    return f"{path}{question if kept else ''}{kept}{mark}{fragment}"


def _unwrapped(address: str) -> str:
    """The address of the page, out of that of an archive's or a cache's copy."""
    while found := _INSIDE.match(address):
        inner = found["archived"] or found["served"] or found["cached"]
        secure = found["secure"] or found["cached_secure"]
        address = inner if inner.lower().startswith(("http:", "https:")) else f"http{'s' if secure else ''}://{inner}"
    return address


def _is_tracking(name: str) -> bool:
    return name in _NOT_OF_THE_PAGE or name.startswith(_TRACKING_FAMILIES)
