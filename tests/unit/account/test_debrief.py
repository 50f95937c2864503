"""What a run's plan assumed against what was met."""

import pytest

from data.toys import (
    DEPOT,
    HOME,
    MIN,
    NOON,
    H,
    Talk,
    goes,
    leg,
    round_out,
    stop,
    tasked,
    told_anew,
    toy,
    toy_out,
    way,
)
from holdfast import facts as f
from holdfast.account import draft
from holdfast.base.geo import Place

MIDDLE = Place(32.02, 30.0)
"""Half-way between the compound and the depot."""


def threat(at: Place = MIDDLE, **more: object) -> f.ThreatNoted:
    """Armed people, 500 m about a place."""
    return f.ThreatNoted(
        **{
            "threat": "jace", "name": "Jace", "what": "armed", "at": f.Point(*at),
            "radius_m": 500, "reliability": "B", "credibility": "2", "per_km": 0.1,
        } | more  # type: ignore[arg-type]
    )  # fmt: skip


def passed(*before_home: f.Fact, at: Place = MIDDLE, noted_ms: int = NOON - 2 * H) -> Talk:
    """KESTREL 1 went and came home past a threat."""
    talk = toy_out()
    talk.at(noted_ms, threat(at))
    talk.at(NOON, f.Arrived(run="run-1", site="depot"), *before_home)
    talk.at(NOON + 2 * H, f.CameHome(run="run-1", home=("leila", "kai")))
    return talk


def exposed(talk: Talk) -> list[tuple[str, float, int]]:
    """Threat, hazard had it been there, and contacts."""
    found = draft(talk.state, "run-1").exposures
    return [(e.threat, round(e.hazard_if_there, 3), e.contacts) for e in found]


def test_a_quiet_passage_speaks_for_every_kilometre_walked() -> None:
    """1 km inside and its ring, out and back: about 0.1 by the kilometre, twice."""
    (one,) = exposed(passed())

    assert one[0] == "jace"
    assert one[1] == pytest.approx(2 * 0.1 * 1.9, rel=0.5)
    assert one[2] == 0


def test_who_turned_back_before_arriving_has_shown_nothing() -> None:
    """Nobody knows how far they came."""
    talk = toy_out()
    talk.at(NOON - 2 * H, threat())
    talk.at(NOON, f.TurnedBack(run="run-1"))
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert exposed(talk) == []


def test_the_way_that_was_not_taken_shows_nothing() -> None:
    """Home by the fallback: once through the threat on the way out, not twice."""
    (both,) = exposed(passed())
    (once,) = exposed(passed(f.WaySwitched(run="run-1", role="fallback")))

    assert once[1] == pytest.approx(both[1] / 2, abs=0.002)


def test_the_fallback_taken_shows_what_lies_on_it() -> None:
    """A threat that only the fallback passes."""
    far = Place(32.02, 30.05)

    assert exposed(passed(at=far)) == []
    assert len(exposed(passed(f.WaySwitched(run="run-1", role="fallback"), at=far))) == 1


def test_two_stops_of_which_one_was_reached_show_only_the_way_out() -> None:
    """By which way they went home from the first was not told."""
    stops = (f.Stop("depot", NOON, NOON), f.Stop("mill", NOON, NOON))
    ways = (way("out"), leg("back", "mill", "compound"))
    talk = toy()
    talk.at(NOON - 2 * H, threat(), tasked(stops=stops, ways=ways))
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(NOON, f.Arrived(run="run-1", site="depot"), f.TurnedBack(run="run-1"))
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))
    (both,) = exposed(passed())

    assert [e[1] for e in exposed(talk)] == [pytest.approx(both[1] / 2, abs=0.002)]


def test_a_team_that_did_not_come_home_whole_speaks_for_no_quiet() -> None:
    """What took them would otherwise be believed less."""
    talk = toy_out()
    talk.at(NOON - 2 * H, threat())
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila",), missing=("kai",)))

    assert exposed(talk) == []


def test_evidence_that_is_younger_than_the_passage_is_not_answered_by_it() -> None:
    """Noted while they were out: that they met nobody earlier says nothing."""
    assert exposed(passed(noted_ms=NOON + H)) == []


def test_a_contact_in_the_threat_or_at_its_edge_is_no_quiet_passage() -> None:
    """Met within the ring in which the hazard falls: counted."""
    near = f.Point(32.02, 30.0 + 650 / 111_195)
    talk = passed(f.ContactReported(run="run-1", unit="infected", at=near))

    assert [e[2] for e in exposed(talk)] == [1]


def test_its_own_contact_and_a_lifted_threat_are_not_exposures() -> None:
    """The one was made by this run, the other is believed gone."""
    talk = toy_out()
    talk.at(NOON, f.ContactReported(run="run-1", unit="armed", at=f.Point(*MIDDLE)))
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert exposed(talk) == []

    talk = passed()
    talk.at(NOON, f.ThreatLifted(threat="jace"))

    assert exposed(talk) == []


