"""Names in Latin and Arabic script. Invented, of common words; none is meant for a real place."""

from collections.abc import Iterator
from itertools import cycle

Pair = tuple[str, str]

RIVER: Pair = ("Nahr al-Safa", "نهر الصفا")

WADIS: tuple[Pair, ...] = (
    ("Wadi al-Arak", "وادي الأراك"),
    ("Wadi al-Sidr", "وادي السدر"),
    ("Wadi al-Rimth", "وادي الرمث"),
    ("Wadi al-Qamar", "وادي القمر"),
    ("Wadi al-Saqr", "وادي الصقر"),
    ("Wadi al-Naml", "وادي النمل"),
    ("Wadi Samura", "وادي سمرة"),
    ("Wadi al-Ghazal", "وادي الغزال"),
    ("Wadi al-Tin", "وادي التين"),
    ("Wadi al-Hamra", "وادي الحمراء"),
    ("Wadi al-Abyad", "الوادي الأبيض"),
    ("Wadi al-Dib", "وادي الذيب"),
    ("Wadi al-Nisr", "وادي النسر"),
    ("Wadi al-Rih", "وادي الريح"),
    ("Wadi al-Shih", "وادي الشيح"),
    ("Wadi al-Luz", "وادي اللوز"),
    ("Wadi al-Hasa", "وادي الحصى"),
    ("Wadi al-Ramad", "وادي الرماد"),
)

PEAKS: tuple[Pair, ...] = (
    ("Jabal al-Saqr", "جبل الصقر"),
    ("Jabal al-Ghurab", "جبل الغراب"),
    ("Jabal al-Asfar", "الجبل الأصفر"),
    ("Ras al-Nisr", "رأس النسر"),
    ("Jabal al-Milh", "جبل الملح"),
    ("Tell al-Dib", "تل الذيب"),
    ("Jabal al-Ahmar", "الجبل الأحمر"),
    ("Qarat al-Rih", "قارة الريح"),
    ("Jabal Samira", "جبل سميرة"),
    ("Qarat al-Milh", "قارة الملح"),
    ("Jabal al-Hanif", "جبل الحنيف"),
    ("Tell al-Ramad", "تل الرماد"),
)

STREETS: tuple[Pair, ...] = (
    ("Shari' al-Jisr", "شارع الجسر"),
    ("Shari' al-Nahr", "شارع النهر"),
    ("Shari' al-Nasr", "شارع النصر"),
    ("Shari' al-Istiqlal", "شارع الاستقلال"),
    ("Shari' al-Mahatta", "شارع المحطة"),
    ("Shari' al-Jami'a", "شارع الجامعة"),
    ("Shari' al-Salam", "شارع السلام"),
    ("Shari' al-Zuhur", "شارع الزهور"),
    ("Shari' al-Suq", "شارع السوق"),
    ("Shari' al-Nakhil", "شارع النخيل"),
    ("Shari' al-Mustashfa", "شارع المستشفى"),
    ("Shari' al-Madrasa", "شارع المدرسة"),
    ("Shari' al-Matahin", "شارع المطاحن"),
    ("Shari' al-Hurriyya", "شارع الحرية"),
    ("Shari' al-Wahda", "شارع الوحدة"),
    ("Shari' al-Qal'a", "شارع القلعة"),
    ("Shari' al-Baladiyya", "شارع البلدية"),
    ("Shari' al-Maktaba", "شارع المكتبة"),
    ("Shari' al-Bustan", "شارع البستان"),
    ("Shari' al-Zaytun", "شارع الزيتون"),
    ("Shari' al-Rumman", "شارع الرمان"),
    ("Shari' al-Yasamin", "شارع الياسمين"),
    ("Shari' al-Sahra'", "شارع الصحراء"),
    ("Shari' al-Shams", "شارع الشمس"),
    ("Shari' al-Qamar", "شارع القمر"),
    ("Shari' al-Najjarin", "شارع النجارين"),
    ("Shari' al-Haddadin", "شارع الحدادين"),
    ("Shari' al-Sabbaghin", "شارع الصباغين"),
)

