"""Records of events: what happened when and where, from whatever table holds a date and a place.

Laws. Built for the kind (UCDP GED, ACLED, incident lists; days by places), not for a file: columns
are known by their usual names, dates by their usual forms, and what was taken for what is told.
A row without a date or place is counted as left out. A table without either is refused.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from holdfast.base.errors import Refused
from holdfast.bench.dates import day_of, number_of, read_dates
from holdfast.bench.sheets import Rows, read_rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

USUAL: Mapping[str, tuple[str, ...]] = {
    "date": ("datestart", "eventdate", "date", "startdate", "dateofincident", "incidentdate",
             "datebegin", "day", "timestamp", "datetime", "when"),
    "year": ("year", "iyear"), "month": ("month", "imonth"), "monthday": ("iday",),
    "country": ("country", "countryname", "iso3", "countryiso", "iso", "countrytxt"),
    "admin1": ("adm1", "admin1", "admin1name", "province", "state", "governorate", "region",
               "provstate", "oblast", "division"),
    "admin2": ("adm2", "admin2", "admin2name", "district", "county", "city"),
    "lat": ("latitude", "lat", "y"), "lon": ("longitude", "long", "lon", "lng", "x"),
    "place": ("location", "place", "locationname", "wherecoordinates", "site", "town"),
    "n": ("count", "n", "events", "numberofevents", "nevents", "incidents"),
}  # fmt: skip
"""Names of columns as others have them, letters and digits only; earlier ones are preferred."""
HARM: Mapping[str, str] = {
    "killed": r"(killed|deaths?|fatalities|dead|best|nkill)$",
    "injured": r"(injured|wounded|nwound|injuries)$",
    "kidnapped": r"(kidnapped|abducted|hostages?)$",
}
"""How the names of columns end that count people."""
PREFACE = 10
"""The heading is one of so many first rows (assumed): some tables have words before it."""
LEAST_READ = 0.5
"""A table of which fewer rows than this have date and place is taken for something else."""


@dataclass(frozen=True, slots=True)
class Events:
    """A record of events.

    Attributes:
        day: (n,) ordinals of days (datetime.date.toordinal), rising. n: (n,) events of each row.
        place: for each way of naming places, (n,) names, "" where the row has none.
        risk_until: for tables of days by places: the place's day of onset, after which it can have
            none; places that had none are at risk throughout. None for lists of events.
        end: the first day after the record. left_out: rows without date or place.
        harm: people killed, injured, kidnapped in each row, as far as columns tell.
        read_as: what was taken for what.
    """

    day: Ints
    n: Floats
    place: Mapping[str, Sequence[str]]
    end: int
    risk_until: Mapping[str, int] | None = None
    left_out: int = 0
    harm: Mapping[str, Floats] = field(default_factory=dict)
    read_as: Mapping[str, str] = field(default_factory=dict)


def read_events(path: Path) -> Events:
    """The events of a file.

    Raises:
        Refused: it is no table, or one without dates or places.
    """
    return events(read_rows(path), path.name)


def events(rows: Rows, name: str) -> Events:
    """The events of a table.

    Raises:
        Refused: it has no dates or no places that can be read.
    """
    if _plain(rows[0][0]) == "day" and _by_places(rows):
        return _onsets(rows, name)
    at = next((i for i, row in enumerate(rows[:PREFACE]) if not _lacks(_columns(row))), 0)
    columns = _columns(rows[at])
    if lacks := _lacks(columns):
        raise Refused(f"'{name}' has no column of {lacks} among: {', '.join(rows[0][:12])}.")
    rows = rows[at:]
    body = [row for row in rows[1:] if not any(cell.startswith("#") for cell in row[:3])]
    return _listed(body, columns, rows[0], name)


def _plain(cell: str) -> str:
    """A heading's letters and digits, small, without accents."""
    bare = unicodedata.normalize("NFKD", cell).casefold()
    return "".join(c for c in bare if c.isascii() and c.isalnum())


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Which columns hold what, if this row is the heading."""
    heading = [_plain(cell) for cell in row]
    found = {what: _first(heading, names) for what, names in USUAL.items()}
    return {what: at for what, at in found.items() if at is not None}


def _lacks(columns: Mapping[str, int]) -> str:
    """What a record cannot do without and these columns do not hold."""
    if "date" not in columns and not columns.keys() >= {"year", "month"}:
        return "dates"
    named = columns.keys() & {"country", "admin1", "admin2", "place"}
    return "" if named or columns.keys() >= {"lat", "lon"} else "places"


def _first(heading: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heading.index(name) for name in names if name in heading), None)


def _listed(rows: Rows, columns: Mapping[str, int], heading: Sequence[str], name: str) -> Events:
    """A list of events, a row each, in the order of their days."""

    def cells(what: str) -> list[str]:
        at = columns.get(what)
        return ["" if at is None or at >= len(row) else row[at] for row in rows]

    days = read_dates(cells("date")) if "date" in columns else _split_dates(cells)
    places = _places({w: cells(w) for w in ("country", "admin1", "admin2", "place", "lat", "lon")})
    kept = [
        i for i, day in enumerate(days) if day is not None and any(p[i] for p in places.values())
    ]
    if len(kept) < LEAST_READ * len(rows) or not kept:
        shown = next((c for c in cells("date") if c), "nothing")
        raise Refused(
            f"Of {len(rows)} rows of '{name}' only {len(kept)} have a date and a place "
            f"(a date reads '{shown[:40]}')."
        )
    kept.sort(key=lambda i: days[i] or 0)
    day = np.array([days[i] for i in kept], dtype=np.int64)
    n = np.array([_amount(c, 1.0) for c in cells("n")]) if "n" in columns else np.ones(len(rows))
    return Events(
        day=day,
        n=n[kept],
        place={how: [p[i] for i in kept] for how, p in places.items()},
        end=int(day[-1]) + 1,
        left_out=len(rows) - len(kept),
        harm=_harm([rows[i] for i in kept], heading),
        read_as={what: heading[at] for what, at in columns.items()},
    )


def _harm(rows: Rows, heading: Sequence[str]) -> dict[str, Floats]:
    """People killed, injured and kidnapped, by the first column that counts each."""
    found = {}
    for what, ending in HARM.items():
        at = next((i for i, cell in enumerate(heading) if re.search(ending, _plain(cell))), None)
        if at is not None:
            found[what] = np.array([_amount(r[at] if at < len(r) else "", 0.0) for r in rows])
    return found


def _amount(cell: str, missing: float) -> float:
    """A number of events or people; what is no such number counts as missing."""
    number = number_of(cell)
    return missing if number is None or not 0 <= number <= 1e6 else number


def _places(cells: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Every way of naming places that the rows allow; nested ones with what holds them."""
    named = {how: [_plain(c) for c in cells[how]] for how in ("country", "admin1", "admin2")}
    empty = [""] * len(cells["country"])
    found = {
        "country": named["country"],
        "admin1": _nested(named["country"], named["admin1"]),
        "admin2": _nested(_nested(named["country"], named["admin1"]), named["admin2"]),
        "place": empty if any(named["admin1"]) else [_plain(c) for c in cells["place"]],
        "1 degree": _grid(cells["lat"], cells["lon"], 1.0),
        "half degree": _grid(cells["lat"], cells["lon"], 0.5),
    }
    return {how: names for how, names in found.items() if any(names)}


