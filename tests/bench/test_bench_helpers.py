"""Pure helpers of the benches. What needs the annotated pages is skipped where they are absent."""

import doctest
import importlib
import json

import pytest

common = importlib.import_module("common")
dumps = importlib.import_module("dumps")
field = importlib.import_module("field")
gains = importlib.import_module("gains")
peers = importlib.import_module("peers")
quality = importlib.import_module("quality")
speed = importlib.import_module("speed")


@pytest.fixture
def data():
    try:
        return common.open_data(common.DEFAULT_DATA)
    except common.Unavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(
    "module", [common, dumps, field, gains, peers, quality, speed], ids=lambda module: module.__name__
)
def test_examples_in_docstrings_run(module):
    assert doctest.testmod(module).failed == 0


def test_absent_data_is_exit_status_two_and_a_message(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["quality.py", "--data", str(tmp_path)])

    assert common.run_main(quality.main) == common.NO_DATA
    assert "--data DIR" in capsys.readouterr().err


def test_an_unknown_peer_is_named_with_those_there_are():
    with pytest.raises(common.Unavailable, match="no peer 'nosuch'; there are: trafilatura"):
        peers.chosen_peers(["nosuch"])


def test_a_sample_does_not_depend_on_the_order_of_the_pages():
    names = [f"page-{number}" for number in range(40)]

    assert common.spread(names, 5) == common.spread(reversed(names), 5)
    assert common.spread(names, 5) < common.spread(names, 9)


def test_markers_keep_what_stands_around_them():
    document = "# Figures\n\nBefore.\n"
    once = common.write_between_markers(document, name="a", command="x", text="1")
    twice = common.write_between_markers(f"{once}\nAfter.\n", name="a", command="x", text="2")

    assert twice.startswith("# Figures\n\nBefore.\n")
    assert twice.endswith("\nAfter.\n")
    assert "\n2\n" in twice
    assert "\n1\n" not in twice


def test_a_tool_that_raises_is_an_error_and_empty():
    def fails(body, url):
        raise ValueError("no\nsecond line")

    output = peers.run_guarded(peers.Tool("broken", "copydesk", fails), b"", "")

    assert output.text == ""
    assert output.error.startswith("ValueError: no second line (bench/test_bench_helpers.py:")


def test_the_cache_gives_back_what_was_put_in_and_survives_half_a_line(tmp_path):
    tool = peers.Tool("copydesk", "copydesk", peers.copydesk)
    output = peers.Output("Two\nlines", "Title", ["Ann Lee"], "2024-05-07")
    peers.Cache(tool, tmp_path).add({"key": output})
    with peers.Cache(tool, tmp_path).path.open("a", encoding="utf-8") as lines:
        lines.write('["half", "a li')

    again = peers.Cache(tool, tmp_path)

    assert again.get("key") == output
    assert again.get("half") is None


PAGE = """<html><head><title>T</title><style>p{}</style></head><body><nav><a href="/">Home</a> <a>Sport</a></nav>
<h1>Rain
 at last</h1><p>It  rained<br> on <b>Tues</b>day.</p><p hidden>never</p><div style="display: none">never</div>
<ul><li>One<li>Two</ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table><script>never()</script>
<details><summary>More</summary>never</details><select><option>never</select><pre>x
  y</pre>end</body></html>"""


def test_a_dump_is_what_select_all_and_copy_gives():
    assert dumps.browser_text(PAGE) == (
        "Home Sport\n\nRain at last\n\nIt rained\non Tuesday.\n\nOne\nTwo\na\tb\nc\nMore\nx\n  y\nend"
    )


def test_a_dump_of_deep_nesting_does_not_overflow():
    assert dumps.browser_text("<div>" * 20_000 + "deep") == "deep"


def test_the_default_dumps_hold_few_of_each_language():
    lines = {
        "fundus": [{"id": f"d{number}", "language": "de"} for number in range(30)]
        + [{"id": f"f{number}", "language": "fr"} for number in range(30)],
        "wcxb_dev": [{"id": f"e{number}", "language": "en"} for number in range(30)],
    }
    names = dumps.handful(lines)

    assert sum(name.startswith("wcxb_dev/") for name in names) == dumps.ENGLISH
    assert sum(name.startswith("fundus/") for name in names) == 2 * dumps.PER_LANGUAGE


def saved(scores):
    return {
        name: {"source": "made", "type": "article", "language": "en", "scores": {"copydesk": score}}
        for name, score in scores.items()
    }