ALLEYS: tuple[Pair, ...] = (
    ("Zuqaq al-Tahhanin", "زقاق الطحانين"),
    ("Zuqaq al-Dabbaghin", "زقاق الدباغين"),
    ("Zuqaq al-Nahhasin", "زقاق النحاسين"),
    ("Zuqaq al-Ward", "زقاق الورد"),
    ("Zuqaq al-Hammam", "زقاق الحمام"),
    ("Zuqaq al-Khayyatin", "زقاق الخياطين"),
    ("Zuqaq al-Attarin", "زقاق العطارين"),
    ("Zuqaq al-Furn", "زقاق الفرن"),
    ("Zuqaq al-Bir", "زقاق البئر"),
    ("Zuqaq al-Tut", "زقاق التوت"),
    ("Zuqaq al-Mahmas", "زقاق المحمص"),
    ("Zuqaq al-Saqqa'in", "زقاق السقائين"),
    ("Zuqaq al-Hajjarin", "زقاق الحجارين"),
    ("Zuqaq al-Qanatir", "زقاق القناطر"),
)

QUARTERS: dict[str, Pair] = {
    "old_city": ("Old City", "المدينة القديمة"),
    "al_nasr": ("Al-Nasr", "حي النصر"),
    "al_zuhur": ("Al-Zuhur", "حي الزهور"),
    "al_jamia": ("Al-Jami'a", "حي الجامعة"),
    "al_sinaiyya": ("Al-Sina'iyya", "المنطقة الصناعية"),
    "eastern_sector": ("Eastern Sector", "القطاع الشرقي"),
    "al_tahhanin": ("Harat al-Tahhanin", "حارة الطحانين"),
    "al_dabbaghin": ("Harat al-Dabbaghin", "حارة الدباغين"),
    "al_qanatir": ("Harat al-Qanatir", "حارة القناطر"),
}

MOSQUES: tuple[Pair, ...] = (
    ("Al-Nur mosque", "مسجد النور"),
    ("Al-Rahma mosque", "مسجد الرحمة"),
    ("Al-Huda mosque", "مسجد الهدى"),
    ("Al-Taqwa mosque", "مسجد التقوى"),
    ("Al-Falah mosque", "مسجد الفلاح"),
    ("Great mosque", "الجامع الكبير"),
    ("Al-Iman mosque", "مسجد الإيمان"),
    ("Al-Fath mosque", "مسجد الفتح"),
)
SCHOOLS: tuple[Pair, ...] = (
    ("Al-Amal school", "مدرسة الأمل"),
    ("Al-Mustaqbal school", "مدرسة المستقبل"),
    ("Al-Nahda school", "مدرسة النهضة"),
    ("Al-Fajr school", "مدرسة الفجر"),
    ("Al-Yarmuk school", "مدرسة اليرموك"),
    ("Al-Andalus school", "مدرسة الأندلس"),
)
PHARMACIES: tuple[Pair, ...] = (
    ("Al-Shifa pharmacy", "صيدلية الشفاء"),
    ("Al-Hayat pharmacy", "صيدلية الحياة"),
    ("Al-Safa pharmacy", "صيدلية الصفا"),
    ("Ibn Sina pharmacy", "صيدلية ابن سينا"),
)
BAKERIES: tuple[Pair, ...] = (
    ("Al-Sanabil bakery", "مخبز السنابل"),
    ("Al-Baraka bakery", "مخبز البركة"),
    ("Al-Rif bakery", "مخبز الريف"),
    ("Al-Madina bakery", "مخبز المدينة"),
)
CLINICS: tuple[Pair, ...] = (
    ("Al-Shifa clinic", "عيادة الشفاء"),
    ("Al-Rahma clinic", "مستوصف الرحمة"),
    ("Al-Amal clinic", "مستوصف الأمل"),
    ("Health centre", "المركز الصحي"),
)
FUEL: tuple[Pair, ...] = (
    ("Al-Wadi fuel", "محطة وقود الوادي"),
    ("Al-Sahra' fuel", "محطة وقود الصحراء"),
    ("Al-Nasr fuel", "محطة وقود النصر"),
    ("Al-Shimal fuel", "محطة وقود الشمال"),
)


def in_turn(names: tuple[Pair, ...]) -> Iterator[Pair]:
    """The names one after the other, from the start again after the last."""
    return cycle(names)
