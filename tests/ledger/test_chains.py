"""Through whom words came: whom a report cites, what is told to an outlet, who asks, who only goes on speaking."""

from __future__ import annotations

import pytest

from copydesk.ledger.citing import is_citing, with_asked, with_cited
from tagged import drafts_of, tagged


def chains(text: str) -> dict[int, list[str]]:
    """The chain of each statement of a tagged text: names, or what kind of party each is."""
    return {
        number: [link.source.name or link.source.kind for link in each.chain] for number, each in tagged(text).items()
    }


CITED = {
    "citing": (
        "<s1>The Lodra Gazette</s1> <k1>reported</k1> on Monday, <k2>citing</k2> <s2>two officials</s2>, <c1><c2>that"
        " <s3>Anders Holt</s3> <k3>had told</k3> a closed meeting <c3>the port would shut</c3></c2></c1>.",
        {1: [], 2: ["Lodra Gazette"], 3: ["unnamed", "Lodra Gazette"]},
    ),
    "invoking": (
        "<s1>The Lodra Gazette</s1> <k1>wrote</k1>, <k2>invoking</k2> <s2>a letter</s2>, <c1><c2>that the pier was"
        " sold</c2></c1>.",
        {1: [], 2: ["Lodra Gazette"]},
    ),
    "one's account": (
        "<s1>Radio Lodra</s1> <k1>reported</k1>, on the strength of <s2>a driver</s2>’s <k2>account</k2>, <c1><c2>that the"
        " bridge had moved</c2></c1>.",
        {1: [], 2: ["Radio Lodra"]},
    ),
    "quoted as saying": (
        "<s1>Radio Lodra</s1> <k1>quoted</k1> <s2>a general</s2> <k2>as saying</k2> <c1><c2>that the men were"
        " tired</c2></c1>.",
        {1: [], 2: ["Radio Lodra"]},
    ),
    "was quoted by": (
        "<s2>Anders Holt, the mayor,</s2> <k1>was quoted</k1> by <s1>Radio Lodra</s1> <k2>as saying</k2> <c1><c2>that he"
        " would go</c2></c1>.",
        {1: [], 2: ["Radio Lodra"]},
    ),
    "a dispatch picked up by": (
        "<s1>The Lodra Agency</s1>, in a dispatch <k2>picked up by</k2> <s2>Radio Veldt</s2>, <k1>quoted</k1> <s3>a"
        " deserter</s3> <k3>as saying</k3> <c1><c2><c3>that the bridge was mined</c3></c2></c1>.",
        {2: [], 1: ["Radio Veldt"], 3: ["Lodra Agency", "Radio Veldt"]},
    ),
    "the cited cites": (
        "<c1><c2><c3>The port will shut in May</c3></c2></c1>, <s1>the Lodra Gazette</s1> <k1>wrote</k1>, <k2>citing</k2>"
        " <s2>a clerk</s2> <k3>who quoted</k3> <s3>a letter</s3>.",
        {1: [], 2: ["Lodra Gazette"], 3: ["unnamed", "Lodra Gazette"]},
    ),
    "two are cited side by side": (
        "<c1><c2><c3>The port will shut in May</c3></c2></c1>, <s1>the Lodra Gazette</s1> <k1>wrote</k1>, <k2>citing</k2>"
        " <s2>a clerk</s2> and <k3>quoting</k3> <s3>a letter</s3>.",
        {1: [], 2: ["Lodra Gazette"], 3: ["Lodra Gazette"]},
    ),
    "according to which": (
        "<s1>Radio Lodra</s1> <k1>relayed</k1> a report in <s2>the Veldt Courier</s2> <k2>according to which</k2>,"
        " <k3>on the evidence of</k3> <s3>minutes</s3>, <c1><c2><c3>the mayor knew</c3></c2></c1>.",
        {1: [], 2: ["Radio Lodra"], 3: ["Veldt Courier", "Radio Lodra"]},
    ),
    "according to, it wrote": (
        "<s1>The Lodra Gazette</s1> <k1>said</k1> <c1>it knew more</c1>. <k2>According to</k2> <s2>a clerk</s2>, <s3>it</s3>"
        " <k3>wrote</k3>, <c2><c3>the mayor knew</c3></c2>.",
        {1: [], 3: [], 2: ["Lodra Gazette"]},
    ),
    "as a third reports": (
        "<s1>Anders Holt</s1>, <k2>according to</k2> <s2>the Lodra Gazette</s2>, <k1>said</k1> <c1><c2>the port would"
        " shut</c2></c1>.",
        {1: ["Lodra Gazette"], 2: []},
    ),
    "comments carried by": (
        "In comments <k2>carried by</k2> <s2>the state agency SNA</s2>, <s1>Anders Holt</s1> <k1>said</k1> <c1><c2>that he"
        " would go</c2></c1>.",
        {1: ["SNA"], 2: []},
    ),
    "told by those who were told": (
        "<s1>Sources</s1> <k1>told</k1> <a1>Radio Lodra</a1> <c1>that <s2>Anders Holt</s2> <k2>had told</k2> <a2>the Lodra"
        " Gazette</a2> <c2>he would go</c2></c1>.",
        {1: ["Radio Lodra"], 2: ["Lodra Gazette", "unnamed", "Radio Lodra"]},
    ),
    "a headline": (
        "<c1><s2>Veldt</s2> <k2>denies</k2> <c2>talks on port</c2></c1> <k1>–</k1> <s1>ministry</s1>",
        {1: [], 2: ["ministry"]},
    ),
    "a report inside a report": (
        "<s1>Joan Pike</s1> <k1>said</k1> <c1><s2>the Lodra Gazette</s2> <k2>had reported</k2>, <k3>citing</k3> <s3>a"
        " clerk</s3>, <c2><c3>that the port would shut</c3></c2></c1>.",
        {2: ["Joan Pike"], 3: ["Lodra Gazette", "Joan Pike"]},
    ),
    "what describes the cited": (
        "<c1><c2>The port will shut</c2></c1>, <s1>the Lodra Gazette</s1> <k1>wrote</k1>, <k2>citing</k2> <s2>two clerks at a"
        " meeting where <s3>Anders Holt</s3> <k3>set out</k3> <c3>his plan</c3></s2>.",
        {3: ["unnamed", "Lodra Gazette"]},
    ),
    "read out": (
        "<s1>Anders Holt, a lawyer,</s1> <k1>read from</k1> a letter in which <s2>the nurse</s2> <k2>wrote</k2> <c1><c2>that"
        " nobody had asked</c2></c1>.",
        {1: [], 2: ["Anders Holt"]},
    ),
}

