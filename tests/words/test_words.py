"""The word data and the questions asked of it. All lines are invented."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import words as module
from copydesk.words import ACTS, LABELS, words

FILES = sorted(
    (file for file in resources.files(module).iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
)
TABLES = {file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES}

FURNITURE = [
    # English
    ("Donate", "money"),
    ("If you can, please support us with a small monthly gift.", "money"),
    ("Sign up for our newsletter", "address"),
    ("SIGN UP FOR OUR NEWSLETTER!", "address"),
    ("Get the day’s stories delivered to your inbox. Never miss a story.", "address"),
    ("We use cookies to make this site work.", "consent"),
    ("Accept all", "consent"),
    ("Already a subscriber? Log in", "account"),
    ("Share", "share"),
    ("Share Tweet Email Print", "share"),
    ("Facebook | Twitter | WhatsApp | Copy link", "share"),
    ("Read more »", "related"),
    ("You may also like", "related"),
    ("Don’t miss", "related"),
    ("Most read", "related"),
    ("Home", "navigation"),
    ("Skip to main content", "navigation"),
    ("Comments (34)", "comment"),
    ("Your email address will not be published.", "comment"),
    ("— ADVERTISEMENT —", "promotion"),
    ("Article continues below", "promotion"),
    ("© 2031 The Harbour Lantern. All rights reserved.", "legal"),
    # German
    ("Jetzt spenden", "money"),
    ("Melden Sie sich für unseren Newsletter an.", "address"),
    ("Wir verwenden Cookies.", "consent"),
    ("Anmelden", "account"),
    ("Artikel teilen", "share"),
    ("Das könnte Sie auch interessieren", "related"),
    ("Zum Inhalt springen", "navigation"),
    ("Schreiben Sie einen Kommentar", "comment"),
    ("Anzeige", "promotion"),
    ("Alle Rechte vorbehalten.", "legal"),
    # French
    ("Je m’abonne", "money"),
    ("Inscrivez-vous à la newsletter", "address"),
    ("Tout accepter", "consent"),
    ("Mot de passe oublié ?", "account"),
    ("Partager sur Facebook", "share"),
    ("À lire aussi", "related"),
    ("Aller au contenu principal", "navigation"),
    ("Laisser un commentaire", "comment"),
    ("La suite après cette publicité", "promotion"),
    ("Tous droits réservés", "legal"),
    # Spanish
    ("Suscríbete para seguir leyendo", "money"),
    ("Suscríbete a nuestro boletín", "address"),
    ("Este sitio utiliza cookies propias.", "consent"),
    ("Inicia sesión", "account"),
    ("Síguenos en", "share"),
    ("También te puede interesar", "related"),
    ("Ir al contenido", "navigation"),
    ("Deja un comentario", "comment"),
    ("Publicidad", "promotion"),
    ("Todos los derechos reservados", "legal"),
    # Portuguese
    ("Assine já", "money"),
    ("Receba nossas notícias: assine a newsletter", "address"),
    ("Compartilhe esta notícia", "share"),
    ("Leia também", "related"),
    ("Continua após a publicidade", "promotion"),
    ("Todos os direitos reservados", "legal"),
    # Italian
    ("Abbonati", "money"),
    ("Iscriviti alla newsletter", "address"),
    ("Leggi anche", "related"),
    ("Condividi", "share"),
    ("Riproduzione riservata", "legal"),
    # Dutch
    ("Word lid", "money"),
    ("Schrijf je in voor onze nieuwsbrief", "address"),
    ("Lees ook", "related"),
    ("Volg ons op", "share"),
    ("Alle rechten voorbehouden", "legal"),
    # Polish
    ("Wesprzyj nas", "money"),
    ("Zapisz się na newsletter", "address"),
    ("Czytaj więcej", "related"),
    ("Udostępnij", "share"),
    ("Wszelkie prawa zastrzeżone", "legal"),
    # Russian
    ("Поддержите нас", "money"),
    ("Подпишитесь на нашу рассылку", "address"),
    ("Ещё", "related"),
    ("Читайте также", "related"),
    ("Поделиться", "share"),
    ("Все права защищены", "legal"),
    # Ukrainian
    ("Підтримайте нас", "money"),
    ("Підписуйтесь на наш канал", "address"),
    ("Читайте також", "related"),
    ("Коментарі", "comment"),
    # Turkish: capital dotless I is lower-cased as in other languages, and must match all the same
    ("KAYIT OL", "account"),
    ("Bültenimize abone olun", "address"),
    ("İlgili haberler", "related"),
    ("Tüm hakları saklıdır.", "legal"),
    # Swedish, Danish, Norwegian
    ("Prenumerera på vårt nyhetsbrev", "address"),
    ("Läs mer", "related"),
    ("Tilmeld dig vores nyhedsbrev", "address"),
    ("Les også", "related"),
    # Czech
    ("Přihlaste se k odběru", "address"),
    ("Čtěte také", "related"),
    # Arabic: with and without hamza and reading marks
    ("اشترك في نشرتنا البريدية", "address"),
    ("اقرا ايضا", "related"),
    ("شَارِك", "share"),
    ("جميع الحقوق محفوظة", "legal"),
    # Persian: with joined and with parted letters
    ("در خبرنامه ما عضو شوید، خبرنامه ما", "address"),
    ("بیشتر بخوانید", "related"),
    ("اشتراک‌گذاری", "share"),
    # Hebrew
    ("הירשמו לניוזלטר", "address"),
    ("קראו עוד", "related"),
    ("כל הזכויות שמורות", "legal"),
    # Hindi
    ("हमारे न्यूजलेटर के लिए साइन अप करें", "address"),
    ("ये भी पढ़ें", "related"),
    # Chinese, Japanese, Korean
    ("欢迎订阅我们的电子报", "address"),
    ("相关阅读：", "related"),
    ("分享到微信", "share"),
    ("未經許可不得轉載", "legal"),
    ("メルマガに登録する", "address"),
    ("関連記事", "related"),
    ("無断転載を禁じます", "legal"),
    ("뉴스레터를 구독하세요", "address"),
    ("관련기사", "related"),
    ("무단전재 및 재배포 금지", "legal"),
    # Indonesian, Greek, Hungarian, Romanian, Finnish
    ("Dapatkan berita terbaru di email Anda", "address"),
    ("Baca juga", "related"),
    ("Εγγραφείτε στο newsletter μας", "address"),
    ("Διαβάστε επίσης", "related"),
    ("Iratkozz fel: hírlevelünkre várunk", "address"),
    ("Olvasd el ezt is", "related"),
    ("Abonează-te la newsletterul nostru", "address"),
    ("Citește și", "related"),
    ("Tilaa uutiskirjeemme", "address"),
    ("Lue myös", "related"),
]

PROSE = {
    "en": [
        "The foundation will donate two ambulances to the island, and asked other towns to share the cost.",
        "Regulators fined the firm for placing cookies without consent and for a vague privacy policy.",
        "About 4,000 people subscribe to the service, which costs nine crowns a month.",
        "“We will support those who support us,” the fisheries minister told reporters at home.",
        "Search crews found the boat on Tuesday",
        "Home prices fall",
        "She read more than forty letters from the archive before she wrote her comment.",
        "He said the newsletter had been sent to every household and signed by the mayor.",
    ],
    "de": [
        "Die Stadt will künftig die Kosten mit dem Landkreis teilen und dankte ihr für ihre Unterstützung.",
        "Nach der Anzeige bei der Polizei nahm der Verein seine Kommentare im Netz zurück.",
        "Der Verlag verlor ein Fünftel seiner Abonnenten, weil der Newsletter ausfiel.",
        "Mit ihrer Zustimmung wurde das Haus verkauft.",
    ],
    "fr": [
        "La région veut partager les frais avec les communes, sans engagement de durée.",
        "Le maire a remercié les donateurs et lu à voix haute le commentaire d’un lecteur.",
        "Les abonnés du réseau paieront plus cher, a annoncé la compagnie.",
    ],
    "es": [
        "El ayuntamiento quiere compartir los gastos con la provincia, según la alcaldesa.",
        "La empresa leyó su correo sin su consentimiento, sostiene el juez.",
        "Miles de vecinos firmaron para que se construyera la escuela.",
    ],
    "pt": [
        "O governo agradeceu o seu apoio e prometeu devolver os seus dados pessoais aos moradores.",
        "A prefeitura vai compartilhar a conta com o estado, disse a secretária.",
    ],
    "it": [
        "Il comune dividerà le spese con la provincia e pubblicherà i nomi di chi dona il sangue.",
        "Secondo il giudice i dati furono letti senza previa autorizzazione.",
    ],
    "nl": [
        "De gemeente wil de kosten delen met de provincie, zei de wethouder dinsdag.",
        "Hij was al lid van de raad en is niet aansprakelijk voor de schade.",
    ],
    "pl": [
        "Miasto chce podzielić się kosztami z województwem, a mieszkańcy czytają o tym w gazecie.",
        "Spółka nie ponosi odpowiedzialności za szkody, orzekł sąd.",
    ],
    "ru": [
        "Город намерен поделить расходы с областью, сообщила мэр во вторник.",
        "«Помогите нам построить мост», — написали жители острова губернатору.",
    ],
    "uk": [
        "Місто хоче поділити витрати з областю, повідомила мерка у вівторок.",
        "Мешканці підтримали рішення ради й підписали звернення.",
    ],
    "tr": ["Belediye, giderleri ille paylaşmak istediğini salı günü açıkladı.", "Kurum bağışların yarısını iade etti."],
    "sv": ["Kommunen vill dela kostnaden med regionen, säger borgmästaren.", "Hon läste mer än fyrtio brev."],
    "da": [
        "Kommunen vil dele udgiften med regionen, siger borgmesteren.",
        "Kommunen vil dele regningen, sier ordføreren.",
    ],
    "cs": ["Město se chce o náklady podělit s krajem, řekla v úterý starostka.", "Lidé přispěli na opravu mostu."],
    "ar": ["قالت رئيسة البلدية يوم الثلاثاء إن المدينة ستتقاسم التكاليف مع المحافظة دون إذن مسبق من المجلس."],
    "fa": ["شهردار روز سه‌شنبه گفت که شهر هزینه‌ها را با استان تقسیم خواهد کرد."],
    "he": ["ראש העיר אמרה ביום שלישי כי העירייה תחלוק בהוצאות עם המחוז."],
    "hi": ["महापौर ने मंगलवार को कहा कि शहर खर्च को जिले के साथ बांटेगा और पुल की मरम्मत करेगा।"],
    "zh": [
        "市长周二表示，该市将与省政府分担费用，并拒绝对此发表评论。",
        "法院认为，该公司未经授权读取了居民的信件。",
    ],
    "ja": ["市長は火曜日、費用を県と分担すると述べ、橋の修理は来年になるとの見方を示した。"],
    "ko": ["시장은 화요일 비용을 도와 분담하겠다고 말했고 다리 수리는 내년에 끝난다."],
    "id": ["Wali kota mengatakan pada hari Selasa bahwa kota akan berbagi biaya dengan provinsi."],
    "el": ["Η πόλη θα μοιραστεί τα έξοδα με την περιφέρεια, είπε την Τρίτη η δήμαρχος."],
    "hu": ["A város megosztja a költségeket a megyével, mondta kedden a polgármester."],
    "ro": [
        "Orașul va împărți costurile cu județul, a declarat marți primărița, fără acordul prealabil al consiliului."
    ],
    "fi": ["Kaupunki aikoo jakaa kulut maakunnan kanssa, sanoo pormestari tiistaina."],
}


@pytest.mark.parametrize(("line", "act"), FURNITURE)
def test_furniture_is_known_by_what_it_does(line, act):
    """A line of furniture has its act."""
    assert act in words().acts(line)


@pytest.mark.parametrize(
    ("language", "sentence"), [(language, line) for language, lines in PROSE.items() for line in lines]
)
def test_prose_has_no_act(language, sentence):
    """A sentence of news has none, though it uses the same words."""
    found = words().acts(sentence)

    assert frozenset() == found, language


def test_every_language_has_prose_to_be_judged_by():
    """A new language brings its test."""
    assert set(PROSE) == set(TABLES)


@pytest.mark.parametrize("language", TABLES)
def test_every_file_has_every_key(language):
    """Nothing is missing but what the file itself says it omits."""
    table = TABLES[language]
    keys = {f"acts.{act}.{strength}" for act in ACTS for strength in ("line", "any")}
    keys |= {f"labels.{name}" for name in LABELS} | {f"words.{name}" for name in ("function", "reader", "minutes")}
    have = {f"acts.{act}.{strength}" for act, lists in table["acts"].items() for strength in lists}
    have |= {f"labels.{name}" for name in table["labels"]} | {f"words.{name}" for name in table["words"]}

    assert language == table["language"]
    assert keys == have | set(table["omitted"])


@pytest.mark.parametrize("language", TABLES)
def test_phrases_are_parted_as_texts_are(language):
    """The quick way to read the data gives the words that a text would be cut into."""
    table = TABLES[language]
    rows = [rows for lists in table["acts"].values() for rows in lists.values()] + list(table["labels"].values())
    for row in rows:
        one_by_one = [
            " ".join(module._WORD.findall(phrase)) + "*" * phrase.rstrip().endswith("*")
            for phrase in module._fold(row).replace("\n", "|").split("|")
            if phrase.strip()
        ]

        assert one_by_one == module._phrases(row)


@pytest.mark.parametrize("language", TABLES)
def test_an_open_phrase_has_a_word_to_be_found_by(language):
    """A `*` phrase holds a whole word too, and only phrases that count anywhere are open."""
    for lists in TABLES[language]["acts"].values():
        assert all(" " in phrase for phrase in module._phrases(lists["any"]) if phrase.endswith("*"))
        assert not any(phrase.endswith("*") for phrase in module._phrases(lists["line"]))


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("byline", "By Ann Lee", "By "),
        ("byline", "VON ANNA BERG", "VON "),
        ("byline", "记者：王小明", "记者："),
        ("byline", "Bystanders saw it", None),
        ("credit", "Photo: Ann Lee", "Photo: "),
        ("credit", "(Photo by Ann Lee)", "(Photo by "),
        ("credit", "Photo shows a bridge", None),
        ("credit", "Foto: privat", "Foto: "),
        ("credit", "图片来源：港口日报", "图片来源："),
        ("source", "Original url: https://harbour.example/1", "Original url: "),
        ("source", "Quelle: https://hafen.example/1", "Quelle: "),
        ("source", "Исходный адрес: https://port.example/1", "Исходный адрес: "),
        ("source", "Source of the river", None),
        ("source", "来源：港口日报", "来源："),
        ("published", "Published on 3 May 2031", "Published on "),
        ("updated", "Aktualisiert am 3. Mai 2031", "Aktualisiert am "),
        ("correction", "Editor’s note: An earlier version", "Editor’s note: "),
        ("related", "Read more: Storm reaches the coast", "Read more: "),
        ("related", "Read more than once", None),
        ("credit", "", None),
        ("credit", "***", None),
    ],
)
def test_a_label_is_given_as_written(name, text, label):
    """The prefix is the literal text, with its mark and space."""
    assert label == words().starts_with_label(name, text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("source", "Original url:", True),
        ("source", "Fuente", True),
        ("source", "The source said", False),
        ("published", "Veröffentlicht:", True),
        ("updated", "Last updated", True),
        ("reading_time", "5 min read", True),
        ("reading_time", "Lesezeit: 5 Minuten", True),
        ("reading_time", "阅读时间 5分钟", True),
        ("reading_time", "5 minutes", False),
        ("byline", "", False),
    ],
)
def test_a_whole_text_is_a_label_or_not(name, text, expected):
    """Punctuation at the ends does not matter; for a reading time, neither do numbers and units."""
    assert expected is words().is_label(name, text)


def test_an_agency_is_found_anywhere():
    """The name stands at word borders."""
    assert words().mentions_label("agency", "Ann Lee / Getty Images")
    assert not words().mentions_label("agency", "They sat together on the quay.")


@pytest.mark.parametrize("language", PROSE)
def test_prose_has_function_words(language):
    """In each language news has a share above a menu's."""
    assert words().function_share(" ".join(PROSE[language])) > 0.1