def test_a_difference_lists_gains_and_losses_over_the_threshold():
    text = gains.difference(saved({"a": 0.5, "b": 0.5, "c": 0.5}), saved({"a": 0.9, "b": 0.51, "c": 0.1}), shown=5)

    assert "gained: 1 pages" in text
    assert "lost: 1 pages" in text
    assert "+0.400" in text
    assert "-0.400" in text


def row(name, own, peer, **gold):
    scores = {"copydesk": quality.Score(own, own, own), "other": quality.Score(peer, peer, peer)}
    outputs = {tool: peers.Output("text") for tool in scores}
    return quality.Row("made", name, "article", "en", gold, outputs, scores)


def test_worst_is_by_loss_or_by_score():
    rows = [row("low", 0.2, 0.1), row("lost", 0.6, 0.9), row("good", 0.9, 0.9)]

    assert [found.id for found in gains.worst(rows, 1, by="loss")] == ["lost"]
    assert [found.id for found in gains.worst(rows, 1, by="score")] == ["low"]


def test_a_saved_run_holds_scores_and_no_text(tmp_path):
    path = tmp_path / "runs" / "one.json"
    gains.save_run(path, [peers.COPYDESK], [row("low", 0.2, 0.1, text="gold text")])

    assert gains.read_run(path)["made/low"]["scores"] == {"copydesk": 0.2, "other": 0.1}
    assert "text" not in json.loads(path.read_text())["pages"]["made/low"]


def test_only_wcxb_is_judged_with_its_title_and_only_for_copydesk():
    output = peers.Output("Body.", "Title")

    assert quality.judged_text("wcxb_dev", "copydesk", output) == "Title\nBody."
    assert quality.judged_text("wcxb_dev", "trafilatura", output) == "Body."
    assert quality.judged_text("fundus", "copydesk", output) == "Body."


def test_the_smallest_time_of_all_rounds_counts_and_a_failing_page_has_none():
    seconds = iter((9.0, 3.0, 2.0))

    def runs(body, clock):
        if body == b"bad":
            raise ValueError
        clock["part"] = next(seconds)

    best = speed.measure({"run": runs}, [b"x" * 100_000, b"bad"], rounds=2)

    assert best == {"part": [2.0, None]}
    assert speed.time_summary(best, [b"x" * 100_000, b"bad"])["part"]["ms_per_100kb"] == 2000.0


def test_missing_and_surplus_lines_are_compared_by_their_words(data):
    missing, surplus = gains.missing_and_surplus(
        data.text, "It’s raining!\nSubscribe now", {"text": "It's raining\nNobody minded."}
    )

    assert missing == ["Nobody minded."]
    assert surplus == ["Subscribe now"]


def test_snippets_are_scored_as_a_page_of_their_own(data):
    gold = {"with": ["kept", "lost"], "without": ["menu"]}
    score = quality.score_text(data.text, "trafilatura_eval", "copydesk", peers.Output("kept menu"), gold)

    assert score.counts == (1, 1, 1, 0)
    assert score.f1 == 0.5


STANDINGS = [
    field.Standing("copydesk", {"all": 0.9, "article": 0.95}, 8.0),
    field.Standing("other", {"all": 0.8, "article": 0.85}, 24.0),
    field.Standing("untimed", {"all": 0.7}, None),
]


def test_the_field_gives_each_tools_time_as_a_multiple_of_ours():
    rows = {row[0]: row for row in field.lines(STANDINGS, ["article"])}

    assert rows["other"] == ("other", 0.8, 0.85, "24.0", "3.00")
    assert rows["untimed"] == ("untimed", 0.7, None, None, None)


def test_published_figures_are_marked_and_have_no_time():
    published = [row for row in field.lines(STANDINGS, ["article"]) if "published" in str(row[0])]

    assert len(published) == len(field.PUBLISHED)
    assert all(row[-2:] == (None, None) for row in published)


def test_a_plot_of_the_same_figures_is_the_same_file(tmp_path):
    pytest.importorskip("matplotlib", reason="plots need the bench extra")
    for name in ("a.svg", "b.svg"):
        field.plot_time(tmp_path / name, STANDINGS)
        field.plot_types(tmp_path / f"types-{name}", STANDINGS, ["article"])

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "types-a.svg").read_bytes() == (tmp_path / "types-b.svg").read_bytes()


def test_a_dump_of_a_converted_page_is_read_as_it_was_converted():
    page = '<meta charset="gb2312"><p>潮汐表</p>'

    assert dumps.browser_text(page.encode()) == dumps.browser_text(page.encode("gb2312")) == "潮汐表"
