"""The form of a text, by what stands in it."""

from __future__ import annotations

import pytest

from copydesk.intake.sniff import has_front_matter, sniff

DUMP = (
    "Rain at last\n\nBy Ada Quill\n\nIt rained on Tuesday, the weather office of Lower Fenwick said, after forty days."
    "\n\nFarmers were glad of it. Two bridges were closed until the evening.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>Rain</title>",
        "\ufeff \n<html>",
        "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'><html/>",
        "<!-- saved from url=(0020)https://town.example/ -->\n<HTML><BODY>Rain",
        "<h1>Rain</h1><p>It rained.",
        "<p>It rained.</p>",
        "<div class='story'>It rained.</div>",
        "<article><h1>Rain</h1></article>",
        "<em>Rain</em> fell.",
        "It rained.<p>Then it stopped.<p>Then the sun came out.<p>People went home.",
        DUMP + "<p>" + "</p><p>".join(DUMP.split("\n\n")) + "</p>",
        "<html><body>\n## Not a heading\n\n[a](https://a.example/) **b**\n</body></html>",
    ],
)
def test_html(text):
    """Documents, fragments and pages with something before their markup."""
    assert sniff(text) == "html"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Rain\nsource: https://town.example/rain\n---\n\nIt rained.\n",
        "# Rain at last\n\nIt rained on Tuesday.\n",
        DUMP + "\n## What comes next\n\nMore rain.\n",
        DUMP + "\nSee [the forecast](https://town.example/forecast).\n",
        DUMP + "\n![A wet street](street.jpg)\n",
        DUMP + "\n**Rain** fell, and **how**.\n",
        DUMP + "\n```\nmm = 12\n```\n",
        "Rain\n====\n\nIt rained.\n",
        "| day | mm |\n|---|---|\n| Tuesday | 12 |\n",
        "**Rain** fell.\n\n> “At last,” she said.\n",
        '<p align="center">Rain</p>\n\n# Rain gauge\n\n## Use\n\n[manual](https://town.example/m) [help](https://town.example/h)\n',
        "# Tags\n\n## Head\n\n```html\n<html><body><p>a<p>b<p>c</body></html>\n```\n",
    ],
)
def test_markdown(text):
    """Front matter, one strong sign, or two points of weaker ones."""
    assert sniff(text) == "markdown"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        DUMP,
        DUMP + "A <b>stray tag.\n",
        DUMP + "Write to <desk@town.example> or see <https://town.example/rain>.\n",
        DUMP + "If a < b and b > c, then it rains.\n",
        DUMP + "\n# \n",
        DUMP + "\n# 1 in the charts\n",
        DUMP + "\n* Figures are provisional.\n",
        DUMP + "\n- one\n- two\n\n> quoted mail\n",
        DUMP + "\n---\n\nMore news.\n",
        "---\nRain at last\n---\n" + DUMP,
        DUMP + "Two **notes.\n",
        DUMP * 10 + "<p>",
    ],
)
def test_text(text):
    """What plain text also has is no sign."""
    assert sniff(text) == "text"


def test_name_tips_the_scale():
    """A name decides only where the content does not."""
    assert sniff(DUMP, "rain.md") == "markdown"
    assert sniff(DUMP + "A <b>bold</b> word.", "rain.html.gz") == "html"
    assert sniff(DUMP, "rain.html") == "text"
    assert sniff("<p>It rained.</p>", "rain.txt") == "html"


def test_front_matter_needs_keys_and_an_end():
    """A ruled line at the head is no front matter."""
    assert has_front_matter("---\ntitle: Rain\ntags:\n  - rain\n  - town\n---\n")
    assert not has_front_matter("---\ntitle: Rain\n")
    assert not has_front_matter("----\ntitle: Rain\n----\n")


@pytest.mark.parametrize("unit", ["<", "<p ", "<p a", "[", "[a](", "**a", "# ", "_a", "<!--", "<?", "a\n", "|-", " "])
def test_hostile_texts(unit):
    """Openings without end take no longer than the rest."""
    assert sniff(unit * 100_000) in ("html", "text", "markdown")
    assert sniff((unit + " " * 50) * 20_000) in ("html", "text", "markdown")
