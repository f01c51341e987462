# ruff: noqa: E501 - the markup of a page is easier to read unbroken
"""Templates on which the points were chosen."""

from __future__ import annotations

from wallset.template import Phrases, entries, template

STORY_LD = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title}"{more}}}</script>'


def head(p: Phrases, title: str, more: str = "") -> str:
    return f'<!doctype html><html lang="{p["lang"]}"><head><meta charset="utf-8"><title>{title}</title>{more}</head>'


def menu(p: Phrases) -> str:
    links = "".join(f'<li><a href="/{n}">{entry}</a></li>' for n, entry in enumerate(entries(p)))
    return f'<header class="top"><a class="logo" href="/">{p["site"]}</a><nav><ul>{links}</ul></nav></header>'


def foot(p: Phrases) -> str:
    return f'<footer class="bottom"><a href="/about">{p["site"]}</a><p>© 2024 {p["site"]}</p></footer>'


def story(p: Phrases, times: int = 1) -> str:
    return f"<p>{p['s1']}</p><p>{p['s2']}</p><p>{p['s3']}</p>" * times


def ld(p: Phrases, more: str = "") -> str:
    return STORY_LD.format(title=p["title"], more=more)


@template("captcha")
def interstitial(p: Phrases) -> str:
    return (
        head(p, p["human_h"], '<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="30">')
        + f'<body class="no-js"><div class="main-wrapper"><h1>{p["site"]}</h1><h2 id="challenge-running">{p["human_h"]}</h2>'
        f'<noscript><p>{p["js"]}</p></noscript><p>{p["human_t"]}</p><div id="challenge-stage"></div>'
        "<script>(function(){window.o={t:'9f3e'};})()</script></div></body></html>"
    )


@template("captcha")
def picture_puzzle(p: Phrases) -> str:
    return (
        head(p, p["site"])
        + f'<body>{menu(p)}<main><h1>{p["human_h"]}</h1><p>{p["human_t"]}</p><form method="post" action="/verify">'
        '<img src="/captcha.png?id=77" alt=""><input name="captcha_text"><button>OK</button></form></main>'
        f"{foot(p)}</body></html>"
    )


@template("captcha")
def blocked_for_traffic(p: Phrases) -> str:
    return (
        head(p, p["site"])
        + f"<body><h1>{p['human_h']}</h1><p>{p['blocked']}</p><p>ID: 7f31-22ac-90 · IP 192.0.2.17</p></body></html>"
    )


@template("consent")
def consent_page(p: Phrases) -> str:
    return (
        head(p, p["consent_h"])
        + f'<body><div class="page"><div class="logo">{p["site"]}</div><h1>{p["consent_h"]}</h1><p>{p["consent_t"]}</p>'
        f"<form method=post action=/save><button name=a value=1>{p['yes']}</button><button name=a value=0>{p['no']}</button>"
        "</form></div></body></html>"
    )


@template("consent")
def consent_or_pay(p: Phrases) -> str:
    return (
        head(p, p["site"])
        + f'<body><main class="purchase"><section><h2>{p["consent_h"]}</h2><p>{p["consent_t"]}</p><button>{p["yes"]}</button>'
        f"</section><section><h2>{p['pay_h']}</h2><p>{p['pay_t']}</p><a href=/abo>{p['login']}</a></section></main></body></html>"
    )


@template("consent")
def consent_dialog_over_nothing(p: Phrases) -> str:
    return (
        head(p, f"{p['title']} | {p['site']}")
        + f'<body>{menu(p)}<div id="cookie-layer" role="dialog" aria-modal="true"><h2>{p["consent_h"]}</h2>'
        f"<p>{p['consent_t']}</p><button>{p['yes']}</button><button>{p['no']}</button></div>{foot(p)}</body></html>"
    )


@template("paywall")
def metered(p: Phrases) -> str:
    return (
        head(p, f"{p['title']} | {p['site']}", ld(p, ',"isAccessibleForFree":false'))
        + f'<body>{menu(p)}<article><h1>{p["title"]}</h1><p>{p["s1"]}</p><div class="meter-box"><p>{p["limit"]}</p>'
        f"<a class=btn href=/r>{p['login']}</a></div></article>{foot(p)}</body></html>"
    )


@template("paywall")
def teaser_fades(p: Phrases) -> str:
    return (
        head(p, p["title"], ld(p))
        + f'<body>{menu(p)}<article><h1>{p["title"]}</h1><time datetime="2024-03-02">2024-03-02</time><div class="body faded">'
        f'<p>{p["s1"]}</p><p>{p["s2"]} {p["s3"][:40]}…</p></div><div class="paywall"><h3>{p["pay_h"]}</h3><p>{p["pay_t"]}</p>'
        f"<button>{p['login']}</button></div></article>{foot(p)}</body></html>"
    )


@template("paywall")
def no_teaser(p: Phrases) -> str:
    return (
        head(p, p["title"])
        + f'<body>{menu(p)}<main><h1>{p["title"]}</h1><div class="subscriber-gate"><h2>{p["pay_h"]}</h2><p>{p["pay_t"]}</p>'
        f"<form><input type=email name=m><input type=password name=w><button>{p['login']}</button></form></div></main>"
        f"{foot(p)}</body></html>"
    )


