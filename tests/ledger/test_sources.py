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


@pytest.mark.parametrize(
    ("text", "mention", "kind", "name"),
    [
        ("Baker Emma Stroud sang.", "Baker Emma Stroud", "person", "Emma Stroud"),
        ("Maestro Paul Quist bowed.", "Maestro Paul Quist", "person", "Paul Quist"),
        ("Rivers Minister Jane Oduor left.", "Rivers Minister Jane Oduor", "person", "Jane Oduor"),
        ("Don Pell of Stoke State spoke.", "Don Pell of Stoke State, the first author", "person", "Don Pell"),
        ("It rained.", "Counsel for the farmers, Ms Ida Roth,", "person", "Ida Roth"),
        ("It rained.", "Counsel to the firm", "role", None),
        ("It rained.", "Leader of the Opposition Peter Marsh", "person", "Peter Marsh"),
        ("It rained.", "the Registrar of Moorings", "role", None),
        ("It rained.", "Senator Ann Roe (D-Utah)", "person", "Ann Roe"),
    ],
)
def test_titles_and_what_stands_beside_a_name_are_no_part_of_it(text: str, mention: str, kind: str, name: str | None):
    """Callings, offices and the place of work."""
    found = Resolver(text).resolve(mention, len(text))

    assert found[:2] == (kind, name), found[2]


@pytest.mark.parametrize(
    ("text", "mention", "kind", "name"),
    [
        ("The private broadcaster Kanal 7 said so.", "Kanal 7", "outlet", "Kanal 7"),
        ("RTV Bresk is reporting a storm.", "RTV Bresk", "outlet", "RTV Bresk"),
        ("The weekly Plough & Sail wrote of it.", "the weekly Plough & Sail", "outlet", "Plough & Sail"),
        ("Plough & Sail fell.", "Plough & Sail", "organisation", "Plough & Sail"),
        ("The Brask Tidende had written of it.", "The Brask Tidende", "outlet", "Brask Tidende"),
        ("He read the Sunday Standard.", "the Sunday Standard", "outlet", "Sunday Standard"),
        ("A vote.", "The Dock and Quay Workers’ Union", "organisation", "Dock and Quay Workers’ Union"),
        ("A vote.", "the Department for Locks", "government", "Department for Locks"),
        ("The Court of Appeal in Brask sat.", "The Court of Appeal in Brask", "government", "Court of Appeal in Brask"),
        ("A vote.", "the Norlandian interior ministry", "government", "Norlandian interior ministry"),
        ("A vote.", "Norlandian state television", "outlet", "Norlandian state television"),
        ("The contractor, Brask Tidal, paid. Brask said no.", "Brask", "organisation", "Brask Tidal"),
        ("The leader of the group, Oskar Lien, left.", "Oskar Lien", "person", "Oskar Lien"),
        ("A vote.", "The auditor, Holm and Lind,", "organisation", "Holm and Lind"),
        ("BRASK: A storm is near.", "brask.com", "outlet", "brask.com"),
    ],
)
def test_names_of_bodies_are_whole(text: str, mention: str, kind: str, name: str):
    """Numbers, capitals, "and", towns of courts, parts in small letters; and what the article says of a name."""
    found = Resolver(text).resolve(mention, len(text))

    assert found[:2] == (kind, name), found[2]


@pytest.mark.parametrize(
    ("mention", "kind"),
    [
        ("Engineers", "unnamed"),
        ("Women at the market", "unnamed"),
        ("Staff at the Brask Board", "unnamed"),
        ("some Democrats", "unnamed"),
        ("Members of Brask Rowing Club", "unnamed"),
        ("his sister", "unnamed"),
        ("the doctor", "role"),
        ("a doctor", "unnamed"),
        ("a spokeswoman", "role"),
        ("the president’s office", "role"),
        ("his office", "role"),
        ("the prosecution", "role"),
        ("the tax office", "government"),
        ("an internal memo seen by the Brask Post", "document"),
    ],
)
def test_who_has_no_name(mention: str, kind: str):
    """Crowds, kin, professions, offices of persons."""
    found = Resolver("Nobody was there.").resolve(mention, 0)

    assert (found[0], found[1] if kind != "government" else None) == (kind, None), found[2]


INTERVIEW = """Vera Holm retired in May. We met her in Brask.

BP: Did Peter Aas say that you were wrong?

VH: He did. I told him so.

BP: And now?

VH: Ask him.
"""


@pytest.mark.parametrize(
    ("mention", "before", "name"),
    [
        ("BP", "BP: Did", "The Brask Post"),
        ("VH", "VH: He", "Vera Holm"),
        ("you", "you were", "Vera Holm"),
        ("I", "I told", "Vera Holm"),
        ("He", "He did", "Peter Aas"),
        ("we", "We met", "The Brask Post"),
    ],
)
def test_who_speaks_in_an_interview(mention: str, before: str, name: str):
    """The party that asks is this outlet; "you" in a question is who answers, "he" in an answer is not."""
    found = Resolver(INTERVIEW, outlet="The Brask Post")

    assert found.resolve(mention, INTERVIEW.index(before))[1] == name


def test_who_answers_may_be_named_in_the_title_alone():
    """Only the title has her full name."""
    text = "She pours tea.\n\nQ: Why?\n\nA: Why not?\n\nQ: Now?\n\nA: Later."

    assert Resolver(text, title="Tea with Vera Holm").resolve("A", text.index("A: "))[1] == "Vera Holm"


