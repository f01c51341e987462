"""Forty groups of articles about one thing each, and which of them share a text.

A group is a story in the words of a news agency and what papers made of it: the same under another headline, cut short,
with paragraphs of their own; the same facts told independently, with the same quotation; a press release used whole, and
one that quotes from it; short items of which most is the paper's standing text.
"""

from __future__ import annotations

from typing import NamedTuple

from archive.revisions import FAEHRE, FIRE, MATOU, MINA, MOST, PIER, PUERTO, SANBASHI, Story


class Item(NamedTuple):
    """An article of a group, and the origin of its text: those with one letter share one."""

    title: str
    text: str
    origin: str
    language: str
    site: str


class Group(NamedTuple):
    """Articles about one thing."""

    name: str
    items: tuple[Item, ...]
    is_held: bool


class Told(NamedTuple):
    """What else is written of a story: an independent account, paragraphs of a local paper, and short items."""

    story: Story
    headline: str
    """Another headline."""
    rewrite_title: str
    rewrite: tuple[str, ...]
    """The same facts, told by somebody else; the quotation is the same."""
    local: tuple[str, ...]
    """What a local paper adds."""
    items: tuple[tuple[str, str], ...]
    """Titles and texts of short items about other things."""
    standing: str
    """What the paper prints under each of them."""