@template("paywall")
def long_teaser(p: Phrases) -> str:
    more = ',"isAccessibleForFree":"False","hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".rest"}'
    return (
        head(p, p["title"], ld(p, more))
        + f'<body>{menu(p)}<article><h1>{p["title"]}</h1>{story(p, 2)}<p>{p["s1"][:50]}…</p><div class="rest"></div>'
        f"<div class=wall><h3>{p['pay_h']}</h3><p>{p['pay_t']}</p></div></article>{foot(p)}</body></html>"
    )


@template("script_shell")
def root_and_bundle(p: Phrases) -> str:
    return (
        head(p, p["site"], '<script type="module" src="/assets/index.3f2a.js"></script>')
        + f"<body><noscript>{p['js']}</noscript><div id=root></div></body></html>"
    )


@template("script_shell")
def app_frame(p: Phrases) -> str:
    state = '{"page":{"id":17,"blocks":[' + ",".join(f'{{"t":"x","k":{n}}}' for n in range(60)) + "]}}"
    return (
        head(p, f"{p['title']} | {p['site']}")
        + f'<body>{menu(p)}<main id="app"><div class="spinner"></div><p>{p["loading"]}</p></main>{foot(p)}'
        f'<script id="__STATE__" type="application/json">{state}</script><script src="/a.js"></script></body></html>'
    )


@template("script_shell")
def scripts_only(p: Phrases) -> str:
    return head(p, p["title"]) + "<body><script src=/v.js></script><script>boot()</script></body></html>"


@template("error")
def not_found_bare(p: Phrases) -> str:
    return head(p, "404") + f"<body><h1>404</h1><p>{p['nf_t']}</p></body></html>"


@template("error")
def not_found_furnished(p: Phrases) -> str:
    cards = "".join(f'<li><a href="/{n}">{p[s][:60]}</a></li>' for n, s in enumerate(("s1", "s2", "s3", "title")))
    return (
        head(p, f"{p['nf_h']} | {p['site']}", '<meta name=robots content="noindex">')
        + f"<body>{menu(p)}<main><h1>{p['nf_h']}</h1><p>{p['nf_t']}</p><form action=/search><input type=search name=q></form>"
        f'<a href="/">{p["home"]}</a><section class="popular"><ul>{cards}</ul></section></main>{foot(p)}</body></html>'
    )


@template("error")
def gone_region(p: Phrases) -> str:
    return head(p, p["site"]) + f"<body>{menu(p)}<div class=message><p>{p['region']}</p></div>{foot(p)}</body></html>"


@template("error")
def server_error(p: Phrases) -> str:
    return head(p, f"500 – {p['site']}") + f"<body><center><h1>{p['server']}</h1></center><hr></body></html>"


@template("error")
def maintenance(p: Phrases) -> str:
    return (
        head(p, p["site"]) + f'<body><img src=/logo.svg alt=""><h1>{p["site"]}</h1><p>{p["upkeep"]}</p></body></html>'
    )


@template("empty")
def blank(p: Phrases) -> str:
    return "\n \n"


@template("empty")
def only_pictures(p: Phrases) -> str:
    return head(p, p["site"]) + '<body><div><img src="/a.jpg"><img src="/b.jpg"></div></body></html>'


@template("empty")
def only_menu(p: Phrases) -> str:
    return head(p, p["site"]) + f"<body>{menu(p)}{foot(p)}</body></html>"


@template("captcha", form="text")
def dumped_check(p: Phrases) -> str:
    return f"{p['site']}\n\n{p['human_h']}\n\n{p['human_t']}\n\nID: 7f31-22ac-90\n"


@template("error", form="text")
def dumped_not_found(p: Phrases) -> str:
    menu_lines = "\n".join(entries(p))
    return f"{p['site']}\n{menu_lines}\n\n{p['nf_h']}\n\n{p['nf_t']}\n\n{p['home']}\n"


@template("consent", form="text")
def dumped_consent(p: Phrases) -> str:
    return f"{p['site']}\n\n{p['consent_h']}\n\n{p['consent_t']}\n\n{p['yes']}\n{p['no']}\n"


@template("paywall", form="text")
def dumped_paywall(p: Phrases) -> str:
    return f"{p['title']}\n\n{p['s1']}\n\n{p['s2'][:60]}…\n\n{p['pay_h']}\n\n{p['pay_t']}\n\n{p['login']}\n"


# Stories.


@template("story")
def short_story_with_banner(p: Phrases) -> str:
    return (
        head(p, f"{p['title']} | {p['site']}", ld(p))
        + f'<body>{menu(p)}<div class="cookie-bar"><p>{p["consent_t"]}</p><button>{p["yes"]}</button><button>{p["no"]}</button></div>'
        f"<article><h1>{p['title']}</h1>{story(p)}</article>{foot(p)}</body></html>"
    )


