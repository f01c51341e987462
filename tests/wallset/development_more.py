# ruff: noqa: E501 - the markup of a page is easier to read unbroken
"""More templates on which the points were chosen: other markup, other parts, other order."""

from __future__ import annotations

from wallset.template import Phrases, entries, template


def page(p: Phrases, title: str, body: str, more: str = "") -> str:
    return (
        f'<html lang="{p["lang"]}"><head><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>{title}</title>{more}</head><body>{body}</body></html>"
    )


def bar(p: Phrases) -> str:
    items = " ".join(f'<a class="mnu-item" href="/sec/{n}">{entry}</a>' for n, entry in enumerate(entries(p)))
    return f'<div id="hd" role="banner"><div class="brand"><a href="/">{p["site"]}</a></div><div role="navigation">{items}</div></div>'


def tail(p: Phrases) -> str:
    return f'<div id="ft" role="contentinfo"><a href="/impr">{p["site"]}</a> <a href="/x">{entries(p)[0]}</a></div>'


def text(p: Phrases, *names: str) -> str:
    return "".join(f'<div class="par">{p[name]}</div>' for name in names)


@template("captcha")
def widget_page(p: Phrases) -> str:
    return page(
        p,
        p["site"],
        f'<div class="box"><p>{p["human_t"]}</p><form action="/c"><div class="q-captcha" data-sitekey="a1"></div>'
        f'<input type=submit value="{p["yes"]}"></form><p><small>{p["js"]}</small></p></div>',
        '<script src="https://widgets.example/captcha/api.js" async></script>',
    )


@template("captcha")
def check_in_a_frame(p: Phrases) -> str:
    return page(
        p, p["site"], '<iframe src="https://check.example/human-check?c=9" title="check" width="100%"></iframe>'
    )


@template("captcha")
def waiting_room(p: Phrases) -> str:
    return page(
        p,
        p["human_h"],
        f'<table><tr><td><img src="/lock.gif" alt=""></td><td><span class="lead">{p["human_h"]}</span><br>{p["human_t"]}'
        f'</td></tr></table><p class="f">{p["site"]} · Ref 00fe-7d1</p>',
        '<meta http-equiv="refresh" content="5;url=/?again=1">',
    )


@template("captcha")
def rate_limited(p: Phrases) -> str:
    return page(
        p,
        p["site"],
        f"{bar(p)}<div class=center><h2>429</h2><p>{p['blocked']}</p><code>#18.2f4b1102</code></div>{tail(p)}",
    )


@template("consent")
def consent_wall_with_purposes(p: Phrases) -> str:
    items = "".join(f"<li><label><input type=checkbox> {entry}</label></li>" for entry in entries(p))
    return page(
        p,
        p["site"],
        f'<div class="layer"><div class="hl">{p["consent_h"]}</div><div>{p["consent_t"]}</div><ul>{items}</ul>'
        f'<a role="button" href="#">{p["no"]}</a> <a role="button" href="#">{p["yes"]}</a></div>',
    )


@template("consent")
def consent_in_two_columns(p: Phrases) -> str:
    return page(
        p,
        f"{p['site']} – {p['consent_h']}",
        f"<header>{p['site']}</header><div class=cols><div><h2>{p['consent_h']}</h2><p>{p['consent_t']}</p><p>"
        f"<button>{p['yes']}</button></p></div><div><h2>{p['pay_h']}</h2><p>{p['pay_t']}</p><p><button>{p['login']}</button></p>"
        "</div></div>",
    )


@template("consent")
def consent_over_pictures(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f"{bar(p)}<section><img src=/big.jpg alt=''></section><section class='gdpr-prompt'><p>{p['consent_t']}</p>"
        f"<input type=button value='{p['no']}'><input type=button value='{p['yes']}'></section>{tail(p)}",
    )


@template("paywall")
def regwall(p: Phrases) -> str:
    return page(
        p,
        f"{p['title']} - {p['site']}",
        f'{bar(p)}<div class="art"><h1>{p["title"]}</h1>{text(p, "s1", "s2")}<div class="reg"><b>{p["limit"]}</b><input type=email>'
        f"<button>{p['login']}</button></div></div>{tail(p)}",
    )


@template("paywall")
def locked_with_key(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f'{bar(p)}<div class="art premium"><h1>{p["title"]}</h1><div class="par">{p["s1"]}</div><div class="offer-panel"><div class=h>'
        f'{p["pay_h"]}</div><div>{p["pay_t"]}</div><a href="/in">{p["login"]}</a></div></div>{tail(p)}',
        '<meta property="og:type" content="article">',
    )