GOING_ON = {
    "told to an outlet, goes on": (
        "<s1>Anders Holt</s1> <k1>told</k1> <a1>Radio Lodra</a1> <c1>that the port would shut</c1>. <c2>“In May,”</c2>"
        " <s2>he</s2> <k2>added</k2>.",
        {1: ["Radio Lodra"], 2: ["Radio Lodra"]},
    ),
    "the next paragraph is new": (
        "<s1>Anders Holt</s1> <k1>told</k1> <a1>Radio Lodra</a1> <c1>that the port would shut</c1>.\n\n<c2>“In May,”</c2>"
        " <s2>he</s2> <k2>added</k2>.",
        {2: []},
    ),
    "another occasion": (
        "<s1>Anders Holt</s1> <k1>told</k1> <a1>Radio Lodra</a1> on Monday <c1>that the port would shut</c1>. At a rally on"
        " Tuesday <s2>he</s2> <k2>said</k2> <c2>it would not</c2>.",
        {1: ["Radio Lodra"], 2: []},
    ),
    "in one's own voice after a report": (
        "<s1>The Lodra Gazette</s1> <k1>reported</k1> <c1>that <s2>Anders Holt</s2> <k2>had promised</k2> <c2>to shut the"
        " port</c2></c1>. <s3>He</s3> <k3>said</k3> <c3>he had promised nothing</c3>.",
        {2: ["Lodra Gazette"], 3: []},
    ),
    "unnamed people": (
        "<c1><c2>The banks are talking</c2></c1>, <s1>the Lodra Gazette</s1> <k1>reported</k1>, <k2>citing</k2> <s2>people"
        " close to the talks</s2>. <s3>The people</s3> <k3>said</k3> <c3>no price was set</c3>. <s4>They</s4> <k4>warned</k4>"
        " <c4>that either might leave</c4>.",
        {3: ["Lodra Gazette"], 4: ["Lodra Gazette"]},
    ),
    "a spokesman by a pronoun": (
        "<s1>A spokesman for Harrow Rail</s1> <k1>told</k1> <a1>Radio Lodra</a1> <c1>the line was closed</c1>. <s2>He</s2>"
        " <k2>added</k2> <c2>that buses would run</c2>.\n\n<s3>The spokesman</s3> <k3>said</k3> <c3>nothing was lost</c3>.",
        {1: ["Radio Lodra"], 2: ["Radio Lodra"], 3: []},
    ),
    "a firm by its word": (
        "<s1>Harrow Rail</s1> <k1>told</k1> <a1>Radio Lodra</a1> <c1>the line was closed</c1>. <c2>“For a week,”</c2> <s2>the"
        " company</s2> <k2>said</k2>.",
        {1: ["Radio Lodra"], 2: ["Radio Lodra"]},
    ),
    "other people of the same name": (
        "<s1>Radio Lodra</s1> <k1>reported</k1>, <k2>citing</k2> <s2>two officials</s2>, <c1><c2>that the line was"
        " closed</c2></c1>. <s3>One of the officials</s3> <k3>said</k3> <c3>it would last</c3>.\n\n<s4>The officials at the"
        " plant</s4> <k4>said</k4> <c4>they had not been asked</c4>.",
        {3: ["Radio Lodra"], 4: []},
    ),
    "in writing": (
        "<s1>Anders Holt</s1> <k1>told</k1> <a1>Radio Lodra</a1> <c1>that the port would shut</c1>. <s2>He</s2> <k2>has since"
        " posted</k2> <c2>that it will not</c2>.",
        {2: []},
    ),
    "a note": (
        "<c1><c2>The banks are talking</c2></c1>, <s1>the Lodra Gazette</s1> <k1>reported</k1>, <k2>citing</k2> <s2>an"
        " internal note</s2>.\n\n<k3>According to</k3> <s3>the note</s3>, <c3>no price was set</c3>.",
        {3: ["Lodra Gazette"]},
    ),
    "unnamed people who decline": (
        "<s1>Radio Lodra</s1> <k1>reported</k1>, <k2>citing</k2> <s2>the mediators</s2>, <c1><c2>that guns were"
        " leaving</c2></c1>. <s3>The mediators</s3> <k3>declined</k3> <c3>to comment</c3>.",
        {2: ["Radio Lodra"], 3: []},
    ),
}

