"""The plan of the country, laid by hand over the land: what stands where, what joins what."""

from dataclasses import dataclass

from holdfast.scenarios.country.frame import XY


@dataclass(frozen=True)
class Stead:
    """A place that people made: its two names, what it is, where, and how wide."""

    name: str
    name_ar: str
    kind: str
    at: XY
    radius_m: float = 0.0


def _km(east: float, north: float) -> XY:
    return east * 1000.0, north * 1000.0


STEADS: dict[str, Stead] = {
    "mavrah": Stead("Mavrah", "مافرة", "city", _km(33.0, 30.8), 2400),
    "ras_al_ain": Stead("Ras al-Ain", "رأس العين", "village", _km(39.2, 57.0), 330),
    "al_karma": Stead("Al-Karma", "الكرمة", "village", _km(42.3, 51.9), 280),
    "kafr_nadim": Stead("Kafr Nadim", "كفر نديم", "village", _km(35.1, 48.9), 380),
    "al_jisr": Stead("Al-Jisr", "الجسر", "village", _km(37.2, 44.3), 300),
    "umm_al_rumman": Stead("Umm al-Rumman", "أم الرمان", "village", _km(30.8, 39.6), 360),
    "deir_al_hajar": Stead("Deir al-Hajar", "دير الحجر", "village", _km(36.2, 37.2), 300),
    "beit_hamdan": Stead("Beit Hamdan", "بيت حمدان", "village", _km(28.2, 27.6), 340),
    "al_qusayr": Stead("Al-Qusayr", "القصير", "village", _km(30.9, 22.4), 300),
    "al_mazraa": Stead("Al-Mazra'a", "المزرعة", "village", _km(25.7, 20.6), 320),
    "mashra_al_tin": Stead("Mashra' al-Tin", "مشرع الطين", "village", _km(23.3, 18.5), 240),
    "zaytuna": Stead("Zaytuna", "زيتونة", "village", _km(24.9, 12.8), 300),
    "khirbat_al_luz": Stead("Khirbat al-Luz", "خربة اللوز", "village", _km(20.2, 11.3), 240),
    "al_sukhna": Stead("Al-Sukhna", "السخنة", "village", _km(15.6, 5.9), 330),
    "bir_salim": Stead("Bir Salim", "بئر سالم", "village", _km(23.4, 39.2), 270),
    "tell_marwan": Stead("Tell Marwan", "تل مروان", "village", _km(26.4, 46.6), 290),
    "ain_al_zarqa": Stead("Ain al-Zarqa", "عين الزرقاء", "village", _km(20.9, 50.6), 260),
    "shib_al_dib": Stead("Shi'b al-Dib", "شعب الذيب", "hamlet", _km(7.4, 36.8), 170),
    "naqb_al_rih": Stead("Naqb al-Rih", "نقب الريح", "hamlet", _km(20.3, 34.0), 190),
    "ghar_al_nakhl": Stead("Ghar al-Nakhl", "غار النخل", "village", _km(13.2, 19.4), 240),
    "dahr_al_jamal": Stead("Dahr al-Jamal", "ظهر الجمل", "village", _km(45.6, 34.9), 250),
    "bir_al_milh": Stead("Bir al-Milh", "بئر الملح", "hamlet", _km(52.4, 14.6), 170),
    "al_buwayra": Stead("Al-Buwayra", "البويرة", "village", _km(42.6, 25.2), 260),
    "qasr_al_hanif": Stead("Qasr al-Hanif", "قصر الحنيف", "ruins", _km(8.2, 10.2), 420),
    "compound": Stead("The compound", "المجمّع", "base", _km(17.75, 37.95), 130),
    "storage_facility": Stead(
        "Al-Rashid storage", "مستودعات الراشد", "depot", _km(14.1, 41.6), 110
    ),
    "desert_base": Stead("Desert base", "قاعدة الصحراء", "base", _km(47.6, 20.9), 300),
    "camp_rahma": Stead("Al-Rahma camp", "مخيم الرحمة", "camp", _km(31.6, 55.4), 520),
    "camp_salam": Stead("Al-Salam camp", "مخيم السلام", "camp", _km(28.4, 57.6), 400),
    "camp_nur": Stead("Al-Nur camp", "مخيم النور", "camp", _km(46.6, 56.4), 360),
    "band_camp": Stead("Abandoned camp", "المعسكر المهجور", "hideout", _km(10.4, 33.2), 80),
    "quarry": Stead("Jabal Asfar quarry", "محجر الجبل الأصفر", "quarry", _km(23.2, 29.4), 200),
    "old_farm": Stead("Old Hamdan farm", "مزرعة حمدان القديمة", "farm", _km(14.7, 37.9), 90),
    "al_kurum": Stead("Al-Kurum", "الكروم", "village", _km(31.4, 34.5), 420),
    "hayy_al_matar": Stead("Hayy al-Matar", "حي المطار", "village", _km(30.2, 29.5), 460),
    "al_aqaba": Stead("Al-Aqaba", "العقبة", "village", _km(37.7, 31.7), 400),
    "pump_house": Stead("Pump house", "محطة الضخ", "works", _km(38.0, 27.0), 60),
}
"""Everything that stands by itself. Kinds decide how it is drawn (see the modules named so)."""

