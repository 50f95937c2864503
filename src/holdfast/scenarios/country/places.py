"""The places that scenarios speak of, by id."""

from dataclasses import dataclass

from holdfast.base.geo import Place
from holdfast.scenarios.country.frame import XY, to_place
from holdfast.scenarios.country.layout import STEADS


@dataclass(frozen=True)
class Landmark:
    """A named place of the country."""

    id: str
    name: str
    name_ar: str
    kind: str
    at: Place


EXTRA: dict[str, tuple[str, str, str]] = {
    "granary": ("Granary", "صومعة الغلال", "granary"),
    "hospital": ("Mavrah general hospital", "مستشفى مافرة العام", "hospital"),
    "medical_centre": ("Al-Hanif medical centre", "مركز الحنيف الطبي", "clinic"),
    "east_wing": ("East wing", "الجناح الشرقي", "building"),
    "collapsed_store": ("Collapsed store", "المخزن المنهار", "ruin"),
    "collapsed_mosque": ("Al-Qanatir mosque (collapsed)", "مسجد القناطر", "ruin"),
    "sector_bakery": ("Al-Tahhanin bakery", "مخبز الطحانين", "bakery"),
    "sector_school": ("Al-Dabbaghin school", "مدرسة الدباغين", "school"),
    "eastern_sector": ("Eastern Sector", "القطاع الشرقي", "quarter"),
    "old_city": ("Old City", "المدينة القديمة", "quarter"),
    "dismount": ("Dismount point", "نقطة الترجل", "point"),
    "extraction_primary": ("Extraction point", "نقطة الإخلاء", "extraction"),
    "extraction_bravo": ("Extraction point Bravo", "نقطة الإخلاء برافو", "extraction"),
    "compound_extraction": ("Farm track end", "نهاية درب المزرعة", "extraction"),
    "hanif_pickup": ("Edge of the ruins", "طرف الخرائب", "extraction"),
    "city_bridge": ("Jisr Mavrah", "جسر مافرة", "bridge"),
    "north_bridge": ("Jisr al-Shamal", "جسر الشمال", "bridge"),
    "ford": ("Mashra' al-Tin ford", "مخاضة مشرع الطين", "ford"),
    "compound_gate": ("Main gate", "البوابة الرئيسية", "gate"),
}
"""Places that the drawing finds, besides the settlements of the plan."""


def landmarks(spots: dict[str, XY]) -> dict[str, Landmark]:
    """All places by id: those of the plan, and those that were found while drawing."""
    planned = {
        key: Landmark(key, s.name, s.name_ar, s.kind, to_place(spots.get(key, s.at)))
        for key, s in STEADS.items()
    }
    found = {
        key: Landmark(key, *EXTRA[key], to_place(spots[key]))
        for key in sorted(spots)
        if key in EXTRA
    }
    return planned | found
