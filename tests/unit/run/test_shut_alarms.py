"""A road that is closed on what a team still has to go alarms, with what to do instead."""

from typing import Any

import pytest

from data.toys import MIN, NOON, H, Talk, tasked, toy_out, way
from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.run import shut_alarms as module
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.shut_alarms import shut_now

BOTH_WAYS = Place(32.02, 30.0)
"""On the way out and back of the toy run; its fallback goes far round."""
FALLBACK = Place(32.02, 30.05)


def shut(at: Place = BOTH_WAYS, closure: str = "c-1", **more: object) -> f.RoadClosed:
    """A road shut there for whoever walks too."""
    modes = ("foot", "car", "truck")
    plain = {"radius_m": 40.0, "modes": modes, "words": "Bridge down.", **more}
    return f.RoadClosed(closure=closure, at=f.Point(*at), **plain)  # type: ignore[arg-type]


def of(talk: Talk, now_ms: int = NOON) -> list[Alarm]:
    """The alarms about closed roads."""
    return [a for a in alarms(talk.state, now_ms) if a.alarm.startswith("shut.")]


def out(*facts: f.Fact) -> Talk:
    """KESTREL 1 outbound, and then this was said."""
    talk = toy_out()
    talk.at(NOON - MIN, f.CheckedIn(run="run-1"))
    talk.at(NOON, *facts)
    return talk


def test_a_road_shut_on_the_way_home_of_an_outbound_team_alarms_with_the_fallback() -> None:
    """Since when, why, and what the open one costs."""
    [alarm] = of(out(shut()))
    assert (alarm.severity, alarm.what) == ("warning", "Road shut on their way home")
    assert alarm.more == "Since 12:00: Bridge down · the fallback is open, adds 1 h 00 min"
    assert alarm.acts[0].label == "Tell them: take the fallback"
    assert alarm.acts[0].href == "/runs/run-1#ways"
    assert alarm.run == "run-1"


def test_with_no_way_home_open_it_is_critical_and_the_act_is_to_plan_anew() -> None:
    """The fallback is shut too."""
    found = of(out(shut(), shut(FALLBACK, "c-2")))
    grave = [a for a in found if a.severity == "critical"]
    assert [a.what for a in grave] == ["Road shut on their way home"]
    assert "no other way home that was told them is open" in grave[0].more
    assert grave[0].acts[0].href == "/plan?run=run-1"


def test_a_fallback_that_is_shut_is_a_notice() -> None:
    """Their way home is open; but they must know that there is no second one."""
    [alarm] = of(out(shut(FALLBACK)))
    assert (alarm.severity, alarm.what) == ("notice", "Road shut on their other way home")


def test_who_takes_the_fallback_is_warned_of_what_lies_on_it() -> None:
    """And no longer of the way that they do not take."""
    talk = out(f.Arrived(run="run-1", site="depot"), f.WaySwitched(run="run-1", role="fallback"))
    talk.at(NOON + 1, shut(FALLBACK))
    [alarm] = of(talk)
    assert (alarm.severity, alarm.what) == ("warning", "Road shut on their way home")
    assert "the way back is open, saves 1 h 00 min" in alarm.more


def test_a_road_shut_on_the_last_leg_before_a_stop_names_the_stop() -> None:
    """Where another road leads home."""
    ways = (way("out"), way("back", (3_204_000, 3_000_000, 0, 5_000, -4_000, -5_000)))
    talk = Talk()
    for said in toy_out().said:
        order = isinstance(said.fact, f.RunTasked)
        talk.at(said.stamp.at_ms, tasked(ways=ways) if order else said.fact)
    talk.at(NOON, shut())
    [alarm] = of(talk)
    assert (alarm.severity, alarm.what) == ("warning", "Road shut on their way to Depot")


@pytest.mark.parametrize(
    "facts",
    [(shut(modes=("car", "truck")),), (shut(Place(32.5, 30.5)),),
     (shut(), f.RoadOpened(closure="c-1")),
     (shut(), f.CameHome(run="run-1", home=("leila", "kai")))],
    ids=["mode", "elsewhere", "opened", "home"],
)  # fmt: skip
def test_what_bars_nobody_is_no_alarm(facts: tuple[f.Fact, ...]) -> None:
    """Another mode, another road, open again, or they are home."""
    assert of(out(*facts)) == []


def test_what_was_shut_when_they_were_tasked_is_in_their_ways_already() -> None:
    """And what is shut after that counts before they leave, too."""
    talk = Talk()
    for said in toy_out().said:
        if isinstance(said.fact, f.RunTasked):
            talk.at(said.stamp.at_ms - 1, shut())
        talk.at(said.stamp.at_ms, said.fact)
    assert of(talk) == []
    talk = Talk()
    talk.said = toy_out().said[:-1]
    talk.at(NOON - 90 * MIN, shut())
    [alarm] = of(talk, NOON - H)
    assert alarm.what == "Road shut on their way home"
    assert alarm.acts[0].label == "Plan again"


def test_the_ways_of_a_run_that_are_shut_now_are_known_by_number() -> None:
    """For the run's page, which offers none that is shut."""
    talk = out(shut())
    ways = (way("out"), way("back"), way("fallback", (3_204_000, 3_000_000, 0, 5_000)))
    assert set(shut_now(talk.state, ways, "foot")) == {0, 1}
    assert set(shut_now(talk.state, ways, "car")) == {0, 1}


def test_thousands_of_closures_are_held_to_a_way_once_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their number times the ways, not its square; the next look asks of none of them again."""
    asked = 0
    true = module.nearest_m

    def counted(*args: Any) -> float:
        nonlocal asked
        asked += 1
        return true(*args)

    monkeypatch.setattr(module, "nearest_m", counted)
    talk = out(*(shut(Place(32.5 + i * 1e-4, 30.5), f"c-{i}") for i in range(1_000)))
    state = talk.state
    assert [a for a in alarms(state, NOON) if a.alarm.startswith("shut.")] == []
    assert asked <= 4 * 1_000
    first = asked
    alarms(state, NOON + MIN)
    assert asked == first


def test_of_many_closures_the_gravest_are_alarms_and_the_rest_is_counted() -> None:
    """Nobody reads forty."""
    found = of(out(*(shut(closure=f"c-{i}") for i in range(40))))
    assert len(found) == module.MOST_ALARMS
    assert "and 37 more roads on their ways" in found[-1].more + found[0].more + found[1].more
