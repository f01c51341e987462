# ruff: noqa: E501 - the markup of a page is easier to read unbroken
"""Templates on which nothing was chosen: other markup, other parts, other order."""

from __future__ import annotations

from wallset.template import Phrases, entries, template


def frame(p: Phrases, title: str, inside: str, more: str = "") -> str:
    links = "".join(f"<td><a href='/r/{n}'>{entry}</a></td>" for n, entry in enumerate(entries(p)))
    return (
        f"<!DOCTYPE html><html lang='{p['lang']}'><head><title>{title}</title>{more}</head><body>"
        f"<div class='wrap'><div class='site-title'>{p['site']}</div><nav class='mainnav'><table><tr>{links}</tr></table></nav>"
        f"<div class='col'>{inside}</div><footer><span>{p['site']} 2023</span></footer></div></body></html>"
    )


def bare(p: Phrases, title: str, inside: str, more: str = "") -> str:
    return f"<html lang='{p['lang']}'><head><title>{title}</title>{more}</head><body>{inside}</body></html>"


def paragraphs(p: Phrases) -> str:
    return f"<p>{p['s1']}</p>\n<p>{p['s2']}</p>\n<p>{p['s3']}</p>\n"


@template("captcha")
def slider(p: Phrases) -> str:
    return bare(
        p,
        p["human_h"],
        f"<div class='panel'><h3>{p['human_h']}</h3><div class='txt'>{p['human_t']}</div><div class='slide-captcha'><i></i></div></div>",
        "<meta name='robots' content='noindex'>",
    )


@template("captcha")
def held_button(p: Phrases) -> str:
    return bare(
        p,
        p["site"],
        f"<section><strong>{p['human_t']}</strong><div id='px-hold' role='button'></div></section><p>9c1f-88</p>",
    )


@template("captcha")
def turned_away(p: Phrases) -> str:
    return bare(
        p, p["human_h"], f"<h1>{p['human_h']}</h1><h2>{p['blocked']}</h2><ul><li>203.0.113.9</li><li>7c9e2b</li></ul>"
    )


@template("consent")
def sheet_of_consent(p: Phrases) -> str:
    return frame(
        p,
        p["consent_h"],
        f"<form><h2>{p['consent_h']}</h2><p>{p['consent_t']}</p><p><button>{p['no']}</button><button>{p['yes']}</button></p></form>",
    )


@template("consent")
def consent_before_nothing(p: Phrases) -> str:
    return bare(
        p,
        f"{p['title']} | {p['site']}",
        f"<div id='privacy-manager'><img src=/l.svg alt=''><p>{p['consent_t']}</p><a class='button' href='#y'>{p['yes']}</a></div>",
        "<meta property='og:type' content='article'>",
    )


@template("paywall")
def gate_under_teaser(p: Phrases) -> str:
    return frame(
        p,
        p["title"],
        f"<h1>{p['title']}</h1><div class='txt'><p>{p['s1']}</p></div><div class='reader-offer'><h4>{p['pay_h']}</h4>{p['pay_t']}</div>",
    )


@template("paywall")
def counter_spent(p: Phrases) -> str:
    return frame(
        p,
        p["title"],
        f"<h1>{p['title']}</h1><div class='overlay-message'>{p['limit']} <a href='/in'>{p['login']}</a></div>",
    )


@template("paywall")
def rest_withheld(p: Phrases) -> str:
    return frame(
        p,
        p["title"],
        f"<h1>{p['title']}</h1>{paragraphs(p)}<p>{p['s2'][: len(p['s2']) // 2]} …</p><div class='box'>{p['pay_t']} {p['login']}</div>",
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
    )


@template("script_shell")
def viewer(p: Phrases) -> str:
    return bare(
        p, p["title"], f"<div id='__app'></div><noscript><h1>{p['js']}</h1></noscript><script src='/x.js'></script>"
    )


@template("script_shell")
def framed_viewer(p: Phrases) -> str:
    return frame(
        p,
        p["title"],
        f"<div id='story-root'></div><div class='preloader'>{p['loading']}</div>",
        "<script src='/y.js'></script>",
    )


@template("error")
def lost(p: Phrases) -> str:
    return frame(p, p["site"], f"<h2>{p['nf_h']}</h2><p>{p['nf_t']} <a href='/'>{p['home']}</a>.</p>")


@template("error")
def lost_with_headlines(p: Phrases) -> str:
    lines = "".join(f"<dd><a href='/{n}'>{p[n]}</a></dd>" for n in ("title", "s1", "s2"))
    return frame(p, f"404 {p['nf_h']}", f"<h1>{p['nf_h']}</h1><p>{p['nf_t']}</p><dl>{lines}</dl>")


