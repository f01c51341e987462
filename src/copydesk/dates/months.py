"""Names of the months by language, as news pages write them in dates.

A form is one word, lower case; forms of a month are parted by spaces, months by commas. Inflected forms ("marca",
"března", "Μαρτίου") are listed; a final full stop is left out. A form that means two different months in two of these
languages would be a mistake: a test looks for it.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

GREGORIAN: Final[dict[str, str]] = {
    "English": "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, "
    "september sept sep, october oct, november nov, december dec",
    "German": "januar jänner jan, februar feber feb, märz maerz mär mrz, april apr, mai, juni jun, juli jul, "
    "august aug, september sept sep, oktober okt, november nov, dezember dez",
    "French": "janvier janv, février févr fév, mars, avril avr, mai, juin, juillet juil, août, septembre sept, "
    "octobre oct, novembre nov, décembre déc",
    "Spanish": "enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago, "
    "septiembre setiembre sept sep set, octubre oct, noviembre nov, diciembre dic",
    "Portuguese": "janeiro jan, fevereiro fev, março mar, abril abr, maio mai, junho jun, julho jul, agosto ago, "
    "setembro set, outubro out, novembro nov, dezembro dez",
    "Italian": "gennaio gen, febbraio feb, marzo mar, aprile apr, maggio mag, giugno giu, luglio lug, agosto ago, "
    "settembre set, ottobre ott, novembre nov, dicembre dic",
    "Catalan": "gener gen, febrer febr, març, abril abr, maig, juny, juliol jul, agost ag, setembre set, "
    "octubre oct, "
    "novembre nov, desembre des",
    "Dutch": "januari jan, februari feb, maart mrt, april apr, mei, juni jun, juli jul, augustus aug, "
    "september sept sep, oktober okt, november nov, december dec",
    "Swedish": "januari jan, februari feb, mars mar, april apr, maj, juni jun, juli jul, augusti aug, "
    "september sept sep, oktober okt, november nov, december dec",
    "Danish": "januar jan, februar feb, marts mar, april apr, maj, juni jun, juli jul, august aug, "
    "september sept sep, oktober okt, november nov, december dec",
    "Norwegian": "januar jan, februar feb, mars mar, april apr, mai, juni jun, juli jul, august aug, "
    "september sept sep, oktober okt, november nov, desember des",
    "Finnish": "tammikuuta tammikuu tammi, helmikuuta helmikuu helmi, maaliskuuta maaliskuu maalis, "
    "huhtikuuta huhtikuu huhti, toukokuuta toukokuu touko, kesäkuuta kesäkuu kesä, heinäkuuta heinäkuu heinä, "
    "elokuuta elokuu elo, syyskuuta syyskuu syys, lokakuuta lokakuu loka, marraskuuta marraskuu marras, "
    "joulukuuta joulukuu joulu",
    "Icelandic": "janúar jan, febrúar feb, mars, apríl apr, maí, júní, júlí, ágúst, september sept, október okt, "
    "nóvember nóv, desember des",
    "Polish": "stycznia styczeń sty, lutego luty lut, marca marzec mar, kwietnia kwiecień kwi, maja maj, "
    "czerwca czerwiec cze, lipca lipiec lip, sierpnia sierpień sie, września wrzesień wrz, "
    "października październik paź, listopada listopad lis, grudnia grudzień gru",
    "Czech": "ledna leden led, února únor úno, března březen bře, dubna duben dub, května květen kvě, "
    "června červen čvn, července červenec čvc, srpna srpen srp, září zář, října říjen říj, listopadu listopad lis, "
    "prosince prosinec pro",
    "Slovak": "januára január, februára február, marca marec, apríla apríl, mája máj, júna jún, júla júl, "
    "augusta august, septembra september, októbra október, novembra november, decembra december",
    "Hungarian": "január jan, február febr, március márc, április ápr, május máj, június jún, július júl, "
    "augusztus aug, szeptember szept, október okt, november nov, december dec",
    "Romanian": "ianuarie ian, februarie feb, martie mar, aprilie apr, mai, iunie iun, iulie iul, august aug, "
    "septembrie sept sep, octombrie oct, noiembrie noi nov, decembrie dec",
    "Turkish": "ocak oca, şubat şub, mart mar, nisan nis, mayıs may, haziran haz, temmuz tem, ağustos ağu, "
    "eylül eyl, "
    "ekim eki, kasım kas, aralık ara",
    "Indonesian": "januari jan, februari feb, maret mar, april apr, mei, juni jun, juli jul, agustus agu agt, "
    "september sep, oktober okt, november nov, desember des",
    "Russian": "января январь янв, февраля февраль фев февр, марта март мар, апреля апрель апр, мая май, "
    "июня июнь июн, июля июль июл, августа август авг, сентября сентябрь сен сент, октября октябрь окт, "
    "ноября ноябрь ноя нояб, декабря декабрь дек",
    "Ukrainian": "січня січень січ, лютого лютий лют, березня березень бер, квітня квітень квіт, травня "
    "травень трав, "
    "червня червень черв, липня липень лип, серпня серпень серп, вересня вересень вер, жовтня жовтень жовт, "
    "листопада листопад лист, грудня грудень груд",
    "Bulgarian": "януари яну, февруари фев, март, април апр, май, юни, юли, август авг, септември сеп, октомври окт, "
    "ноември ное, декември дек",
    "Serbian": "јануар јан, фебруар феб, март, април, мај, јун, јул, август, септембар, октобар, новембар, децембар",
    "Greek": "ιανουαρίου ιανουάριος ιαν, φεβρουαρίου φεβρουάριος φεβ, μαρτίου μάρτιος μαρ, απριλίου απρίλιος απρ, "
    "μαΐου μάιος μάι μαι, ιουνίου ιούνιος ιουν, ιουλίου ιούλιος ιουλ, αυγούστου αύγουστος αυγ, "
    "σεπτεμβρίου σεπτέμβριος σεπ, οκτωβρίου οκτώβριος οκτ, νοεμβρίου νοέμβριος νοε, δεκεμβρίου δεκέμβριος δεκ",
    "Arabic": "يناير جانفي, فبراير فيفري شباط, مارس آذار اذار, أبريل ابريل إبريل أفريل نيسان, مايو ماي أيار ايار, "
    "يونيو يونيه جوان حزيران, يوليو يوليوز يوليه جويلية تموز, أغسطس اغسطس غشت أوت آب, سبتمبر شتنبر أيلول ايلول, "
    "أكتوبر اكتوبر, نوفمبر نونبر, ديسمبر دجنبر",
    "Persian": "ژانویه, فوریه, مارس, آوریل, مه می, ژوئن, ژوئیه جولای, اوت آگوست, سپتامبر, اکتبر, نوامبر, دسامبر",
    "Urdu": "جنوری, فروری, مارچ, اپریل, مئی, جون, جولائی, اگست, ستمبر, اکتوبر, نومبر, دسمبر",
    "Hebrew": "ינואר ינו, פברואר פבר, מרץ מרס, אפריל אפר, מאי, יוני, יולי, אוגוסט אוג, ספטמבר ספט, אוקטובר אוק, "
    "נובמבר נוב, דצמבר דצמ",
    "Hindi": "जनवरी, फरवरी फ़रवरी, मार्च, अप्रैल, मई, जून, जुलाई, अगस्त, सितंबर सितम्बर, अक्टूबर अक्तूबर, नवंबर नवम्बर, दिसंबर दिसम्बर",
    "Bengali": "জানুয়ারি, ফেব্রুয়ারি, মার্চ, এপ্রিল, মে, জুন, জুলাই, আগস্ট, সেপ্টেম্বর, অক্টোবর, নভেম্বর, ডিসেম্বর",
}

SOLAR_HIJRI: Final = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
"""The months of the calendar of Iran, in order."""


def words(text: str) -> tuple[str, ...]:
    """The words of a word list, as the tables of this package are written."""
    return tuple(text.split())


def entries(text: str) -> tuple[str, ...]:
    """The entries of a list parted by commas, lines joined."""
    return tuple(" ".join(entry.split()) for entry in text.split(","))


def fold(word: str) -> str:
    """A word as the tables are searched: lower case, without accents.

    >>> fold("ΜΑΡΤΊΟΥ") == fold("Μαρτίου"), fold("Août.")
    (True, 'aout')
    """
    word = word.casefold().rstrip(".")
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word.replace("ı", "i"))
    return unicodedata.normalize("NFC", "".join(char for char in letters if not "\u0300" <= char <= "\u036f"))


@cache
def month_numbers() -> dict[str, int]:
    """Folded month name → number, for all languages."""
    return {
        fold(form): number
        for table in GREGORIAN.values()
        for number, forms in enumerate(table.split(","), 1)
        for form in forms.split()
    }


@cache
def solar_numbers() -> dict[str, int]:
    """Folded month name → number, for the calendar of Iran."""
    return {fold(name): number for number, name in enumerate(SOLAR_HIJRI.split(), 1)}