@pytest.mark.parametrize(
    ("text", "mention", "before", "name"),
    [
        ("Mary Orr left. Her deputy, Lena Fisk, was blunt. She said no.", "she", "She said", "Lena Fisk"),
        ("“Did you?” asked Emma Orr. “Yes,” she said. Lena Fisk had sat down.", "she", "she said", "Emma Orr"),
        ("Lena Fisk came. “Did you?” asked Emma Orr. “Yes,” she said.", "she", "she said", "Lena Fisk"),
        (
            "Brask Foods rose. Orvik Steel, a rival, fell. The company would not say why.",
            "the company",
            "The co",
            "Orvik Steel",
        ),
        ("The Dockers’ Union met Brask Foods. The company left.", "the company", "The company", "Brask Foods"),
        ("Radio Orvik asked the Brask Post. The newspaper said no.", "the newspaper", "The news", "Brask Post"),
        ("Emma Orr had told her doctor, who said no.", "who", "who said", None),
    ],
)
def test_what_is_meant_was_named_near(text: str, mention: str, before: str, name: str | None):
    """The subject of the sentence before; not who asked; a body that the word may be said of."""
    place = text.index(before)
    found = Resolver(text).resolve(mention, place)

    assert found[1] == name, found[2]


@pytest.mark.parametrize(
    ("title_role", "text", "name"),
    [
        ("Governor", "The deputy governor, Jon Aas, met the county governor, Ada Roth, on Monday.", "Ada Roth"),
        ("rescue chief", "The chief of the rescue operation, Sunil Rao, spoke.", "Sunil Rao"),
        ("detective", "Detective Sergeant Ada Roth told the court.", "Ada Roth"),
        ("Fire chief", "The state’s fire commissioner, Ada Roth, spoke.", "Ada Roth"),
        ("judge", "Lady Justice Ada Roth sat.", "Ada Roth"),
        ("insurer", "Brask Foods fell after its insurer, Orvik Mutual, spoke.", "Orvik Mutual"),
    ],
)
def test_a_role_in_a_headline_is_who_holds_it(title_role: str, text: str, name: str):
    """A headline knows the whole article; a deputy does not hold the office."""
    assert Resolver(text).resolve(title_role, len(text))[1] == name


@pytest.mark.parametrize(
    ("text", "mention", "kind", "name"),
    [
        ("It rained.", "the Public Prosecutor, Smt. Asha Rao,", "person", "Asha Rao"),
        ("It rained.", "The Police Ombudsman, Peter Marsh,", "person", "Peter Marsh"),
        ("It rained.", "the Director-General, Alhaji Musa Bello,", "person", "Musa Bello"),
        ("It rained.", "Justice (retd) Ravi Menon", "person", "Ravi Menon"),
        ("It rained.", "the ministry’s spokesman, Omar al-Hadi,", "person", "Omar al-Hadi"),
        ("It rained.", "a man giving his name only as Osei", "person", "Osei"),
        ("House Speaker Ada Roth of Brask sat.", "House Speaker Ada Roth of Brask", "person", "Ada Roth"),
        ("Sen. Ada Roth came. The senator left.", "The senator", "person", "Ada Roth"),
        ("It rained.", "Brask’s running mate — Gov. Ada Roth —", "person", "Ada Roth"),
        ("A driver spoke. The driver, Ada Roth, had left.", "A driver", "person", "Ada Roth"),
        ("A driver spoke. According to the driver, Ada Roth lied.", "A driver", "unnamed", None),
        ("It rained.", "a lawyer, Ada Roth’s former partner", "unnamed", None),
        ("It rained.", "two people at the board, Brask Cricket", "unnamed", None),
        ("The mill is Orvik Steel’s.", "a steel company", "organisation", None),
        ("It rained.", "House Republicans", "unnamed", None),
        ("It rained.", "several newspapers", "unnamed", None),
        ("It rained.", "progressive organisations", "unnamed", None),
        ("It rained.", "a super PAC", "organisation", None),
        ("It rained.", "the board of Brask Metals", "organisation", "Brask Metals"),
        ("He heads the Director of the National Library.", "The Library", "organisation", "National Library"),
        ("It rained.", "the Labour and People’s Union", "organisation", "Labour and People’s Union"),
        ("It rained.", "the House Committee on Harbours", "government", "House Committee on Harbours"),
        ("It rained.", "the state weather institute", "government", "state weather institute"),
        ("The Harbour Authority closed. The agency had erred.", "The agency", "government", "Harbour Authority"),
        ("The tabloid Evening Fife ran it. Then the Fife fell.", "the Fife", "outlet", "Evening Fife"),
        ("He told The Brasker so.", "The Brasker", "outlet", "Brasker"),
        ("The guard firm Argus left.", "Argus", "organisation", "Argus"),
        ("It rained.", "The Court of Appeal sitting in Brask", "government", "Court of Appeal"),
        ("It rained.", "the decision", "unresolved", None),
    ],
)
def test_what_news_calls_people_and_bodies(text: str, mention: str, kind: str, name: str | None):
    """Offices in capitals, kinds of people, bodies told from papers, and what is only described."""
    found = Resolver(text).resolve(mention, text.index(mention) if mention in text else len(text))

    assert found[:2] == (kind, name), found[2]