@template("error")
def abroad(p: Phrases) -> str:
    return bare(p, p["site"], f"<div><h2>{p['site']}</h2><p>{p['region']}</p></div>")


@template("error")
def broken(p: Phrases) -> str:
    return frame(p, p["site"], f"<h1>{p['server']}</h1><a href='/'>{p['home']}</a>")


@template("error")
def under_repair(p: Phrases) -> str:
    return bare(p, f"503 {p['site']}", f"<p><b>{p['site']}</b></p><p>{p['upkeep']}</p>")


@template("empty")
def no_story(p: Phrases) -> str:
    return frame(p, p["site"], "")


@template("empty")
def bare_picture(p: Phrases) -> str:
    return bare(p, "", "<picture><img src=/1.webp alt=''></picture>")


@template("captcha", form="text")
def check_as_text(p: Phrases) -> str:
    return f"{p['human_h']}\n{p['human_t']}\n"


@template("error", form="text")
def lost_as_text(p: Phrases) -> str:
    return f"{p['nf_h']}\n\n{p['nf_t']}\n\n{p['site']}\n"


@template("consent", form="text")
def consent_as_text(p: Phrases) -> str:
    return f"{p['consent_h']}\n\n{p['consent_t']}\n\n{p['yes']}\n"


@template("paywall", form="text")
def gate_as_text(p: Phrases) -> str:
    return f"{p['title']}\n\n{p['s1']}\n\n{p['pay_h']}\n\n{p['pay_t']}\n"


# Stories.


@template("story")
def story_below_consent(p: Phrases) -> str:
    notice = f"<div class='notice-cookies'>{p['consent_t']}<button>{p['yes']}</button><button>{p['no']}</button></div>"
    return frame(p, p["title"], f"{notice}<h1>{p['title']}</h1>{paragraphs(p)}")


@template("story")
def story_with_free_account(p: Phrases) -> str:
    box = f"<aside class='members'><b>{p['site']}</b><input type=email><input type=password><button>{p['login']}</button></aside>"
    return frame(p, p["title"], f"<h1>{p['title']}</h1>{paragraphs(p)}{box}")


@template("story")
def story_said_to_be_closed(p: Phrases) -> str:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    return frame(p, p["title"], f"<h1>{p['title']}</h1>{paragraphs(p) * 3}", data)


@template("story")
def story_with_scripts_off(p: Phrases) -> str:
    return bare(
        p,
        p["title"],
        f"<noscript>{p['js']}</noscript><main id='app'><h1>{p['title']}</h1>{paragraphs(p)}</main><script src='/q.js'></script>",
    )


@template("story")
def one_sentence(p: Phrases) -> str:
    return frame(p, p["title"], f"<h1>{p['title']}</h1><p>{p['s3']}</p>")


@template("story")
def lines_under_pictures(p: Phrases) -> str:
    pictures = "".join(f"<figure><img src='/{n}.png'><figcaption>{p[n]}</figcaption></figure>" for n in ("s2", "s3"))
    return frame(p, p["title"], f"<h1>{p['title']}</h1>{pictures}")


@template("story", form="text")
def story_as_text(p: Phrases) -> str:
    return f"{p['title']}\n\n{p['s1']}\n\n{p['s2']}\n\n{p['s3']}\n\n{p['login']}\n"


@template("story", languages=("nl", "it", "sv"))
def about_the_gate(p: Phrases) -> str:
    story = {
        "nl": "<h1>Krant haalt betaalmuur weg</h1><p>Abonnees van De Vuurtoren betalen voortaan vrijwillig; van de 2.140 bleven er 1.988.</p>"
        "<p>De hoofdredacteur, Joost van der Mey, noemt het een experiment. De drukker heeft zijn prijs al verhoogd.</p>",
        "it": "<h1>Robot fermato dal controllo di sicurezza</h1><p>Un robot agricolo è rimasto tre giorni in un campo di Brena.</p>"
        "<p>Il browser della macchina non riusciva a dimostrare di essere umano, racconta il contadino Elvio Tarsi.</p>",
        "sv": "<h1>Sidan som inte fanns</h1><p>I tre år saknades sidan 214 i kommunens budget, och ingen märkte något.</p>"
        "<p>Felet upptäcktes i måndags av praktikanten Lova Ask. Servern hade hoppat över den, säger kamreren.</p>",
    }[p["lang"]]
    return frame(p, p["site"], story)