TOLD = (
    Told(
        PIER,
        "Board votes for a new north pier",
        "Ferries may be back in Kestrel Bay by November",
        (
            "After nine months without it, Kestrel Bay is to have its pier back. The harbour board voted on Monday night to"
            " replace the piles that broke in the storm of February.",
            "Twelve million crowns have been set aside. Ines Holm, who is in charge of the technical side, expects her people"
            " to need until November.",
            "“We have waited long enough for this,” she said to applause from the benches at the back.",
            "What the shipping lines wanted, a quay long enough for two ships, will have to wait: nobody knows yet what the"
            " ground under it is like.",
        ),
        (
            "In our town the decision was met with relief. Marta Ebb, who runs the kiosk at the landing stage, said she had"
            " sold three ice creams a day since February.",
            "The school bus that meets the morning ferry will run again from the first day, the parish said.",
        ),
        (
            (
                "Dinghy found off Gull Rock",
                "An empty dinghy was found off Gull Rock on Tuesday morning and towed to Port Amber.",
            ),
            (
                "Market moved to the square",
                "The fish market will be held in the square this week, as the hall is being painted.",
            ),
        ),
        "The Kestrel Bay Courier has told the news of the coast since 1887. Letters to the editor reach us at the office in"
        " Quay Street, open from nine to four on working days. We print what is signed and keep what is not. Readers who see"
        " a mistake are asked to tell the desk, which will put it right on this page on the following day without a fee.",
    ),
    Told(
        FIRE,
        "Old cannery burns down, eighty flee in the night",
        "Cannery Street wakes to smoke and sirens",
        (
            "It took less than an hour for the flames to run through the building that most people here know as the place"
            " where their grandmothers worked.",
            "By two in the morning firefighters had cleared every house on Cannery Street. About eighty neighbours spent the"
            " rest of the night in the gymnasium; three of the crew breathed in too much smoke.",
            "“There was nothing to save,” said Petra Vane when the sun came up over what was left of the roof.",
            "Flats were to be built in the old halls, which had been locked for fifteen years. Whether anyone had got in is a"
            " question for the police, who are looking for people who were about after ten.",
        ),
        (
            "Our reporter counted eleven fire engines, three of them from Kestrel Bay. The coast road was shut until seven.",
            "The museum of the fishery, two doors away, lost its windows but none of its models, its keeper said.",
        ),
        (
            (
                "Lorry loses its herring",
                "A lorry lost four barrels of herring on the hill at Port Amber. Nobody was hurt.",
            ),
            (
                "New organ for St Brigid's",
                "The new organ of St Brigid's will be heard for the first time on the first Sunday of Advent.",
            ),
        ),
        "This report was put together by the night desk of the Amber Gazette. The Gazette belongs to its readers: every"
        " subscriber holds a share and a vote at the meeting in May. If you wish to become one, the office will send you the"
        " form and the rules. Advertisements for Saturday's issue are taken until Thursday at noon at the counter.",
    ),
    Told(
        FAEHRE,
        "Kreis streicht drei Fahrten nach Lüttsand",
        "Insel ohne Anschluss: Warum Lüttsand um seine Fähre bangt",
        (
            "Wer auf Lüttsand wohnt, muss künftig früh aufstehen oder auf dem Festland übernachten. Von November an legt das"
            " Schiff nur noch morgens und abends ab.",
            "Hinter dem Beschluss steht das Loch in der Kreiskasse: 340.000 Euro soll die Kürzung bringen, rechnet die"
            " Verwaltung vor.",
            "„Das ist für uns ein schwerer Schlag“, sagt Hinnerk Boysen, der die Insel seit zwölf Jahren vertritt.",
            "Dass höhere Preise den Fahrplan hätten retten können, wollte im Saal kaum jemand hören. Im Winter sind oft nicht"
            " einmal fünfzig Menschen an Bord.",
        ),
        (
            "Auch die Inselschule sucht nun nach einer Lösung. Ihre Leiterin Antje Sievers will mit dem Kreis über ein Boot für"
            " die älteren Jahrgänge sprechen.",
            "Der Kaufmann am Hafen hat schon angekündigt, seine Öffnungszeiten zu ändern.",
        ),
        (
            (
                "Seehund am Hafen",
                "Ein junger Seehund hat sich am Montag in den Hafen von Lüttsand verirrt. Er schwamm am Abend wieder hinaus.",
            ),
            (
                "Deich wird gemäht",
                "Der Deich im Süden wird in dieser Woche gemäht. Der Weg auf der Krone ist so lange gesperrt.",
            ),
        ),
        "Der Inselbote erscheint jeden Mittwoch und wird von ehrenamtlichen Mitarbeitern geschrieben. Kleinanzeigen nimmt die"
        " Redaktion bis Montagmittag im Kirchspielhaus an. Wer uns einen Hinweis geben will, kann dies auch ohne Namen tun: Der"
        " Kasten hängt neben der Tür. Für unverlangt eingesandte Fotos können wir leider keine Gewähr übernehmen.",
    ),
    Told(
        PUERTO,
        "Bahía Clara cierra el muelle viejo por obras",
        "La cofradía busca amarre para treinta y cinco barcas",
        (
            "Los pescadores de Bahía Clara se enteraron por la radio: a partir del 6 de mayo tendrán que sacar sus barcas del"
            " muelle que usan desde hace casi un siglo.",
            "La reparación costará cuatro millones y nadie en la lonja discute que haga falta; las grietas se ven desde el bar.",
            "«No nos oponemos a la obra, pero necesitamos tiempo», repite Ramón Vidal a quien quiera escucharle.",
            "Desde el despacho de la dirección prometen sitio en la dársena norte, aunque allí hoy no cabe ni un bote más.",
        ),
        (
            "En nuestro pueblo, ocho patrones han pedido ya plaza en el puerto deportivo, que les cobrará la tarifa de invierno.",
            "La asociación de vecinos convocó una reunión para el jueves en el salón de la parroquia.",
        ),
        (
            (
                "Aparece un delfín en la playa",
                "Un delfín apareció el lunes en la playa de Poniente y fue devuelto al mar por la tarde.",
            ),
            (
                "Cortes de agua",
                "Habrá cortes de agua el miércoles en el barrio de la Ribera entre las nueve y las doce.",
            ),
        ),
        "El Faro de Bahía Clara es un periódico independiente que se reparte los martes y los viernes. La redacción atiende al"
        " público en la calle del Ancla por las mañanas. Las esquelas se admiten hasta las seis de la tarde del día anterior. No"
        " se devuelven los originales ni se mantiene correspondencia sobre ellos, salvo acuerdo previo con la dirección.",
    ),
    Told(
        MOST,
        "Синегорск остаётся без моста до сентября",
        "Левый берег готовится к лету в объезд",
        (
            "С первого летнего дня дорога из Заречья в центр Синегорска станет длиннее: старый мост, по которому ездили"
            " тридцать семь лет без ремонта, закрывают.",
            "В мэрии называют сумму в 58 миллионов и обещают управиться к началу учебного года.",
            "«Откладывать больше нельзя: опоры держатся на честном слове», — повторил на собрании Павел Лугов.",
            "Жителей больше всего волнует, как они будут добираться на работу: крюк через плотину занимает почти час, а автобусы"
            " и сейчас ходят редко.",
        ),
        (
            "В нашем районе магазин «Заря» уже объявил, что будет завозить хлеб дважды в день.",
            "Школа номер три просит родителей записать детей на временный автобус до конца недели.",
        ),
        (
            (
                "Лось на площади",
                "Утром во вторник на центральную площадь Синегорска вышел лось. Через час он ушёл в парк.",
            ),
            (
                "Баня открылась",
                "Городская баня снова открыта после ремонта. По средам для пенсионеров вход бесплатный.",
            ),
        ),
        "«Вестник Тихой» выходит по четвергам с тридцать шестого года. Объявления принимаем в редакции на улице Мельничной с"
        " десяти до четырёх, кроме понедельника. Рукописи не рецензируются и не возвращаются, мнение авторов может не совпадать с"
        " мнением редакции. Если вы заметили ошибку, позвоните дежурному, и мы исправим её в следующем номере газеты.",
    ),
    Told(
        MINA,
        "استئناف العمل في ميناء الزهراء بعد شهرين",
        "صيادو الزهراء يعودون إلى البحر ويسألون عن التعويض",
        (
            "بعد ثمانية أسابيع قضاها الصيادون في إصلاح الشباك على اليابسة، تفتح بوابة الميناء من جديد صباح الأحد.",
            "ويقول العاملون في الرصيف إن الحجارة الجديدة أثقل من القديمة، وإن كلفتها بلغت ثلاثة ملايين دفعتها الدولة.",
            "«خسرنا موسما كاملا ونريد تعويضا عادلا»، هكذا لخص يوسف البحري مطلب زملائه.",
            "أما البلدية فتعد بدراسة الملفات واحدا واحدا، من دون أن تقول متى تدفع أو كم.",
        ),
        (
            "وفي بلدتنا أعاد أصحاب المقاهي المطلة على المرفأ كراسيهم إلى الرصيف منذ مساء الجمعة.",
            "وينظم نادي البحارة رحلة مجانية لتلاميذ المدارس يوم الثلاثاء.",
        ),
        (
            ("سلحفاة على الشاطئ", "عثر متنزهون على سلحفاة كبيرة على شاطئ الزهراء يوم الاثنين وأعيدت إلى البحر مساء."),
            ("سوق جديدة", "تفتح سوق الخضار الجديدة أبوابها يوم الأربعاء خلف المسجد القديم."),
        ),
        "تصدر جريدة المرفأ مرتين في الأسبوع وتوزع مجانا في المقاهي والمكتبات. يستقبل مكتب التحرير القراء في شارع المنارة كل صباح"
        " عدا الجمعة. لا ننشر الرسائل غير الموقعة ولا نعيد الصور التي تصلنا، ويحق لنا اختصار ما يردنا من دون الإخلال بالمعنى. من رأى"
        " خطأ في ما نشرناه فليكتب إلينا وسنصححه في العدد التالي بإذن الله.",
    ),
    Told(
        SANBASHI,
        "港町、北桟橋の再建を決定",
        "嵐から一か月、桟橋はどうなる",
        (
            "二月の夜に壊れたままになっている北の桟橋に、ようやく修理の手が入る。議員たちは月曜の会議で予算を通した。",
            "かかるお金は12億円。担当する堀真由美さんは、秋が終わるころには船を着けられるとみている。",
            "「これ以上待つことはできない」という堀さんの言葉に、傍聴席からは拍手が起きた。",
            "もっと長い岸壁がほしいという会社側の願いは、海の底を調べてからという理由で先延ばしになった。",
        ),
        (
            "本紙の取材に対し、売店を営む女性は「二月から客がほとんど来なかった」と話した。",
            "小学校の遠足も、今年は再開後の秋に延期されることになったという。",
        ),
        (
            ("港にアザラシ", "火曜日の朝、港の中に若いアザラシが一頭迷い込み、夕方には沖へ戻っていった。"),
            ("朝市は広場で", "今週の朝市は、市場の塗り替え工事のため駅前の広場で開かれる予定である。"),
        ),
        "港新聞は毎週水曜日と土曜日に発行しています。投稿は編集部まで郵送でお寄せください。掲載の有無についてのお問い合わせには"
        "お答えできません。お送りいただいた写真や原稿は返却いたしませんので、あらかじめご了承ください。記事の誤りにお気づきの方は、"
        "平日の午前九時から午後五時までに編集部へお電話ください。次の号の紙面で訂正いたします。",
    ),
    Told(
        MATOU,
        "白沙港北码头重建方案获通过",
        "等了九个月，码头终于要修了",
        (
            "去年冬天那场风暴留下的断桩，很快就要从海里清走了。星期一晚上的会议开到十点，最后大家举手同意出钱。",
            "钱数是1200万，工期要九个月，负责技术的何英把图纸贴满了整面墙。",
            "“我们已经等得太久了，”她说完这句话，台下响起了掌声。",
            "至于船公司想要的长码头，要等海底的情况弄清楚，最早也是明年开春的事。",
        ),
        (
            "本镇渔具店的老板对记者说，码头一停，店里的生意少了一大半。",
            "学校已经通知家长，秋游改在轮渡恢复以后举行，具体日子另行通知。",
        ),
        (
            ("海豹误入港内", "星期二早晨，一只小海豹误入白沙港内，傍晚时分自己游回了外海。"),
            ("菜市搬到广场", "因为粉刷市场大厅，本周的菜市改在车站前的广场举行。"),
        ),
        "《白沙日报》每周三、周六出版。来稿请寄港前街编辑部，恕不退还，也恕不答复是否采用。读者如发现报道有误，请在工作日上午九时至"
        "下午五时致电编辑部，我们将在下一期的本版更正。广告截稿时间为出版前一天中午十二时，请到柜台办理。",
    ),
)
HELD = {"es", "ru", "ja"}


