"""A time of day as it is typed at 'holdfast plan', on days when the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from holdfast.asking import depart_ms
from holdfast.base.errors import Refused

ZONE = "Europe/Berlin"


def ms(text: str, fold: int = 0) -> int:
    """This moment on Berlin's clocks."""
    at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE), fold=fold)
    return round(at.timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "typed", "meant"),
    [
        ("2026-11-30T07:00", "07:30", ("2026-11-30T07:30", 0)),
        ("2026-11-30T07:45", "07:30", ("2026-12-01T07:30", 0)),
        ("2026-10-25T02:15", "02:30", ("2026-10-25T02:30", 0)),
        ("2026-10-25T02:45", "02:30", ("2026-10-25T02:30", 1)),
        ("2026-03-29T03:10", "02:30", ("2026-03-30T02:30", 0)),
    ],
)
def test_a_time_of_day_is_the_next_time_it_comes(
    now: str, typed: str, meant: tuple[str, int]
) -> None:
    """Where the clocks go back it comes twice."""
    assert depart_ms(typed, ms(now), ZONE) == ms(*meant)


def test_a_time_that_the_clocks_leave_out_is_refused() -> None:
    """It is not turned into another one unsaid."""
    with pytest.raises(Refused, match="There is no 02:30 on 2026-03-29"):
        depart_ms("02:30", ms("2026-03-29T01:00"), ZONE)
