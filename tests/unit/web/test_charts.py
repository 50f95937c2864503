"""Charts are pictures of numbers: nothing hidden, nothing styled, nothing unescaped."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rich import rich_facts
from data.toys import NOON, Talk
from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.plan.daylight import daylight_at
from holdfast.run.board import board
from holdfast.web.charts.danger import danger
from holdfast.web.charts.front import front
from holdfast.web.charts.lanes import lanes
from holdfast.web.charts.spark import burn, held, spark
from holdfast.web.charts.svg import Chart, tag, ticks
from holdfast.web.words import chance


def option(letter: str, value: float, p_home: float, *, stays: bool = False) -> f.Offered:
    """An option of which only the figures matter; one that goes has an empty tasking."""
    tasking = f.Tasking(
        mode="foot", crew=("kai",), lead="kai", stops=(), ways=(), depart_ms=0, turn_ms=0,
        home_ms=0, check_every_s=1800, load_kg=0, hazard=0, value=value,
    )  # fmt: skip
    goes = () if stays else (tasking,)
    return f.Offered(
        letter=letter, taskings=goes, value=value, hazard=0.1, p_home=p_home, why="because"
    )


def way(role: str, *by_km: float) -> f.WayTold:
    """A way with so much hazard in each kilometre."""
    return f.WayTold(
        role=role, start="base", goal="depot", line=(), length_m=len(by_km) * 1000.0, time_s=60,
        hazard=sum(by_km), hazard_by_km=by_km,
    )  # fmt: skip


CHARTS = {
    "front": lambda: front([option("A", 84, 0.99), option("B", 0, 1, stays=True)], "A"),
    "danger": lambda: danger([("Out <b>", way("out", 0.0, 0.2)), ("Back", way("back", 0.1))]),
    "burn": lambda: burn("Water", [9, 8, 7.5], 7.5, 7),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_well_formed_and_carries_no_style_of_its_own(name: str) -> None:
    """A strict page shows it, and every theme and print can colour it."""
    chart: Chart = CHARTS[name]()
    root = ElementTree.fromstring(chart.picture)  # noqa: S314 - we wrote it
    assert root.get("role") == "img"
    assert root.get("aria-label")
    for element in root.iter():
        assert not {"style", "fill", "stroke", "onclick"} & set(element.keys())


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_a_table_with_the_same_numbers(name: str) -> None:
    """Whoever cannot see the picture reads the table: one row for each thing drawn, at least."""
    table = ElementTree.fromstring(CHARTS[name]().table)  # noqa: S314 - we wrote it
    assert len(table.findall("./tbody/tr")) >= 2
    assert table.find("./caption") is not None


def test_every_option_is_drawn_with_staying_home_among_them() -> None:
    """No option is left out of the picture, however bad it is."""
    options = [option("A", 5, 0.5), option("B", 9, 0.9), option("C", 0, 1, stays=True)]
    picture = front(options, "B").picture
    assert picture.count('class="option') == 3
    assert "C stay home" in picture
    assert picture.count("chosen") == 1


@pytest.mark.parametrize("width", [520.0, 350.0])
@pytest.mark.parametrize("value", [9.0, 990.0, 4_200.0, 123_456.0])
def test_the_numbers_of_the_value_have_room_beside_its_title(value: float, width: float) -> None:
    """A thousand person-days are no wider than the room that they are given."""
    picture = front([option("A", value, 0.99)], width=width).picture
    texts = re.findall(
        r'<text class="small" x="([\d.]+)" y="[\d.]+" text-anchor="end">([^<]*)<', picture
    )
    assert len(texts) > 2
    for x, number in texts:
        assert float(x) - 6.6 * len(number) >= 16
    assert all(float(x) < width - 22 for x in re.findall(r'<circle cx="([\d.]+)"', picture))


def test_the_front_line_passes_only_through_what_nothing_beats() -> None:
    """An option that another beats in both is a point beside the line, not a step of it."""
    best = front([option("A", 1, 0.99), option("B", 9, 0.98)]).picture
    beaten = front([option("A", 1, 0.99), option("B", 9, 0.98), option("C", 5, 0.97)]).picture
    steps = [re.search(r'class="front" d="([^"]*)"', p) for p in (best, beaten)]
    assert [s.group(1).count("H") for s in steps if s] == [1, 1]


def test_a_name_cannot_break_out_of_a_chart() -> None:
    """Names come from people and maps; in a picture they are only words."""
    assert "<script" not in str(tag("text", "<script>alert(1)</script>", x='"><script>'))


@given(
    st.lists(st.floats(0, 1e5, allow_nan=False), max_size=9),
    st.floats(0, 1e5, allow_nan=False),
)
def test_a_spark_is_drawn_for_any_history(history: list[float], floor: float) -> None:
    """Empty, flat, zero or huge: there is a picture or nothing, never an error."""
    drawn = spark(history, floor)
    assert bool(drawn) == (len(history) >= 2)
    assert "nan" not in drawn


@given(st.floats(1e-6, 1e7), st.integers(2, 12))
def test_axes_have_round_ticks_inside_their_span(high: float, wanted: int) -> None:
    """Ticks start at nothing, stay inside, and are few enough to be read."""
    found = ticks(0, high, wanted)
    assert found[0] == 0
    assert found[-1] <= high * 1.001
    assert len(found) <= wanted + 1


@given(st.floats(0, 1))
def test_a_chance_that_is_not_certain_is_never_written_as_certain(p: float) -> None:
    """'100 %' and '0 %' stand for certainty alone."""
    assert chance(p).startswith("100") == (p >= 1)
    assert (float(chance(p).strip("<>%\u00a0")) == 0) == (p == 0)


def test_what_has_no_ration_is_shown_as_an_amount_without_a_floor() -> None:
    """A flat line that looks like a limit is not drawn; with a ration the floor is named."""
    bare = held("Medicine", (40.0, 40.0), "")
    assert "floor" not in bare.picture
    assert "ahead" not in bare.picture
    assert "floor 7 d" in burn("Food", (2.0, 2.4), 2.4, 7.0).picture


def test_the_hours_of_the_day_are_whole_and_stand_apart() -> None:
    """Six runs over a long day: no two hours nearer than 4 % of the width, no time in a flag."""
    talk = Talk()
    talk.at(NOON, *rich_facts(NOON))
    cards = board(talk.state, NOON)
    picture = lanes(cards, NOON, daylight_at(Place(32, 30), NOON, "Etc/GMT-2"), "Etc/GMT-2").picture
    root = ElementTree.fromstring(picture.replace("&ndash;", ""))  # noqa: S314  # our own chart
    hours = [t for t in root.iter("text") if (t.get("class") or "").startswith("hour")]
    assert hours
    assert all((t.text or "").endswith(":00") for t in hours)
    at = [float((t.get("x") or "").rstrip("%")) for t in hours]
    assert all(b - a > 4 for a, b in pairwise(at))
    flags = [float((s.get("x") or "").rstrip("%")) for s in root.iter("svg") if s is not root]
    ends = [float((t.get("x") or "").rstrip("%")) for t in root.iter("text")
            if t.get("class") == "end"]  # fmt: skip
    assert len(ends) == len(cards)
    assert not [(e, g) for e in ends for g in flags if 0 < g - e < 0.5]
