"""Named and useful things on a map (towns, hospitals, wells, fords), and finding them by name.

Law. A search finds a name however it is written: case, accents, Arabic vowel signs and the forms
of alef, ya, ta marbuta and kaf make no difference.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from holdfast.base.geo import Place, distance_m

PLACE_KINDS = (
    "city", "town", "village", "suburb", "hamlet", "quarter", "neighbourhood",
    "isolated_dwelling", "farm", "locality", "island", "peak",
)  # fmt: skip
"""Kinds that are names on the map rather than things to go to, the greatest first."""

SPOT_KINDS = (
    "hospital", "clinic", "doctors", "pharmacy", "water", "fuel", "warehouse", "food", "police",
    "fire_station", "helipad", "shelter", "school", "worship", "ford", "bridge",
)  # fmt: skip

NEAR_M = 20_000.0
"""How far a near place counts for more in a search (assumed; it fades by e over this distance)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing on the map.

    Attributes:
        kind: one of PLACE_KINDS or SPOT_KINDS.
        name: in Latin script or as the map has it; may be ''.
        name_ar: in Arabic script, or ''.
        osm_id: 'n123', 'w123' or 'r123' in OpenStreetMap; '' from other maps.
    """

    kind: str
    name: str
    name_ar: str
    lon: float
    lat: float
    osm_id: str

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.lon, self.lat)


# ruff: noqa: RUF001 - letters that look alike are the subject of this table
_LETTERS = str.maketrans(
    {
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ـ": None,
        "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th",
        "’": None, "‘": None, "'": None, "`": None, "ʿ": None, "ʾ": None, "-": " ", "_": " ",
    }
)  # fmt: skip


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """A text without case, accents and the differences of Arabic spelling, for comparing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    digits = (str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    return " ".join("".join(digits).split())


def search(
    spots: Sequence[Spot], text: str, *, near: Place | None = None, limit: int = 20
) -> list[Spot]:
    """Spots whose name or kind holds the text, best first.

    The whole name ranks before its beginning, that before the beginning of a word, that before
    the middle of one; among equals towns before hamlets, and what is near `near` before the rest.
    """
    wanted = folded(text)
    if not wanted:
        return []
    ranked = [(rank, i) for i, s in enumerate(spots) if (rank := _rank(s, wanted, near)) > 0]
    ranked.sort(key=lambda pair: (-pair[0], pair[1]))
    return [spots[i] for _, i in ranked[:limit]]


def _rank(spot: Spot, wanted: str, near: Place | None) -> float:
    """How well a spot answers; 0 for not at all."""
    fit = max(_fit(folded(name), wanted) for name in (spot.name, spot.name_ar, spot.kind))
    if not fit:
        return 0.0
    weight = 0.5 * (1 - PLACE_KINDS.index(spot.kind) / 12) if spot.kind in PLACE_KINDS else 0.25
    if near is not None:
        weight += exp(-distance_m(near, spot.place) / NEAR_M)
    return fit + weight


def _fit(name: str, wanted: str) -> float:
    """8 the name itself, 6 its beginning, 4 the beginning of a word in it, 2 within a word."""
    if wanted not in name:
        return 0.0
    if name in {wanted, f"ال{wanted}"}:
        return 8.0
    if name.startswith((wanted, f"ال{wanted}")):
        return 6.0
    return 4.0 if f" {wanted}" in name else 2.0
