"""Finding things on the map by name."""

import pytest

from holdfast.base.geo import Place
from holdfast.formats.spots import Spot, folded, search


def spot(kind: str, name: str, arabic: str = "", lon: float = 0.0) -> Spot:
    """A spot on the equator."""
    return Spot(kind, name, arabic, lon, 0.0, "")


WORLD = [
    spot("hamlet", "Old Mavrah"),
    spot("city", "Mavrah", "مفرة"),
    spot("village", "Mavrahdin"),
    spot("pharmacy", "Apothèke Zürich"),
    spot("water", "", "بئر أحمد"),
    spot("hospital", "Samavrah Hospital", "المستشفى", 1.0),
    spot("hospital", "North Hospital", "", 5.0),
]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Zürich", "zurich"), ("ÉCOLE", "ecole"), ("Straße", "strasse"), ("Łódź", "lodz"),
        ("أحمد", "احمد"), ("مستشفى", "مستشفي"), ("مدرسة", "مدرسه"), ("کابل", "كابل"),
        ("مَسْجِد", "مسجد"), ("الــقصر", "القصر"), ("Al-Hanif", "al hanif"), ("٣", "3"),
        ("Qa'a", "qaa"),
    ],
)  # fmt: skip
def test_spelling_makes_no_difference(a: str, b: str) -> None:
    """Case, accents, vowel signs and the forms of Arabic letters fold together."""
    assert folded(a) == folded(b)


def test_the_name_itself_comes_first_then_its_beginning_then_words_then_the_middle() -> None:
    """Exact, prefix, word, infix."""
    names = [s.name for s in search(WORLD, "mavrah")]
    assert names == ["Mavrah", "Mavrahdin", "Old Mavrah", "Samavrah Hospital"]


def test_arabic_finds_arabic_also_without_the_article() -> None:
    """'مستشفي' finds 'المستشفى', 'بئر احمد' finds a well without Latin name."""
    assert [s.kind for s in search(WORLD, "مستشفي")] == ["hospital"]
    assert [s.kind for s in search(WORLD, "بئر احمد")] == ["water"]


def test_near_things_come_first_among_equals() -> None:
    """Two hospitals, the near one first, by kind as by name."""
    near_north = search(WORLD, "hospital", near=Place(5, 0))
    assert near_north[0].name == "North Hospital"
    near_south = search(WORLD, "hospital", near=Place(1, 0))
    assert near_south[0].name == "Samavrah Hospital"


def test_nothing_is_found_for_nothing() -> None:
    """Empty and strange texts find nothing and break nothing."""
    for text in ("", "   ", "\u064b", "zzz", "(", "\x00"):
        assert search(WORLD, text) == []


def test_no_more_than_the_limit() -> None:
    """However many fit."""
    assert len(search([spot("town", f"Town {i}") for i in range(99)], "town", limit=7)) == 7