TOLD = {
    "this newspaper": (
        "<s1>Anders Holt</s1> <k1>confirmed to</k1> <a1>this newspaper</a1> <c1>that the words were his</c1>.",
        {1: []},
    ),
    "this outlet by name": (
        "<s1>Anders Holt</s1> <k1>told</k1> <a1>the Post</a1> <c1>that the words were his</c1>.",
        {1: []},
    ),
    "asked of an outlet": (
        "<s1>Anders Holt</s1> <k1>asked</k1> <a1>the Lodra Gazette</a1> <c1>to say who told it so</c1>.",
        {1: []},
    ),
    "told to the outlet that passes it on": (
        "<s1>The Lodra Gazette</s1> <k1>says</k1> <c1><s2>a juror</s2> <k2>told</k2> <a2>it</a2> <c2>that he slept</c2></c1>.",
        {2: ["Lodra Gazette"]},
    ),
    "read out to those who told a paper": (
        "<c1><c2>The Harrow Orchestra will close</c2></c1>, <s1>the Lodra Gazette</s1> <k1>reported</k1>, <k2>citing</k2>"
        " <s2>a member of its council</s2>. <s3>The member</s3> <k3>told</k3> <a3>the paper</a3> <c3>that <s4>Mara Ilves</s4>"
        " <k4>had read out</k4> <c4>a message in which <s5>the bank</s5> <k5>demanded</k5> <c5>more Mozart</c5></c4></c3>.",
        {3: ["Lodra Gazette"], 4: ["unnamed", "Lodra Gazette"], 5: ["Mara Ilves", "unnamed", "Lodra Gazette"]},
    ),
    "a report about one's own": (
        "<s1>The ministry</s1> <k1>rejected</k1> <c1><s2>the union</s2>’s <k2>claim</k2> <c2>that the wells were"
        " closed</c2></c1>.",
        {2: []},
    ),
    "an article in which": (
        "<s1>The ministry</s1> <k1>dismissed</k1> <c1>a report in which <s2>the union</s2> <k2>had said</k2> <c2>that the"
        " wells were closed</c2></c1>.",
        {2: []},
    ),
    "a denial that somebody spoke": (
        "<s1>The ministry</s1> <k1>denied</k1> <c1>that <s2>Anders Holt</s2> <k2>had promised</k2> <c2>troops</c2></c1>.",
        {2: ["ministry"]},
    ),
    "what another has called": (
        "<s1>The union</s1> <k1>rejected</k1> <c1>what <s2>Harrow Rail</s2> <k2>has called</k2> <c2>its last offer</c2></c1>.",
        {2: []},
    ),
}

