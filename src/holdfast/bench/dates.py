"""Dates in the forms in which records have them, as ordinals of days (datetime.date.toordinal).

Law. What is no date between 1900 and 2100 is None.
"""

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

EXCEL = date(1899, 12, 30).toordinal()
"""The day that spreadsheets count from (ECMA-376 part 1, 18.17.4.1, for dates since March 1900)."""
YEARS = (1900, 2100)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as it is said


def read_dates(cells: Sequence[str]) -> list[int | None]:
    """Ordinals of days. Whether 03/04 is in March or April is decided by the whole column."""
    parts = [re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(\D.*)?", c) for c in cells]
    months_first = any(p and int(p[2]) > 12 for p in parts) and not any(
        p and int(p[1]) > 12 for p in parts
    )
    return [
        _date(cell)
        if p is None
        else day_of(int(p[3]), int(p[1 if months_first else 2]), int(p[2 if months_first else 1]))
        for cell, p in zip(cells, parts, strict=True)
    ]


def _date(cell: str) -> int | None:
    """One date: 2006-01-31, 20060131, 31 January 2006, Jan 31, 2006, or a spreadsheet's number."""
    if p := re.match(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", cell):
        return day_of(int(p[1]), int(p[2]), int(p[3] or 1))
    if p := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", cell):
        return day_of(int(p[1]), int(p[2]), int(p[3]))
    if p := re.match(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ ,-]+(\d{4})", cell):
        return day_of(int(p[3]), _month(p[2]), int(p[1]))
    if p := re.match(r"([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})", cell):
        return day_of(int(p[3]), _month(p[1]), int(p[2]))
    number = number_of(cell)
    if number is not None and 10_000 <= number < 75_000:
        return EXCEL + int(number)
    return None


def _month(word: str) -> int:
    return MONTHS.index(word.lower()) + 1 if word.lower() in MONTHS else 0


def day_of(year: int, month: int, day: int) -> int | None:
    """A day, or None where there is none."""
    try:
        return date(year, month, day).toordinal() if YEARS[0] <= year < YEARS[1] else None
    except ValueError:
        return None


def number_of(cell: str) -> float | None:
    """A finite number, or None."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def first_of_month(ordinal: int, later: int = 0) -> int:
    """The first day of a day's month, or so many months later."""
    at = date.fromordinal(ordinal)
    months = at.year * 12 + at.month - 1 + later
    return date(months // 12, months % 12 + 1, 1).toordinal()


def day_words(ordinal: int) -> str:
    """2006-01-31; days of a table that counts from its beginning as 'day 120'."""
    if ordinal < date(YEARS[0], 1, 1).toordinal():
        return f"day {ordinal}"
    return date.fromordinal(ordinal).isoformat()
