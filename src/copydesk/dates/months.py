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
    "Bosnian": "januara januar jan, februara februar feb, marta mart mar, aprila april apr, maja maj, "
    "juna jun, jula jul, "
    "avgusta avgust avg, septembra septembar sep, oktobra oktobar okt, novembra novembar nov, decembra decembar dec",
    "Slovenian": "januarja januar jan, februarja februar feb, marca marec mar, aprila april apr, maja maj, "
    "junija junij, "
    "julija julij, avgusta avgust avg, septembra september sep, oktobra oktober okt, novembra november nov, "
    "decembra december dec",
    "Croatian": "siječnja siječanj, veljače veljača, ožujka ožujak, travnja travanj, svibnja svibanj, lipnja lipanj, "
    "srpnja srpanj, kolovoza kolovoz, rujna rujan, , studenoga studenog studeni, prosinca prosinac",
    "Macedonian": "јануари јан, февруари фев, март, април, мај, јуни, јули, август, септември, октомври, "
    "ноември, декември",
    "Belarusian": "студзеня студзень, лютага люты, сакавіка сакавік, красавіка красавік, траўня травень мая, "
    "чэрвеня чэрвень, ліпеня ліпень, жніўня жнівень, верасня верасень, кастрычніка кастрычнік, лістапада лістапад, "
    "снежня снежань",
    "Albanian": "janar, shkurt, mars, prill, maj, qershor, korrik, gusht, shtator, tetor, nëntor, dhjetor",
    "Estonian": "jaanuar jaan, veebruar veebr, märts, aprill, mai, juuni, juuli, august, september, oktoober okt, "
    "november, detsember dets",
    "Latvian": "janvāris janvārī janvāra, februāris februārī februāra, marts martā marta, aprīlis aprīlī aprīļa, "
    "maijs maijā maija, jūnijs jūnijā jūnija, jūlijs jūlijā jūlija, augusts augustā augusta, "
    "septembris septembrī septembra, oktobris oktobrī oktobra, novembris novembrī novembra, "
    "decembris decembrī decembra",
    "Lithuanian": "sausio sausis, vasario vasaris, kovo kovas, balandžio balandis, gegužės gegužė, "
    "birželio birželis, "
    "liepos liepa, rugpjūčio rugpjūtis, rugsėjo rugsėjis, spalio spalis, lapkričio lapkritis, gruodžio gruodis",
    "Galician": "xaneiro xan, febreiro feb, marzo mar, abril abr, maio, xuño, xullo, agosto ago, setembro set, "
    "outubro out, novembro nov, decembro dec",
    "Basque": "urtarrilaren urtarrilak urtarrila, otsailaren otsailak otsaila, martxoaren martxoak martxoa, "
    "apirilaren apirilak apirila, maiatzaren maiatzak maiatza, ekainaren ekainak ekaina, "
    "uztailaren uztailak uztaila, abuztuaren abuztuak abuztua, irailaren irailak iraila, urriaren urriak urria, "
    "azaroaren azaroak azaroa, abenduaren abenduak abendua",
    "Welsh": "ionawr, chwefror, mawrth, ebrill, mai, mehefin, gorffennaf, awst, medi, hydref, tachwedd, rhagfyr",
    "Maltese": "jannar, frar, marzu, april, mejju, ġunju, lulju, awwissu, settembru, ottubru, novembru, diċembru",
    "Luxembourgish": "januar, februar, mäerz, abrëll, mee, juni, juli, august, september, oktober, november, dezember",
    "Afrikaans": "januarie, februarie, maart, april, mei, junie, julie, augustus, september, oktober, "
    "november, desember",
    "Malay": "januari jan, februari feb, mac, april apr, mei, jun, julai, ogos ogo, september sep, oktober okt, "
    "november nov, disember dis",
    "Filipino": "enero, pebrero, marso, abril, mayo, hunyo, hulyo, agosto, setyembre, oktubre, nobyembre, disyembre",
    "Swahili": "januari, februari, machi, aprili, mei, juni, julai, agosti, septemba, oktoba, novemba, desemba",
    "Azerbaijani": "yanvar, fevral, mart, aprel, may, iyun, iyul, avqust, sentyabr, oktyabr, noyabr, dekabr",
    "Uzbek": "yanvar, fevral, mart, aprel, may, iyun, iyul, avgust, sentabr, oktabr, noyabr, dekabr",
    "Kazakh": "қаңтар, ақпан, наурыз, сәуір, мамыр, маусым, шілде, тамыз, қыркүйек, қазан, қараша, желтоқсан",
    "Georgian": "იანვარი, თებერვალი, მარტი, აპრილი, მაისი, ივნისი, ივლისი, აგვისტო, სექტემბერი, ოქტომბერი, "
    "ნოემბერი, დეკემბერი",
    "Armenian": "հունվարի հունվար, փետրվարի փետրվար, մարտի մարտ, ապրիլի ապրիլ, մայիսի մայիս, հունիսի հունիս, "
    "հուլիսի հուլիս, "
    "օգոստոսի օգոստոս, սեպտեմբերի սեպտեմբեր, հոկտեմբերի հոկտեմբեր, նոյեմբերի նոյեմբեր, դեկտեմբերի դեկտեմբեր",
    "Marathi": "जानेवारी, फेब्रुवारी, मार्च, एप्रिल, मे, जून, जुलै, ऑगस्ट, सप्टेंबर, ऑक्टोबर, नोव्हेंबर, डिसेंबर",
    "Gujarati": "જાન્યુઆરી, ફેબ્રુઆરી, માર્ચ, એપ્રિલ, મે, જૂન, જુલાઈ, ઑગસ્ટ ઓગસ્ટ, સપ્ટેમ્બર, ઑક્ટોબર ઓક્ટોબર, નવેમ્બર, ડિસેમ્બર",
    "Punjabi": "ਜਨਵਰੀ, ਫਰਵਰੀ, ਮਾਰਚ, ਅਪ੍ਰੈਲ, ਮਈ, ਜੂਨ, ਜੁਲਾਈ, ਅਗਸਤ, ਸਤੰਬਰ, ਅਕਤੂਬਰ, ਨਵੰਬਰ, ਦਸੰਬਰ",
    "Tamil": "ஜனவரி, பிப்ரவரி, மார்ச், ஏப்ரல், மே, ஜூன், ஜூலை, ஆகஸ்ட், செப்டம்பர், அக்டோபர், நவம்பர், டிசம்பர்",
    "Telugu": "జనవరి, ఫిబ్రవరి, మార్చి, ఏప్రిల్, మే, జూన్, జూలై జులై, ఆగస్టు ఆగస్ట్, సెప్టెంబర్, అక్టోబర్, నవంబర్, డిసెంబర్",
    "Kannada": "ಜನವರಿ, ಫೆಬ್ರವರಿ, ಮಾರ್ಚ್, ಏಪ್ರಿಲ್, ಮೇ, ಜೂನ್, ಜುಲೈ, ಆಗಸ್ಟ್, ಸೆಪ್ಟೆಂಬರ್, ಅಕ್ಟೋಬರ್, ನವೆಂಬರ್, ಡಿಸೆಂಬರ್",
    "Malayalam": "ജനുവരി, ഫെബ്രുവരി, മാർച്ച്, ഏപ്രിൽ, മേയ് മെയ്, ജൂൺ, ജൂലൈ, ഓഗസ്റ്റ്, സെപ്റ്റംബർ, ഒക്ടോബർ, നവംബർ, ഡിസംബർ",
    "Sinhala": "ජනවාරි, පෙබරවාරි, මාර්තු, අප්‍රේල්, මැයි, ජූනි, ජූලි, අගෝස්තු, සැප්තැම්බර්, ඔක්තෝබර්, නොවැම්බර්, දෙසැම්බර්",
    "Thai": "มกราคม มกรา มค, กุมภาพันธ์ กุมภา กพ, มีนาคม มีนา มีค, เมษายน เมษา เมย, พฤษภาคม พฤษภา พค, "
    "มิถุนายน มิถุนา มิย, "
    "กรกฎาคม กรกฎา กค, สิงหาคม สิงหา สค, กันยายน กันยา กย, ตุลาคม ตุลา ตค, พฤศจิกายน พฤศจิกา พย, ธันวาคม ธันวา ธค",
}

AFTER_FULL_STOP: Final = {"listopada": 10, "listopad": 10}
"""Croatian months that are other ones in Polish, which writes no full stop after the day."""
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