def _nested(outer: list[str], inner: list[str]) -> list[str]:
    return [f"{a}/{b}" if b else "" for a, b in zip(outer, inner, strict=True)]


def _grid(lat: list[str], lon: list[str], step: float) -> list[str]:
    """The south-west corner of the cell that a place lies in."""
    found = []
    for y, x in zip(map(number_of, lat), map(number_of, lon), strict=True):
        sound = y is not None and x is not None and abs(y) <= 90 and abs(x) <= 180
        found.append(f"{y // step * step:g},{x // step * step:g}" if sound else "")  # type: ignore[operator]
    return found


def _split_dates(cells: object) -> list[int | None]:
    """Days of columns for year, month and day; without a day the first, without a month January."""
    years, months, days = (cells(w) for w in ("year", "month", "monthday"))  # type: ignore[operator]
    return [
        day_of(_whole(y), _whole(m) or 1, _whole(d) or 1)
        for y, m, d in zip(years, months, days, strict=True)
    ]


def _whole(cell: str) -> int:
    number = number_of(cell)
    return int(number) if number is not None and abs(number) < 1e9 else 0


def _by_places(rows: Rows) -> bool:
    """Whether the table says for each day and place 0 or 1."""
    body = [row for row in rows[1:] if row and row[0].isdigit()]
    return len(rows[0]) > 2 and bool(body) and all(set(row[1:]) <= {"0", "1", ""} for row in body)


def _onsets(rows: Rows, name: str) -> Events:
    """A table of days by places, 1 where there is conflict: its events are the onsets.

    A place that had one from the first day on never was at risk.
    """
    places = [cell or f"column {i}" for i, cell in enumerate(rows[0][1:], 1)]
    body = sorted((int(row[0]), row[1:]) for row in rows[1:] if row and row[0].isdigit())
    onset = {
        place: next((day for day, row in body if i < len(row) and row[i] == "1"), None)
        for i, place in enumerate(places)
        if any(i < len(row) and row[i] for _, row in body)
    }
    first, end = body[0][0], body[-1][0] + 1
    began = sorted((day, place) for place, day in onset.items() if day is not None and day > first)
    if not began:
        raise Refused(f"'{name}' holds no place at which anything began.")
    return Events(
        day=np.array([day for day, _ in began], dtype=np.int64),
        n=np.ones(len(began)),
        place={"place": [place for _, place in began]},
        end=end,
        risk_until={p: end if day is None else (first if day <= first else day + 1)
                    for p, day in onset.items()},
        read_as={"days by places": f"onsets of {len(onset)} places"},
    )  # fmt: skip