GATES: dict[str, XY] = {
    "mavrah_west": _km(31.2, 31.0),
    "mavrah_north": _km(32.4, 33.2),
    "mavrah_south": _km(32.4, 28.3),
    "mavrah_east": _km(36.7, 30.7),
    "mavrah_northeast": _km(35.9, 32.3),
    "mavrah_southeast": _km(35.9, 28.7),
    "jisr_west": _km(38.6, 44.1),
    "jisr_east": _km(40.0, 43.9),
    "ford_north": _km(23.7, 17.7),
    "ford_south": _km(23.9, 15.8),
    "edge_south": _km(11.6, 0.0),
    "edge_north": _km(37.2, 61.1),
    "edge_west": _km(0.0, 29.0),
    "edge_east": _km(59.1, 22.5),
    "edge_northeast": _km(59.1, 55.6),
    "edge_southeast": _km(44.0, 0.0),
}
"""Ends of roads that are no settlements: gates of the city, bridgeheads, edges of the map."""


@dataclass(frozen=True)
class Leg:
    """One road of the plan: its class, the places it joins in order, and its tags."""

    kind: str
    stops: tuple[str | XY, ...]
    tags: tuple[tuple[str, str], ...] = ()


def _leg(kind: str, *stops: str | XY, **tags: str) -> Leg:
    return Leg(kind, stops, tuple((k.replace("__", ":"), v) for k, v in tags.items()))


_M1 = {"ref": "M1", "name": "Valley highway", "name__ar": "طريق الوادي"}
_M2 = {"ref": "M2", "name": "Desert highway", "name__ar": "طريق الصحراء"}