@template("paywall")
def closed_in_data(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f'{bar(p)}<div class="art"><h1>{p["title"]}</h1><div class="par">{p["s1"]}</div><div class="par">{p["s2"]} {p["s3"][:50]}...</div>'
        f'</div><div class="bx"><p>{p["pay_h"]}</p></div>{tail(p)}',
        '<script type="application/ld+json">{"@graph":[{"@type":"ReportageNewsArticle","isAccessibleForFree":"False",'
        '"wordCount":812}]}</script>',
    )


@template("paywall")
def headline_and_gate(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f"{bar(p)}<h1>{p['title']}</h1><div class=x><p>{p['pay_t']}</p><button>{p['login']}</button></div>{tail(p)}",
    )


@template("script_shell")
def app_root_with_preloads(p: Phrases) -> str:
    return page(
        p,
        f"{p['title']} | {p['site']}",
        '<app-root></app-root><script src="runtime.9a.js" defer></script>',
        f'<link rel=modulepreload href="/chunk-7.js"><meta name=description content="{p["s1"]}">',
    )


@template("script_shell")
def asks_for_scripts(p: Phrases) -> str:
    return page(
        p,
        p["site"],
        f'<noscript><div class="msg">{p["js"]}</div></noscript><div class="mount"></div><script>start()</script>',
    )


@template("script_shell")
def skeleton_frame(p: Phrases) -> str:
    bars = '<div class="skeleton-line"></div>' * 6
    return page(
        p,
        p["title"],
        f'{bar(p)}<div id="content">{bars}</div>{tail(p)}<script src="/m1.js"></script><script src="/m2.js"></script>',
    )


@template("error")
def lost_with_search(p: Phrases) -> str:
    return page(
        p,
        p["site"],
        f'{bar(p)}<div class="content"><div class="big">404</div><h2>{p["nf_h"]}</h2><div>{p["nf_t"]}</div><input type=search>'
        f"<p><a href='/'>{p['home']}</a></p></div>{tail(p)}",
    )


@template("error")
def lost_among_teasers(p: Phrases) -> str:
    teasers = "".join(
        f"<div class=tz><h3><a href='/{n}'>{p['title']}</a></h3><p>{p[n][:90]}</p></div>" for n in ("s1", "s2", "s3")
    )
    return page(p, p["nf_h"], f"{bar(p)}<h1>{p['nf_h']}</h1><p>{p['nf_t']}</p><div class=more>{teasers}</div>{tail(p)}")


@template("error")
def legal_block(p: Phrases) -> str:
    return page(p, f"451 | {p['site']}", f"<h1>451</h1><p>{p['region']}</p>")


@template("error")
def removed_article(p: Phrases) -> str:
    return page(p, p["site"], f"{bar(p)}<article><p>{p['nf_t']}</p><a href='/'>{p['home']}</a></article>{tail(p)}")


@template("error")
def gateway(p: Phrases) -> str:
    return page(p, "503 Service Unavailable", f"<h1>503</h1><p>{p['server']}</p><hr><address>web7</address>")


@template("error")
def closed_for_upkeep(p: Phrases) -> str:
    return page(p, f"{p['site']}", f"<div class='m'><h1>{p['upkeep']}</h1></div>")


@template("empty")
def nothing_in_frame(p: Phrases) -> str:
    return page(p, p["site"], f"{bar(p)}{tail(p)}")


@template("empty")
def nothing_at_all(p: Phrases) -> str:
    return page(p, p["title"], "<div> </div>")


@template("empty")
def a_picture(p: Phrases) -> str:
    return page(p, p["site"], '<a href="/"><img src="/w.png" alt=""></a>')


@template("captcha", form="text")
def text_of_a_check(p: Phrases) -> str:
    return f"{p['human_t']}\n\n{p['site']} | Ref 00fe-7d1\n"


@template("error", form="text")
def text_of_an_error(p: Phrases) -> str:
    return f"404\n{p['nf_h']}\n{p['nf_t']}\n{p['site']}\n"


@template("paywall", form="text")
def text_of_a_teaser(p: Phrases) -> str:
    bar_line = " | ".join(entries(p))
    return f"{bar_line}\n\n{p['title']}\n\n{p['s1']}\n\n{p['limit']}\n\n{p['login']}\n"


@template("script_shell", form="text")
def text_of_a_shell(p: Phrases) -> str:
    return f"{p['js']}\n"


# Stories.


