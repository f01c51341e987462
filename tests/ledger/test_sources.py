"""Who a mention is: names, offices, appositions, pronouns, outlets' words, capitals; and openly nobody."""

from __future__ import annotations

import pytest

from copydesk.ledger.sources import Resolver
from copydesk.records import Words

ARTICLE = (
    "The Lodra Gazette, a weekly, reported on Monday that Foreign Minister Anders Holt had met Brussels officials. Mara"
    " Ilves, the council's leader, said no; she had not slept. A spokesman for Harrow Rail said yes. The mayor, Joan Pike,"
    " told Radio Lodra that the Health Ministry and the National Union of Seafarers (NUS) had met in Veldt. Ms Ilves said"
    " the newspaper was wrong. Tomas Ilves, her brother, disagreed with Police Commissioner Rashid Noor. Mr Holt was not"
    " there. Norland's president, Vera Lund, flew home; Norwegian President Nils Berg did not. Veldt declared a holiday."
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    """A resolver that has heard the sources of the article up to its end."""
    found = Resolver(ARTICLE, outlet="The Tarn Valley Post")
    for mention in ("The Lodra Gazette", "Mara Ilves, the council's leader,", "A spokesman for Harrow Rail"):
        at = ARTICLE.index(mention)
        found.source([Words(at, at + len(mention), mention)])
    return found


@pytest.mark.parametrize(
    ("mention", "kind", "name"),
    [
        ("Mara Ilves, the council's leader,", "person", "Mara Ilves"),
        ("Ms Ilves", "person", "Mara Ilves"),
        ("the council's leader", "person", "Mara Ilves"),
        ("Holt", "person", "Anders Holt"),
        ("the foreign minister", "person", "Anders Holt"),
        ("The mayor, Joan Pike,", "person", "Joan Pike"),
        ("the mayor", "person", "Joan Pike"),
        ("Police Commissioner Rashid Noor", "person", "Rashid Noor"),
        ("a fuel trader, Peter Lokwang,", "person", "Peter Lokwang"),
        ("A spokesman for Harrow Rail", "role", None),
        ("the coroner", "role", None),
        ("two officials", "unnamed", None),
        ("a person familiar with the talks", "unnamed", None),
        ("a pilot", "unnamed", None),
        ("residents of Kell", "unnamed", None),
        ("the Health Ministry", "government", "Health Ministry"),
        ("the ministry", "government", "Health Ministry"),
        ("the union", "organisation", "National Union of Seafarers"),
        ("Harrow Rail", "organisation", "Harrow Rail"),
        ("the newspaper", "outlet", "Lodra Gazette"),
        ("Radio Lodra", "outlet", "Radio Lodra"),
        ("the Lodra Gazette's website", "outlet", "Lodra Gazette"),
        ("the Kremlin", "government", "Kremlin"),
        ("Downing Street", "government", "Downing Street"),
        ("Veldt", "government", "Veldt"),
        ("the report", "document", None),
        ("a leaked letter", "document", None),
        ("we", "outlet", "The Tarn Valley Post"),
        ("it emerged", "unresolved", None),
    ],
)
def test_mentions(resolver: Resolver, mention: str, kind: str, name: str | None):
    """Each rule, at the end of the article."""
    found = resolver.resolve(mention, len(ARTICLE))

    assert found[:2] == (kind, name), found[2]


def test_a_pronoun_goes_to_who_spoke_last_and_agrees(resolver: Resolver):
    """The woman who spoke is meant, whatever man was named since."""
    assert resolver.resolve("she", ARTICLE.index("had not slept"))[1] == "Mara Ilves"


def test_a_pronoun_without_an_owner_stays_open():
    """Nobody was named before."""
    assert Resolver("He said so. Nobody knows who.").resolve("he", 0)[:2] == ("unresolved", None)


def test_surnames_of_two_are_told_by_title():
    """Two people of one name: the title decides, else who spoke last."""
    text = "Greta Lind and Oto Lind met. Ms Lind said yes. Mr Lind said no."
    found = Resolver(text)

    assert found.resolve("Ms Lind", text.index("Ms"))[1] == "Greta Lind"
    assert found.resolve("Mr Lind", text.index("Mr"))[1] == "Oto Lind"