SPEAKING = {
    "who asks is this outlet": (
        "Mara Ilves gave Joan Pike an hour.\n\n<s1>JP</s1><k1>:</k1> <c1>Did you know?</c1>\n\n<s2>MI</s2><k2>:</k2> <c2>Know"
        " what? <s3>He</s3> <k3>told</k3> <a3>me</a3> <c3>nothing</c3></c2>.\n\n<s4>JP</s4><k4>:</k4> <c4><s5>The Lodra"
        " Gazette</s5> <k5>wrote</k5> <c5>that you knew</c5>. True?</c4>\n\n<s6>MI</s6><k6>:</k6> <c6>No</c6>.",
        {3: ["Mara Ilves"], 5: []},
    ),
    "counsel is no interviewer": (
        "<s1>Mr Holt</s1><k1>:</k1> <c1>Is it right that <s3>the cook</s3> <k3>told</k3> <a3>you</a3> <c3>to go</c3>?</c1>"
        "\n\n<s2>Ms Pike</s2><k2>:</k2> <c2>No</c2>.",
        {3: ["Holt"]},
    ),
    "we of a communiqué": (
        "<s1>The Harbour Authority</s1> <k1>stated</k1>: <c1>“<s2>The ministry</s2> <k2>has assured</k2> <a2>us</a2> <c2>that"
        " no order exists</c2>. <s3>We</s3> <k3>ask</k3> <a3>everyone</a3> <c3>to stay calm</c3>.”</c1>",
        {2: ["Harbour Authority"], 3: []},
    ),
    "she in another's own words is somebody else": (
        "<s1>Mara Ilves</s1> <k1>said</k1>: <c1>“I asked the cook. <s2>She</s2> <k2>said</k2> <c2>it was late</c2>.”</c1>",
        {2: ["Mara Ilves"]},
    ),
    "a passive report": (
        "<k1>It was reported</k1> <c1>that <s2>Anders Holt</s2> <k2>had promised</k2> <c2>to go</c2></c1>.",
        {2: ["unresolved"]},
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(*case, id=name) for group in (CITED, GOING_ON, TOLD, SPEAKING) for name, case in group.items()],
)
def test_chains(text: str, expected: dict[int, list[str]]):
    """Nearest to the source first; neither the source itself nor this outlet is in a chain."""
    found = chains(text)

    assert {number: found[number] for number in expected} == expected


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("on the basis of", True),
        ("attributing the claim to", True),
        ("relaying", True),
        ("as saying", True),
        ("said", False),
        ("according to", False),
    ],
)
def test_cues_that_cite(cue: str, expected: bool):
    """Words that hand on what another says."""
    assert is_citing(cue) is expected


@pytest.mark.parametrize(
    ("rest", "cited"),
    [
        (", citing three officials.", ["three officials"]),
        (", citing a clerk who quoted a letter.", ["a clerk", "a letter"]),
        (", on the strength of “a person in the mayor’s office”.", ["“a person in the mayor’s office”"]),
        (", invoking sources in the harbour.", ["sources in the harbour"]),
        (", invoking emergency powers.", []),
        (", crediting the rain.", []),
    ],
)
def test_who_is_cited_is_a_source_of_its_own(rest: str, cited: list[str]):
    """What the tagger left out is added; a weaker word cites only what can speak."""
    plain, drafts = drafts_of(f"<c1>The port will shut</c1>, <s1>the Lodra Gazette</s1> <k1>reported</k1>{rest}")
    found = with_cited(plain, list(drafts.values()))

    assert [plain[slice(*draft.mention[0])] for draft in found[1:]] == cited
    assert {draft.content for draft in found} == {drafts[1].content}


def test_an_act_inside_a_report():
    """What a report tells of somebody who is asking for something is a statement of its own, through the report."""
    plain, drafts = drafts_of(
        "<c1>President Ivar Holm is pushing Premier Ada Brun to give up the pass</c1>, <s1>the Lodra Gazette</s1>"
        " <k1>reported</k1>."
    )
    act = next(each for each in with_asked(plain, list(drafts.values())) if each is not drafts[1])

    assert [plain[start:end].strip() for start, end in (*act.mention, *act.cue, *act.addressee, *act.content)] == [
        "President Ivar Holm", "is pushing", "Premier Ada Brun", "to give up the pass",
    ]  # fmt: skip
    assert with_asked(plain, [drafts[1], act]) == [act, drafts[1]]