@template("story")
def story_under_a_layer(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f'<div class="layer"><div class="hl">{p["consent_h"]}</div><div>{p["consent_t"]}</div><button>{p["yes"]}</button></div>{bar(p)}'
        f'<div class="art"><h1>{p["title"]}</h1>{text(p, "s1", "s2", "s3")}</div>{tail(p)}',
    )


@template("story")
def story_over_an_offer(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f'{bar(p)}<div class="art"><h1>{p["title"]}</h1>{text(p, "s1", "s2", "s3")}</div><div class="sub"><p>{p["site"]}</p><input type=email>'
        f"<button>{p['login']}</button></div>{tail(p)}",
    )


@template("story")
def story_behind_nothing(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f'{bar(p)}<div class="art"><h1>{p["title"]}</h1>{text(p, "s1", "s2", "s3") * 3}</div>{tail(p)}',
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"false"}</script>',
    )


@template("story")
def story_in_a_mount(p: Phrases) -> str:
    return page(
        p,
        p["title"],
        f"<noscript>{p['js']}</noscript><div id=app><h1>{p['title']}</h1>{text(p, 's1', 's3')}</div><div id=portal-root></div>"
        "<div class=spinner></div><script src=/1.js></script><script src=/2.js></script>",
    )


@template("story")
def brief(p: Phrases) -> str:
    return page(
        p,
        f"{p['title']} - {p['site']}",
        f"{bar(p)}<div class=art><h2>{p['title']}</h2><div>{p['s2']}</div></div>{tail(p)}",
    )


@template("story")
def gallery(p: Phrases) -> str:
    pictures = "".join(
        f"<div class=pic><img src=/{n}.jpg alt=''><p class=cap>{p[n]}</p></div>" for n in ("s1", "s2", "s3")
    )
    return page(p, p["title"], f"{bar(p)}<h1>{p['title']}</h1>{pictures}{tail(p)}")


@template("story", form="text")
def text_of_a_story(p: Phrases) -> str:
    bar_line = "\n".join(entries(p))
    return f"{p['site']}\n{bar_line}\n{p['login']}\n\n{p['title']}\n\n{p['s1']}\n\n{p['s2']}\n\n{p['s3']}\n\n{p['login']}\n"


@template("story", languages=("en",))
def about_robots(p: Phrases) -> str:
    return page(
        p,
        "Farm robot stopped by its own security check",
        f"{bar(p)}<div class=art><h1>Farm robot stopped by its own security check</h1>"
        "<div>A weeding robot at Lower Trask stood in a beet field for three days because its browser could not confirm that it was human.</div>"
        "<div>“We had to drive out and tick the box for it,” said the farmer, Ines Holloway. The maker says an update is on the way.</div></div>",
    )


@template("story", languages=("en", "de"))
def about_subscriptions(p: Phrases) -> str:
    if p["lang"] == "de":
        story = (
            "<h1>Theater verkauft so viele Abonnements wie nie</h1><div>Das Stadttheater Hallbrück hat 4.112 Abonnenten, mehr als je zuvor.</div>"
            "<div>Wer ein Abonnement kaufen will, muss bis Herbst warten; der Zugang zur Warteliste ist gesperrt, sagt Intendantin Mathilde Kern.</div>"
        )
    else:
        story = (
            "<h1>Theatre sells more subscriptions than ever</h1><div>The playhouse at Hallbridge has 4,112 subscribers, more than ever before.</div>"
            "<div>Anyone who wants to subscribe must wait until autumn; access to the waiting list is closed, said its director, Maud Kern.</div>"
        )
    return page(p, p["site"], f"{bar(p)}<div class=art>{story}</div>{tail(p)}")


@template("story", languages=("en",))
def about_outage(p: Phrases) -> str:
    return page(
        p,
        "Tax office website down after server error",
        f"{bar(p)}<div class=art><h1>Tax office website down after server error</h1>"
        "<div>The tax office's website was unavailable for most of Monday after a server failed during maintenance.</div>"
        "<div>Some 12,000 people saw the words “page not found” instead of their returns. The deadline has been moved to Friday.</div></div>",
    )


@template("story", languages=("en",))
def about_privacy(p: Phrases) -> str:
    return page(
        p,
        "Privacy watchdog fines bakery over cookies",
        f"{bar(p)}<div class=art><h1>Privacy watchdog fines bakery over cookies</h1>"
        "<div>The privacy commissioner has fined a bakery in Ollerby 400 crowns for cookies on its website that nobody had agreed to.</div>"
        "<div>“We sell biscuits,” said the baker, Rufus Pell, who had thought consent was for hospitals. He has paid and removed the tracker.</div></div>",
    )