def groups_of(told: Told) -> list[Group]:
    """The five groups of a story."""
    story = told.story
    lines = story.paragraphs
    wire = _item(story.title, lines, "a", story.language, "agency.example")
    rewrite = _item(told.rewrite_title, told.rewrite, "b", story.language, "other.example")

    def item(title: str, paragraphs: tuple[str, ...], origin: str, site: str) -> Item:
        return _item(title, paragraphs, origin, story.language, site)

    cut = lines[: max(2, len(lines) // 2)]
    with_local = (*lines[:2], told.local[0], *lines[2:], told.local[1])
    release = (*lines[:3], told.local[0])
    (first_title, first), (second_title, second) = told.items
    found = {
        "a new headline": (wire, item(told.headline, lines, "a", "paper.example"), rewrite),
        "cut short": (wire, item(told.headline, cut, "a", "paper.example"), rewrite),
        "local paragraphs": (wire, item(story.title, with_local, "a", "paper.example"), rewrite),
        "a press release": (
            item(story.title, release, "c", "board.example"),
            item(told.headline, release, "c", "paper.example"),
            item(told.rewrite_title, (*told.rewrite[:2], lines[1], *told.rewrite[2:]), "d", "other.example"),
        ),
        "standing text": (
            item(first_title, (first, told.standing), "e", "paper.example"),
            item(second_title, (second, told.standing), "f", "paper.example"),
            item(first_title, (first, told.standing), "e", "mirror.example"),
        ),
    }
    is_held = story.language in HELD
    return [Group(f"{story.language} {story.title[:12]}: {name}", items, is_held) for name, items in found.items()]


def _item(title: str, paragraphs: tuple[str, ...], origin: str, language: str, site: str) -> Item:
    return Item(title, "\n\n".join(paragraphs), origin, language, site)


GROUPS = [group for told in TOLD for group in groups_of(told)]