@pytest.mark.parametrize(
    "menu", ["Home World Business Sport Culture", "Politik Wirtschaft Sport Kultur", "新闻 体育 财经 科技", "", " · "]
)
def test_a_menu_has_hardly_any(menu):
    """A row of nouns is not prose."""
    assert words().function_share(menu) < 0.1


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Your support keeps our newsroom free for you.", 0.3, 1),
        ("Mit Ihrem Beitrag helfen Sie uns.", 0.4, 1),
        ("Die Minister sagten, sie hätten ihre Arbeit getan.", 0, 0),
        ("Le prix du pain augmente, je crois, a dit le boulanger.", 0, 0),
        ("De bakker heeft te veel brood.", 0, 0),
        ("The baker has too much bread.", 0, 0),
        ("", 0, 0),
    ],
)
def test_the_reader_is_addressed_in_the_language_of_the_text(text, low, high):
    """A word counts only as what it means there: French "du" is not German "du", nor Dutch "te" Spanish "te"."""
    assert low <= words().addresses_reader(text) <= high


def test_only_the_ends_of_a_long_block_are_read():
    """Furniture shows where a block begins or ends; what stands between is not looked at."""
    filler = "the harbour was quiet that day and nothing moved " * 20

    assert frozenset() == words().acts(filler + "sign up for our newsletter " + filler)
    assert {"address"} == words().acts(filler + "sign up for our newsletter")


@pytest.mark.parametrize(
    "text", ["\ud800", "\x00" * 500, "a" * 100_000, "© " * 5_000, "read more " * 5_000, "的" * 9_000]
)
def test_odd_text_is_no_trouble(text):
    """Nothing raises."""
    words().acts(text)
    words().function_share(text)
    words().addresses_reader(text)
    for name in LABELS:
        words().is_label(name, text)
        words().starts_with_label(name, text)
        words().mentions_label(name, text)


@given(st.text(st.sampled_from("aZéß İıΣ’“”—«»…•©²ª\u0301\u0307\u00ad\u1680\u3000.-_'ёأ中の\ud800"), max_size=12))
def test_words_found_without_the_pattern(text):
    """The quick way to part a text finds the words that the pattern finds in the folded text."""
    assert module._parts(text) == module._WORD.findall(module._fold(text))