def test_what_was_assumed_stands_beside_what_was_met() -> None:
    """The way, the site, the time, and the plan's own assumptions for a person to answer."""
    talk = toy()
    talk.at(NOON - 2 * H, tasked(assumes=("20 pack of Ration at Depot (60%)", "The gate is open")))
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(
        NOON, f.Arrived(run="run-1", site="depot"),
        f.FoundReported(
            run="run-1", site="depot", searched="all", found=(f.Amount("ration", 12),),
            taken=(f.Amount("ration", 10),),
        ),
    )  # fmt: skip
    talk.at(NOON + 105 * MIN + H, f.CameHome(run="run-1", home=("leila", "kai")))
    said = draft(talk.state, "run-1", "Quiet.")
    way_met, site_met, time_met, own = said.met

    assert way_met.held is True
    assert site_met.assumed == "20 pack of Ration at Depot (60%)"
    assert (site_met.found, site_met.held) == ("found 12", False)
    assert (time_met.found, time_met.held) == ("home 60 min late", False)
    assert (own.assumed, own.held) == ("The gate is open", None)
    assert (said.pace, said.words) == (1.0, "Quiet.")


@pytest.mark.parametrize(("late_min", "held"), [(0, True), (-40, False), (61, False)])
def test_what_was_rehearsed_stands_beside_what_happened(late_min: int, held: bool) -> None:
    """Home within the hours of nine plays in ten, or not; a chance is not held against one run."""
    home = NOON + 105 * MIN
    rehearsed = f.RunRehearsed(
        run="run-1", n=20_000, seed=1, p_harm=0.031, p_contact=0.1, p_late=0.01,
        home_ms=(home - 30 * MIN, home - 10 * MIN, home, home + 20 * MIN, home + 60 * MIN),
    )  # fmt: skip
    talk = toy()
    talk.at(NOON - 2 * H, tasked(), rehearsed)
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(home + late_min * MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    harm, time = [m for m in draft(talk.state, "run-1").met if m.assumed.startswith("Rehearsed")]
    assert harm == f.Met("Rehearsed 20,000 times: somebody hurt in 3.1%", "nobody was hurt", None)
    assert time.held is held
    assert "in nine of ten" in time.assumed


@pytest.mark.parametrize(
    ("reached", "words"), [(True, "reached, not searched"), (False, "not reached")]
)
def test_a_site_that_was_not_searched_is_said_so(reached: bool, words: str) -> None:
    """Neither held nor failed."""
    talk = toy_out()
    if reached:
        talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))
    site = draft(talk.state, "run-1").met[1]

    assert (site.found, site.held) == (words, None)


def test_value_is_of_what_was_carried_away() -> None:
    """Ten packs at 2100 kcal by a ration of 2100 kcal: ten person-days; what stayed is none."""
    talk = passed(
        f.FoundReported(
            run="run-1", site="depot", searched="all", found=(f.Amount("ration", 30),),
            taken=(f.Amount("ration", 10),),
        )
    )  # fmt: skip
    talk.at(NOON, f.RationSet(need="food", per_person_day=2_100, unit="kcal"))

    assert draft(talk.state, "run-1").value == 10


def test_a_draft_keeps_the_limits_of_what_may_be_said() -> None:
    """A thousand million packs by a ration of next to nothing, and names beyond number."""
    many = tuple(f.Amount(f"item-{i}" + "x" * 50, 1) for i in range(99))
    talk = passed(
        f.FoundReported(
            run="run-1", site="depot", searched="all", found=(f.Amount("ration", 1e9), *many),
            taken=(f.Amount("ration", 1e9),),
        )
    )  # fmt: skip
    talk.at(NOON, f.RationSet(need="food", per_person_day=1e-9, unit="kcal"))
    talk.at(NOON - 2 * H, tasked(stops=(f.Stop("depot", NOON, NOON, many),)))
    said = draft(talk.state, "run-1")

    assert said.value == 1e9
    assert f.decode(f.encode(said)) == said


def test_a_run_without_a_tasking_has_an_empty_draft() -> None:
    """Nothing was assumed that we know of."""
    talk = toy()
    talk.at(NOON, f.CheckedIn(run="run-9", at=f.Point(*HOME)))

    assert draft(talk.state, "run-9", "x") == f.Debriefed(run="run-9", words="x")
    assert DEPOT.on_earth


LEFT = NOON - 9 * H
ROUND = [
    (60, "at", "clinic"), (90, "left", "clinic"), (150, "at", "mill"), (180, "left", "mill"),
    (240, "at", "depot"), (270, "left", "depot"),
]  # fmt: skip
TO_MILL = Place(32.03, 30.01)
"""Half-way from the clinic to the mill."""


