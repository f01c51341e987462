"""Weeks of news of an invented coast, for the test of events: who did what where, told in many ways.

Each week has happenings of several sorts, some of them alike: two fires in one week, one ferry line in two stories, a
minister in two affairs, a festival that comes every year, a trial that goes on. Every article tells some of what is known
of its happening, in words of its own.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

PLACES = "Kestrel Bay|Port Amber|Gull Island|Lowmarsh|Sandhaven|Harrow Point|Eelgate|Tarnmouth|Brackwater|Osprey Head|Whitsand|Carrick Quay".split(
    "|"
)
FIRST = "Ines|Jonas|Mara|Tobias|Oda|Petra|Nils|Hanna|Elin|Rasmus|Wanda|Igor|Selma|Pavel|Agnes|Bruno|Clara|Dorte|Emil|Frieda".split(
    "|"
)
LAST = "Holm|Reed|Quill|Wren|Lind|Vane|Aker|Brook|Stone|Marsh|Finch|Thorn|Hale|Birch|Crane|Moss|Ridley|Sorrel|Teal|Yarrow".split(
    "|"
)
SORTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fire": (
        (
            "Fire destroys {thing} in {place}",
            "{thing} burns down in {place}",
            "Night of flames in {place}",
            "{place}: {n1} flee as {thing} burns",
        ),
        (
            "A fire has destroyed the {thing} of {place}; {n1} people had to leave their homes.",
            "It took {n2} firefighters until the morning to put out the flames.",
            "“There was nothing to save,” said {a}, who led the operation.",
            "The {thing} had stood empty for years, and {b} had wanted to turn it into flats.",
            "Police are looking for the cause. {b} did not wish to speak about the insurance.",
            "Smoke lay over {place} until noon, and the school was shut.",
            "Neighbours brought blankets for the {n1} who spent the night in the gymnasium.",
        ),
    ),
    "ferry": (
        (
            "Ferry from {place} cut to {n2} sailings",
            "Fewer ferries for {place}",
            "{place} line in trouble",
            "Anger in {place} over ferry timetable",
        ),
        (
            "The ferry line from {place} will sail only {n2} times a week from next month, the company said.",
            "{a}, who runs the line, blames the price of fuel and a loss of {n1} thousand crowns.",
            "Islanders protested at the landing stage; {b} handed over a list of signatures.",
            "The ship {thing} is to be laid up for the winter.",
            "“We cannot live without a boat,” said {b}.",
            "The county pays the line a sum every year and wants to see the books before it gives more.",
            "Passengers who hold season tickets will have a part of the price returned, {a} promised.",
        ),
    ),
    "trial": (
        (
            "Trial of {a} opens in {place}",
            "Court in {place} hears case of {thing}",
            "{a} denies fraud",
            "Former treasurer {a} before the judges",
        ),
        (
            "The trial of {a}, once treasurer of the {thing}, has opened in {place}.",
            "The prosecution says that {n1} thousand crowns went missing over {n2} years.",
            "{a} denied every charge. “I signed what I was given,” the accused told the court.",
            "{b}, who found the gap in the books, was heard as the first witness.",
            "The judges have set {n2} days for the hearing.",
            "The defence asked for the papers of the {thing} to be read aloud.",
            "Outside the courthouse of {place} former members waited for a seat.",
        ),
    ),
    "minister": (
        (
            "Minister {a} under pressure over {thing}",
            "{a} promises answers on {thing}",
            "Opposition wants {a} to go",
            "{thing}: what did {a} know?",
        ),
        (
            "The minister {a} has come under pressure over the {thing}.",
            "Papers from the office show that {n1} letters about it were never answered.",
            "The opposition, led by {b}, demands that {a} resign by the end of the month.",
            "“I have nothing to hide,” {a} told reporters in {place}.",
            "A committee of {n2} members is to look into it.",
            "{b} said the {thing} had cost the country more than anybody admitted.",
            "The head of government let it be known that {a} had full confidence for now.",
        ),
    ),
    "festival": (
        (
            "{thing} festival draws {n1} thousand to {place}",
            "{place} celebrates its {thing}",
            "Music and herring in {place}",
            "Record crowd at {thing} festival",
        ),
        (
            "The {thing} festival of {place} has drawn {n1} thousand visitors, more than ever.",
            "{a}, who has run it for {n2} years, handed the keys to {b}.",
            "There were boat races, a market and a concert on the pier.",
            "The police counted {n2} lost children, all of whom were found.",
            "“Next year we need a larger square,” said {a}.",
            "Hotels in {place} were full to the last bed.",
            "The prize for the best chowder went to {b}.",
        ),
    ),
    "storm": (
        (
            "Storm cuts off {place}",
            "{place} without power after storm",
            "{n1} houses damaged in {place}",
            "Sea wall of {place} breaks",
        ),
        (
            "A storm has cut off {place}: the coast road lies under water at the {thing}.",
            "{n1} houses lost their roofs, and the power was out for {n2} hours.",
            "{a}, the mayor, asked everybody to stay indoors.",
            "Soldiers filled sandbags at the {thing} all night under the command of {b}.",
            "Nobody was killed. An old man was taken from a tree by the lifeboat.",
            "“The wall was too low and we all knew it,” said {b}.",
            "The weather office expects the wind to drop by the weekend.",
        ),
    ),
    "find": (
        (
            "Divers find wreck off {place}",
            "Old ship found near {place}",
            "What the {thing} carried",
            "Wreck of the {thing} found after {n1} years",
        ),
        (
            "Divers have found the wreck of the {thing} off {place}, {n1} years after it sank.",
            "It lies at a depth of {n2} metres and is covered with mussels.",
            "{a} of the museum called it the find of a lifetime.",
            "The diver {b} saw the bell first. “I wept into my mask,” the finder said.",
            "On board were salt, wine and letters that never arrived.",
            "The county has forbidden fishing around the place until spring.",
            "The bell is to be shown in the museum of {place}.",
        ),
    ),
}
THINGS = {
    "fire": "cannery|boathouse|old mill|sail loft|ropeworks|customs house".split("|"),
    "ferry": "Petrel|Gannet|Albatross|Curlew|Sandpiper".split("|"),
    "trial": "Fishers' Bank|Harbour Fund|Seamen's Home|Pilot Society".split("|"),
    "minister": "dredging contract|lighthouse sale|herring quota|island hospital".split("|"),
    "festival": "Herring|Lantern|Regatta|Midsummer".split("|"),
    "storm": "mill bridge|church lane|salt works|lower quay".split("|"),
    "find": "Good Hope|Marianne|Three Brothers|Saint Olga".split("|"),
}


class Printed(NamedTuple):
    """An article of a week and the happening it is about."""

    title: str
    text: str
    day: str
    happening: int


def week(seed: int) -> list[Printed]:
    """The articles of a week; the same for the same seed."""
    chance = Random(seed)
    found: list[Printed] = []
    count = chance.randint(10, 25)
    sorts = [chance.choice(list(SORTS)) for _ in range(count)]
    # Look-alikes: the sort of another, at its place or with its people.
    for place in range(1, count, 3):
        sorts[place] = sorts[place - 1]
    known: list[dict[str, str]] = []
    for number, sort in enumerate(sorts):
        told = {
            "place": chance.choice(PLACES),
            "a": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            "b": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            "thing": chance.choice(THINGS[sort]),
            "n1": str(chance.randint(21, 970)),
            "n2": str(chance.randint(3, 48)),
        }
        if number % 3 == 1:
            shared = {"ferry": "place", "minister": "a", "trial": "place"}.get(sort)
            if shared:
                told[shared] = known[-1][shared]
        known.append(told)
        start = chance.randint(0, 4)
        for _ in range(chance.choice((1, 2, 3, 3, 4, 5))):
            found.append(_article(chance, sort, told, start, number))
    chance.shuffle(found)
    return found


def _article(chance: Random, sort: str, told: dict[str, str], start: int, number: int) -> Printed:
    titles, sentences = SORTS[sort]
    chosen = chance.sample(sentences, chance.randint(3, 5))
    # Who is named in full once is called by the last name afterwards.
    text = " ".join(chosen).format(**told)
    for person in (told["a"], told["b"]):
        head, mark, tail = text.partition(person)
        text = head + mark + tail.replace(person, person.split()[1])
    day = min(6, start + chance.choice((0, 0, 0, 1, 1, 2)))
    title = chance.choice(titles).format(**told)
    return Printed(title[0].upper() + title[1:], text, f"2024-03-{4 + day:02}", number)