@template("story")
def short_story_with_offer(p: Phrases) -> str:
    return (
        head(p, p["title"])
        + f"<body>{menu(p)}<article><h1>{p['title']}</h1>{story(p)}</article><aside class=subscribe-box><h3>{p['pay_h']}</h3>"
        f"<form><input type=email><button>{p['login']}</button></form></aside>{foot(p)}</body></html>"
    )


@template("story")
def story_declared_closed(p: Phrases) -> str:
    more = ',"isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".text"}'
    return (
        head(p, p["title"], ld(p, more))
        + f'<body>{menu(p)}<article><h1>{p["title"]}</h1><div class="text">{story(p, 4)}</div></article>{foot(p)}</body></html>'
    )


@template("story")
def story_in_an_app(p: Phrases) -> str:
    return (
        head(p, p["title"])
        + f"<body><noscript>{p['js']}</noscript><div id=root><h1>{p['title']}</h1>{story(p)}</div><div id=modal-root></div>"
        '<script src="/a.js"></script><script src="/b.js"></script></body></html>'
    )


@template("story")
def flash(p: Phrases) -> str:
    return (
        head(p, p["title"])
        + f"<body>{menu(p)}<main><h1>{p['title']}</h1><p>{p['s1']}</p></main>{foot(p)}</body></html>"
    )


@template("story")
def picture_story(p: Phrases) -> str:
    pictures = "".join(f"<figure><img src=/{n}.jpg><figcaption>{p[n]}</figcaption></figure>" for n in ("s1", "s2"))
    return (
        head(p, p["title"], ld(p)) + f"<body>{menu(p)}<article><h1>{p['title']}</h1>{pictures}</article></body></html>"
    )


@template("story")
def story_with_comment_login(p: Phrases) -> str:
    return (
        head(p, p["title"])
        + f"<body>{menu(p)}<article><h1>{p['title']}</h1>{story(p)}</article><div id=comments><form><input type=password>"
        f'<div class="g-captcha"></div><button>{p["login"]}</button></form></div>{foot(p)}</body></html>'
    )


@template("story", form="text")
def dumped_story(p: Phrases) -> str:
    menu_lines = "\n".join(entries(p))
    return f"{menu_lines}\n\n{p['title']}\n\n{p['s1']}\n\n{p['s2']}\n\n{p['s3']}\n\n{p['consent_t']}\n{p['yes']}\n"


@template("story", languages=("en",))
def about_captchas(p: Phrases) -> str:
    return (
        head(p, "“Are you a robot?” The box that asks the question turns twenty-five")
        + f"<body>{menu(p)}<article><h1>“Are you a robot?” The box that asks the question turns twenty-five</h1>"
        "<p>Osric Vane spent the winter of 1999 drawing crooked letters. He wanted a door that people could open and machines could not.</p>"
        "<p>His CAPTCHA, as the laboratory at Wendlebury called it, now stands before half the shops of the county, he says, and he is sorry.</p>"
        "<p>“My own mother cannot prove that she is human,” he said on Thursday. “The traffic lights are too small for her.”</p>"
        f"</article>{foot(p)}</body></html>"
    )


@template("story", languages=("en",))
def about_cookies(p: Phrases) -> str:
    return (
        head(p, "Cookie rules for parish websites")
        + f"<body>{menu(p)}<article><h1>Cookie rules for parish websites</h1>"
        "<p>From June, every parish website must ask before it stores a cookie, the county clerk, Ada Firth, told councillors on Monday.</p>"
        "<p>Of the thirty-one sites she looked at, nine shared visits with advertising partners without anyone's consent, and two did not know it.</p>"
        "<p>Upper Marl will simply take its counter down. “Four visitors a week,” said its chairman, “and I know them all.”</p>"
        f"</article>{foot(p)}</body></html>"
    )


@template("story", languages=("en", "de"))
def about_404(p: Phrases) -> str:
    if p["lang"] == "de":
        text = (
            "<h1>Haus 404 nicht gefunden</h1><p>Seit Ostern fehlt in der Lindengasse die Hausnummer 404, und mit ihr die Post von elf Mietern.</p>"
            "<p>Der Briefträger Anselm Rohr schwört, das Haus habe am Freitag noch gestanden. Die Stadt spricht von einem Fehler im Verzeichnis.</p>"
        )
    else:
        text = (
            "<h1>House 404 not found</h1><p>Since Easter the number 404 has been missing from Linden Row, and with it the post of eleven tenants.</p>"
            "<p>The postman, Anselm Rohr, swears that the house stood there on Friday. The town speaks of an error in its register.</p>"
        )
    return head(p, p["site"]) + f"<body>{menu(p)}<article>{text}</article>{foot(p)}</body></html>"


@template("story", languages=("en",))
def about_paywalls(p: Phrases) -> str:
    return (
        head(p, "Subscribers stay as Lantern lifts its paywall")
        + f"<body>{menu(p)}<article><h1>Subscribers stay as Lantern lifts its paywall</h1>"
        "<p>Readers of the Pelham Lantern no longer have to subscribe to read the news, and most of them pay all the same.</p>"
        "<p>Of 2,140 subscribers, 1,988 kept their subscription when the limit of three free articles a month went, its editor said.</p>"
        f"</article>{foot(p)}</body></html>"
    )