def came(*words: tuple[int, str, str], minute: int = 330, **more: object) -> Talk:
    """The round went so and came home at this minute."""
    talk = goes(round_out(LEFT, **more), LEFT, *words)
    talk.at(LEFT - MIN, threat(TO_MILL, radius_m=300))
    talk.at(LEFT + minute * MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    return talk


def test_a_round_is_exposed_on_the_legs_that_it_has_gone() -> None:
    """To the mill by its way: exposed; turned back before it, or come by another way: not known."""
    assert len(exposed(came(*ROUND))) == 1
    assert exposed(came(*ROUND[:2], (120, "back", ""))) == []
    assert exposed(came(*ROUND[:2], (120, "at", "depot"))) == []
    assert exposed(came(ROUND[0], (80, "back", ""))) == []


def test_the_pace_of_a_round_is_of_all_its_ways() -> None:
    """An hour each, but an hour and a half to the mill and home."""
    late = [*ROUND[:2], (180, "at", "mill"), (210, "left", "mill"), (270, "at", "depot")]
    talk = came(*late, (300, "left", "depot"), minute=390)

    assert draft(talk.state, "run-1").pace == (60 + 90 + 60 + 90) / 240


def test_each_stop_of_a_round_is_answered_for_itself() -> None:
    """Found at the one, turned back on the way to the next, and the last was never tried."""
    stops = tuple(
        stop(site, LEFT + (1 + i) * H, expect=expect)
        for i, (site, expect) in enumerate(
            [("clinic", (f.Amount("ration", 20),)), ("mill", ()), ("depot", ())]
        )
    )
    talk = goes(round_out(LEFT, stops=stops), LEFT, ROUND[0])
    talk.at(
        LEFT + 70 * MIN,
        f.FoundReported(
            run="run-1", site="clinic", searched="all", found=(f.Amount("ration", 18),)
        ),
    )
    goes(talk, LEFT, ROUND[1], (120, "back", ""))
    talk.at(LEFT + 3 * H, f.CameHome(run="run-1", home=("leila", "kai")))
    met = draft(talk.state, "run-1").met[1:-1]

    assert [(m.assumed, m.found, m.held) for m in met] == [
        ("20 pack of Ration at Clinic", "found 18", True),
        ("Mill can be reached", "not reached", False),
        ("Depot can be reached", "not reached", None),
    ]


def test_people_and_what_was_to_be_handed_over_are_answered_too() -> None:
    """Two of three at the clinic; what was handed over a person must say."""
    stops = (
        stop("clinic", LEFT + H, people=3),
        stop("mill", LEFT + 150 * MIN, people=2, leaves=(f.Amount("ration", 5),)),
    )
    talk = goes(round_out(LEFT, stops=stops), LEFT, ROUND[0])
    talk.at(LEFT + 80 * MIN, f.PeopleFound(run="run-1", walking=1, carried=1))
    goes(talk, LEFT, *ROUND[1:4])
    talk.at(LEFT + 5 * H, f.CameHome(run="run-1", home=("leila", "kai")))
    met = {m.assumed: (m.found, m.held) for m in draft(talk.state, "run-1").met}

    assert met["3 people at Clinic"] == ("found 2", False)
    assert met["2 people at Mill"] == ("found 0", False)
    assert met["5 pack of Ration at Mill handed over"] == ("reached", None)


def test_a_run_told_anew_answers_for_what_it_reached_before() -> None:
    """The clinic by the first tasking, the depot by the second; the mill was given up."""
    talk = goes(round_out(LEFT, assumes=("The gate is open",)), LEFT, *ROUND[:2])
    talk.at(LEFT - MIN, threat(TO_MILL, radius_m=300))
    talk.at(LEFT + 100 * MIN, told_anew(LEFT + 100 * MIN, TO_MILL, hazard=0.9))
    goes(talk, LEFT, (160, "at", "depot"), (190, "left", "depot"))
    talk.at(LEFT + 250 * MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    said = draft(talk.state, "run-1")

    assert [(m.assumed, m.held) for m in said.met] == [
        ("No harm to us on the run (90.5%)", True),
        ("Clinic can be reached", True),
        ("Depot can be reached", True),
        ("Home at the planned time, before last light", True),
        ("The gate is open", None),
    ]
    assert said.pace == 1
    assert [e[0] for e in exposed(talk)] == ["jace"]


def test_a_leg_gone_before_they_were_told_anew_is_exposed_too() -> None:
    """To the mill by the first tasking, from the mill on by the second."""
    talk = goes(round_out(LEFT), LEFT, *ROUND[:4])
    talk.at(LEFT - MIN, threat(TO_MILL, radius_m=300))
    talk.at(LEFT + 185 * MIN, told_anew(LEFT + 185 * MIN, DEPOT))
    goes(talk, LEFT, (240, "at", "depot"))
    talk.at(LEFT + 5 * H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert exposed(talk) == exposed(came(*ROUND))