LEGS: tuple[Leg, ...] = (
    _leg(
        "trunk",
        "edge_south",
        _km(14.6, 7.2),
        _km(18.2, 12.9),
        _km(24.3, 21.4),
        "mavrah_south",
        **_M1,
    ),
    _leg("trunk", "mavrah_north", _km(30.2, 41.0), _km(33.6, 49.9), "edge_north", **_M1),
    _leg("trunk", "edge_west", _km(13.2, 30.2), _km(20.9, 32.7), "mavrah_west", **_M2),
    _leg("trunk", "mavrah_east", _km(42.2, 26.3), _km(47.6, 22.4), "edge_east", **_M2),
    _leg(
        "primary",
        "mavrah_north",
        "mavrah_west",
        "mavrah_south",
        ref="M3",
        name="Ring road",
        name__ar="الطريق الدائري",
    ),
    _leg(
        "primary",
        "mavrah_northeast",
        "deir_al_hajar",
        "jisr_east",
        "al_karma",
        "edge_northeast",
        ref="R5",
        name="East bank road",
        name__ar="طريق الضفة الشرقية",
    ),
    _leg(
        "secondary",
        "jisr_west",
        "al_jisr",
        (35_000.0, 46_600.0),
        "kafr_nadim",
        ref="R7",
        name="Bridge road",
        name__ar="طريق الجسر",
    ),
    _leg("secondary", "kafr_nadim", _km(33.6, 49.9), ref="R7"),
    _leg("secondary", "al_jisr", "umm_al_rumman", ref="R8"),
    _leg("secondary", "umm_al_rumman", _km(30.2, 41.0), ref="R8"),
    _leg(
        "secondary",
        _km(33.6, 49.9),
        "camp_rahma",
        ref="R9",
        name="Camps road",
        name__ar="طريق المخيمات",
    ),
    _leg("secondary", "ras_al_ain", "edge_north", ref="R10"),
    _leg("tertiary", "ras_al_ain", "kafr_nadim"),
    _leg(
        "secondary",
        "mavrah_southeast",
        "al_qusayr",
        "zaytuna",
        "edge_southeast",
        ref="R3",
        name="Zaytuna road",
        name__ar="طريق زيتونة",
    ),
    _leg("tertiary", "beit_hamdan", "mavrah_south"),
    _leg("tertiary", "al_mazraa", _km(24.3, 21.4)),
    _leg("tertiary", "naqb_al_rih", _km(20.9, 32.7)),
    _leg("tertiary", "al_mazraa", "mashra_al_tin", "khirbat_al_luz", "al_sukhna"),
    _leg("tertiary", "khirbat_al_luz", _km(18.2, 12.9)),
    _leg("tertiary", "al_sukhna", _km(14.6, 7.2)),
    _leg(
        "secondary",
        _km(30.2, 41.0),
        "bir_salim",
        "compound",
        ref="R12",
        name="Bir Salim road",
        name__ar="طريق بئر سالم",
    ),
    _leg("tertiary", "bir_salim", "tell_marwan", _km(33.6, 49.9)),
    _leg("tertiary", "tell_marwan", "ain_al_zarqa"),
    _leg("tertiary", "bir_salim", "naqb_al_rih"),
    _leg("tertiary", "camp_rahma", "camp_salam"),
    _leg("tertiary", "al_buwayra", _km(42.2, 26.3)),
    _leg("tertiary", "desert_base", _km(47.6, 22.4)),
    _leg("tertiary", "mavrah_northeast", "dahr_al_jamal"),
    _leg("unclassified", "al_karma", "camp_nur", "edge_northeast"),
    _leg("unclassified", _km(14.6, 7.2), "qasr_al_hanif"),
    _leg("unclassified", "khirbat_al_luz", "ghar_al_nakhl", "qasr_al_hanif"),
    _leg("unclassified", "compound", "old_farm", "shib_al_dib", "edge_west"),
    _leg("unclassified", "bir_al_milh", "desert_base"),
    _leg("unclassified", "quarry", "mavrah_west"),
    _leg("unclassified", "pump_house", "mavrah_southeast"),
    _leg("unclassified", "dahr_al_jamal", "al_buwayra"),
    _leg("tertiary", "al_kurum", "mavrah_north"),
    _leg("tertiary", "hayy_al_matar", "mavrah_west"),
    _leg("tertiary", "al_aqaba", "mavrah_east"),
    _leg("unclassified", "hayy_al_matar", "mavrah_south"),
    _leg("track", "al_aqaba", "mavrah_northeast", tracktype="grade2"),
    _leg("track", "ford_north", "mashra_al_tin"),
    _leg("track", "ford_south", "zaytuna"),
    _leg("track", "ford_south", "al_qusayr"),
    _leg("track", "ghar_al_nakhl", "naqb_al_rih", tracktype="grade4"),
    _leg("track", "ain_al_zarqa", "camp_salam", tracktype="grade4"),
    _leg("track", "compound", "ain_al_zarqa", tracktype="grade4"),
    _leg("track", "band_camp", "shib_al_dib", tracktype="grade5"),
    _leg("track", "band_camp", "naqb_al_rih", tracktype="grade5"),
    _leg("track", "bir_al_milh", "zaytuna", tracktype="grade4"),
    _leg("track", "dahr_al_jamal", _km(52.0, 36.6), "edge_east", tracktype="grade4"),
    _leg("track", "bir_al_milh", _km(53.0, 6.0), "edge_southeast", tracktype="grade5"),
    _leg("track", "ghar_al_nakhl", _km(4.5, 24.0), "edge_west", tracktype="grade5"),
    _leg("track", "qasr_al_hanif", _km(2.0, 5.0), "edge_south", tracktype="grade5"),
    _leg(
        "track",
        "old_farm",
        _km(12.4, 39.4),
        "storage_facility",
        tracktype="grade5",
        name="Old farm track",
        name__ar="درب المزرعة القديمة",
    ),
    _leg("track", "tell_marwan", "camp_rahma", tracktype="grade4"),
    _leg("track", "beit_hamdan", "quarry", tracktype="grade3"),
    _leg(
        "path",
        "compound",
        _km(15.9, 40.4),
        "storage_facility",
        surface="ground",
        trail_visibility="bad",
        overgrown="yes",
        name="Overgrown path",
        name__ar="الممر المهجور",
    ),
    _leg(
        "wadi",
        "compound",
        _km(18.25, 38.75),
        "storage_facility",
        surface="pebblestone",
        trail_visibility="intermediate",
        name="Wadi path",
        name__ar="ممر الوادي",
    ),
    _leg("path", "shib_al_dib", "storage_facility", trail_visibility="bad"),
    _leg(
        "path",
        "ain_al_zarqa",
        _km(14.0, 47.8),
        _km(7.6, 43.0),
        "shib_al_dib",
        trail_visibility="horrible",
        sac_scale="mountain_hiking",
    ),
    _leg("path", "naqb_al_rih", "old_farm"),
    _leg("path", "quarry", "naqb_al_rih"),
    _leg("path", "ghar_al_nakhl", _km(8.0, 25.0), "band_camp", trail_visibility="bad"),
    _leg("path", "dahr_al_jamal", _km(47.0, 41.0), "jisr_east", trail_visibility="bad"),
    _leg("path", "al_sukhna", "qasr_al_hanif"),
    _leg("path", "bir_salim", "ain_al_zarqa"),
)
"""The roads in the order in which they were built: later ones use what is there."""


def spot(stop: str | XY) -> XY:
    """Where a stop of a leg lies."""
    if not isinstance(stop, str):
        return stop
    return GATES[stop] if stop in GATES else STEADS[stop].at
