"""What runs teach: rates, times and what grades mean."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from data.toys import DEPOT, MIN, NOON, D, H, Talk, tasked, toy, way
from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.know.assumed import ASSUMED, HALF_LIFE_D
from holdfast.know.conjugate import Seen, rate
from holdfast.know.grading import chance
from holdfast.know.hazard import BACKGROUND_PER_KM
from holdfast.know.learning import Learned, contacts_learned, learned, odds_learned
from holdfast.know.passages import Passage, Past, passages
from holdfast.know.risk import KINDS, after_quiet, threats
from holdfast.rehearse.odds import Odds

MIDDLE = Place(32.02, 30.0)
Reports = tuple[tuple[int, f.Fact], ...]
"""Minutes since departure, and what was said."""
PLAIN: Reports = (
    (60, f.Arrived(run="", site="depot")),
    (105, f.LeftSite(run="", site="depot")),
)


def goes(
    talk: Talk,
    run: str = "run-1",
    left_ms: int = NOON,
    reports: Reports = PLAIN,
    home_min: int = 165,
    exposures: tuple[f.Exposure, ...] = (),
    debriefed: bool = True,
    **more: object,
) -> Talk:
    """A run of 4 km out and 4 km back, an hour each, with 45 minutes at the depot."""
    talk.at(left_ms - H, tasked(run, left_ms=left_ms, **more))
    talk.at(left_ms, f.Departed(run=run, crew=("leila", "kai")))
    for minutes, fact in reports:
        named = msgspec.structs.replace(fact, run=run) if isinstance(fact, f.Report) else fact
        talk.at(left_ms + minutes * MIN, named)
    talk.at(left_ms + home_min * MIN, f.CameHome(run=run, home=("leila", "kai")))
    if debriefed:
        said = f.Debriefed(run=run, exposures=exposures)
        talk.at(left_ms + (home_min + 30) * MIN, said)
    return talk


def after(talk: Talk, days: float = 0.5) -> Learned:
    """What is learned so long after the first departure."""
    return learned(talk.state, NOON + round(days * D))


def one(talk: Talk) -> Passage:
    """What the only run has to teach."""
    (found,) = passages(talk.state, NOON + D)
    return found


def plus(*more: tuple[int, f.Fact]) -> Reports:
    """The plain run's reports and others, in time."""
    return tuple(sorted((*PLAIN, *more), key=lambda pair: pair[0]))


def mean(talk: Talk, name: str, days: float = 0.5) -> float:
    """One figure."""
    return after(talk, days).figures[name].mean


BREAKDOWN = f.HelpCalled(run="", need="breakdown")
ARMED = f.ContactReported(run="", unit="armed", harm="none", outcome="avoided")


def test_the_assumed_figures_are_those_of_the_play() -> None:
    """Name by name."""
    assert {name: getattr(Odds(), name) for name in ASSUMED} == dict(ASSUMED)


def test_without_runs_everything_is_as_assumed() -> None:
    """Exactly; and the play's odds are left alone."""
    found = after(toy())

    assert all(p.mean == p.assumed for p in found.figures.values())
    assert {n: found.figures[n].mean for n in ASSUMED} == dict(ASSUMED)
    assert found.figures["background_per_km"].mean == BACKGROUND_PER_KM
    assert all(found.per_km(kind) == pytest.approx(KINDS[kind].per_km) for kind in KINDS)
    assert odds_learned(found) == {}
    assert (found.n_runs, sum(found.km.values())) == (0, 0)


def test_every_interval_holds_its_mean() -> None:
    """Learned or not."""
    for talk in (toy(), goes(toy(), reports=plus((30, ARMED)))):
        assert all(p.low <= p.mean <= p.high for p in after(talk).figures.values())


def test_a_run_goes_its_kilometres_and_keeps_its_times() -> None:
    """Both ways, and the search as kilometres."""
    found = one(goes(toy()))

    assert (found.km, found.worn_km, found.mode) == (8.0, 8.0, "foot")
    assert found.exposed_km == pytest.approx(8 + 0.75 * 1.5)
    assert [leg.ratio for leg in found.legs] == [1.0, 1.0]
    assert [stay.ratio for stay in found.stays] == [1.0]


def test_a_run_that_is_not_debriefed_says_nothing() -> None:
    """Nor one whose debrief comes later than the moment asked about."""
    talk = goes(toy())

    assert after(goes(toy(), debriefed=False)).n_runs == 0
    assert learned(talk.state, NOON + 165 * MIN).n_runs == 0
    assert after(talk).n_runs == 1


def test_a_run_that_is_debriefed_anew_speaks_once() -> None:
    """By its last debrief."""
    talk = goes(toy())
    again = goes(toy())
    again.at(NOON + 4 * H, f.Debriefed(run="run-1"))

    assert after(again).figures == after(talk).figures


def test_the_last_debrief_holds_and_a_threat_counts_once_in_it() -> None:
    """The first said nothing; the last names Jace twice."""
    talk = goes(band(toy()))
    talk.at(NOON + 4 * H, f.Debriefed(run="run-1", exposures=(f.Exposure("jace", 0.2, 0),) * 2))

    assert [past.hazard for past in one(talk).past] == [0.2]


def test_contacts_that_do_less_harm_lower_the_harmful_ones_of_a_kind() -> None:
    """Avoided without harm, away from all threats: the kind's contacts are as they were."""
    found = after(goes(toy(), reports=plus((10, ARMED), (20, ARMED))))

    assert found.figures["contacts_armed"].mean == 1
    assert found.per_km("armed") < KINDS["armed"].per_km


def test_a_quiet_trip_counts_too() -> None:
    """Less of everything that did not happen."""
    found = after(goes(toy(), mode="truck"))

    for name in ("breakdown_per_km", "blocked_per_km", "background_per_km"):
        assert found.figures[name].mean < found.figures[name].assumed
    assert found.figures["sprain_per_km"].mean == ASSUMED["sprain_per_km"]


def test_breakdowns_raise_their_rate_of_that_mode_alone() -> None:
    """Called twice within the hour is one; a truck's says nothing of cars, nor of feet."""
    talk = goes(toy(), mode="truck", reports=plus((20, BREAKDOWN), (40, BREAKDOWN)))
    found = after(talk).figures

    assert one(talk).broke == 1
    assert found["breakdown_per_km_truck"].mean > found["breakdown_per_km_truck"].assumed
    assert found["breakdown_per_km_car"].mean == ASSUMED["breakdown_per_km"]
    assert found["breakdown_per_km"].mean > ASSUMED["breakdown_per_km"]
    assert found["blocked_per_km_foot"].mean == ASSUMED["blocked_per_km_foot"]


def test_unpaved_kilometres_wear_four_times_as_much() -> None:
    """As the play has it."""
    rough = msgspec.structs.replace(way("out"), unpaved_m=4_000.0)
    found = one(goes(toy(), mode="truck", ways=(rough, way("back"))))

    assert (found.km, found.worn_km) == (8.0, 4 * 4.0 + 4.0)
    assert Odds().rough_breakdown == 4.0


def test_a_casualty_on_foot_is_a_sprain_only_without_contact() -> None:
    """With one, the contact did it."""
    called = (30, f.HelpCalled(run="", need="casualty"))

    assert one(goes(toy(), reports=plus(called))).sprained == 1
    assert one(goes(toy(), reports=plus(called, (29, ARMED)))).sprained == 0


@pytest.mark.parametrize(
    ("minutes", "at", "modes", "n"),
    [
        (30, MIDDLE, ("truck",), 1), (30, MIDDLE, ("car",), 0),
        (30, Place(32.02, 30.03), ("truck",), 0), (-60, MIDDLE, ("truck",), 0),
        (200, MIDDLE, ("truck",), 0),
    ],
    ids=["on the way", "not for trucks", "elsewhere", "before", "after"],
)  # fmt: skip
def test_a_road_found_closed_on_the_way_while_out_counts(
    minutes: int, at: Place, modes: tuple[str, ...], n: int
) -> None:
    """Of the run's mode, near a told way, between leaving and coming home."""
    shut = f.RoadClosed(closure="c1", at=f.Point(*at), radius_m=30, modes=modes)  # type: ignore[arg-type]
    talk = goes(toy(), mode="truck")
    talk.at(NOON + minutes * MIN, shut)

    assert one(talk).blocked == n


def test_a_leg_broken_off_counts_half() -> None:
    """Nobody knows how far they came."""
    talk = toy()
    talk.at(NOON - H, tasked(left_ms=NOON))
    talk.at(NOON, f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(NOON + 30 * MIN, f.TurnedBack(run="run-1"))
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")), f.Debriefed(run="run-1"))

    assert one(talk).km == pytest.approx(2.0)


def test_slow_legs_raise_the_pace_and_those_with_a_contact_do_not() -> None:
    """Half as long again; and the same with a contact on the way out."""
    slow = ((90, PLAIN[0][1]), (135, PLAIN[1][1]))
    met = (*slow[:0], (30, ARMED), *slow)

    assert 1 < mean(goes(toy(), reports=slow, home_min=225), "pace_foot") < 1.5
    assert [x.ratio for x in one(goes(toy(), reports=met, home_min=225)).legs] == [1.5]
    assert mean(goes(toy()), "pace_foot") == 1
    assert mean(goes(toy(), reports=slow, home_min=225), "pace_car") == 1


def test_legs_after_last_light_say_nothing_of_pace() -> None:
    """The play slows them itself."""
    found = one(goes(toy(), dark_ms=NOON + 2 * H))

    assert len(found.legs) == 1


def test_even_legs_lower_their_spread_and_uneven_ones_raise_it() -> None:
    """Four runs: all as planned; and one leg half, the other double."""
    even, uneven = toy(), toy()
    for i in range(4):
        left = NOON + i * D
        goes(even, f"run-{i}", left)
        goes(uneven, f"run-{i}", left, ((30, PLAIN[0][1]), (75, PLAIN[1][1])), 195)

    assert mean(even, "leg_spread_foot", 5) < ASSUMED["leg_spread_foot"]
    assert mean(even, "day_spread", 5) < ASSUMED["day_spread"]
    assert mean(even, "stay_spread", 5) < ASSUMED["stay_spread"]
    assert mean(uneven, "leg_spread_foot", 5) > 2 * ASSUMED["leg_spread_foot"]
    assert mean(uneven, "leg_spread_truck", 5) == ASSUMED["leg_spread_truck"]
    assert {"leg_spread_foot", "day_spread", "stay_spread"} <= odds_learned(after(even, 5)).keys()


def test_days_that_differ_raise_the_spread_of_days() -> None:
    """Every other run takes half as long again, all its legs alike."""
    talk = toy()
    for i in range(6):
        slow = ((90, PLAIN[0][1]), (135, PLAIN[1][1]))
        goes(talk, f"run-{i}", NOON + i * D, slow if i % 2 else PLAIN, 225 if i % 2 else 165)

    assert mean(talk, "day_spread", 7) > ASSUMED["day_spread"]
    assert mean(talk, "leg_spread_foot", 7) < ASSUMED["leg_spread_foot"]


def test_what_legs_account_for_is_not_the_days() -> None:
    """Runs of the same means: by legs that are alike, and by one leg each that is not."""
    alike, unlike = toy(), toy()
    for i in range(6):
        legs = ((50, 50), (42, 60)) if i % 2 else ((72, 72), (86, 60))
        for talk, (out, back) in zip((alike, unlike), legs, strict=True):
            reports = ((out, PLAIN[0][1]), (out + 45, PLAIN[1][1]))
            goes(talk, f"run-{i}", NOON + i * D, reports, out + 45 + back)

    assert mean(unlike, "day_spread", 7) < mean(alike, "day_spread", 7) * 0.8
    assert mean(unlike, "leg_spread_foot", 7) > mean(alike, "leg_spread_foot", 7)


def test_unpaved_legs_say_nothing_of_the_spread_of_paved_ones() -> None:
    """The play spreads them more by itself."""
    rough = tuple(msgspec.structs.replace(way(r), unpaved_m=3_000.0) for r in ("out", "back"))
    talk = goes(toy(), reports=((30, PLAIN[0][1]), (75, PLAIN[1][1])), home_min=195, ways=rough)

    assert [leg.rough for leg in one(talk).legs] == [True, True]
    assert mean(talk, "leg_spread_foot") == ASSUMED["leg_spread_foot"]


def band(talk: Talk, **more: object) -> Talk:
    """Armed people on the way, noted in good time, sure."""
    talk.at(NOON - 2 * H, f.ThreatNoted(
        **{"threat": "jace", "name": "Jace", "what": "armed", "at": f.Point(*MIDDLE),
           "radius_m": 500, "reliability": "A", "credibility": "1"} | more  # type: ignore[arg-type]
    ))  # fmt: skip
    return talk


def passed(contacts: int, hazard: float = 0.2, **more: object) -> Talk:
    """A run past Jace."""
    reports = plus(*((30 + i, f.ContactReported(run="", unit="armed", at=f.Point(*MIDDLE)))
                     for i in range(contacts)))  # fmt: skip
    exposures = (f.Exposure("jace", hazard, contacts),)
    return goes(band(toy(), **more), reports=reports, exposures=exposures)


def test_contacts_in_a_threat_raise_its_kinds_rate_and_not_the_background() -> None:
    """Nor that of another kind."""
    found = after(passed(2))

    assert found.figures["contacts_armed"].mean > 1
    assert found.per_km("armed") > KINDS["armed"].per_km
    assert found.figures["contacts_infected"].mean == 1
    assert one(passed(2)).elsewhere == 0


def test_a_contact_away_from_all_threats_speaks_for_the_background() -> None:
    """Of nothing that was known."""
    talk = goes(toy(), reports=plus((30, ARMED)))

    assert one(talk).elsewhere == 1
    assert mean(talk, "background_per_km") > BACKGROUND_PER_KM
    assert mean(talk, "contacts_armed") == 1


def test_a_quiet_passage_counts_only_by_the_chance_that_it_was_there() -> None:
    """What belief has taken is not taken again: E5 says next to nothing of the rate."""
    sure, doubted = passed(0), passed(0, reliability="A", credibility="5")
    line = next(t for t in threats(sure.state, NOON + 165 * MIN) if t.threat == "jace")

    assert one(sure).past[0].p_there == pytest.approx(line.belief)
    assert mean(sure, "contacts_armed") < mean(doubted, "contacts_armed") < 1


@pytest.mark.parametrize("truth", [0.3, 1.0, 3.0])
def test_the_rate_is_learned_whole_though_many_threats_were_not_there(truth: float) -> None:
    """Four thousand passages, half the threats there: neither belief nor rate takes the other's."""
    draw = np.random.default_rng(11)
    per_harm = Odds().contacts_per_harm
    hazard = draw.uniform(0.05, 0.6, 4_000)
    contacts = draw.poisson(truth * hazard * per_harm) * (draw.random(4_000) < 0.5)
    trip = one(goes(toy()))
    past = tuple(
        Past("armed", float(h), float(n), 1.0 if n else after_quiet(0.5, float(h)))
        for h, n in zip(hazard, contacts, strict=True)
    )
    found = contacts_learned([replace(trip, past=past)], trip.home_ms)["contacts_armed"]

    assert found.mean == pytest.approx(truth, rel=0.1)


def test_a_passage_with_contact_counts_wholly() -> None:
    """It was there."""
    assert one(passed(1)).past[0].p_there == 1


def test_a_threat_with_a_rate_of_its_own_teaches_its_kind_nothing() -> None:
    """Somebody gave it."""
    assert mean(passed(3, per_km=0.5), "contacts_armed") == 1


def test_a_contact_in_several_threats_is_shared_among_them() -> None:
    """One report, counted in two circles: a half each."""
    talk = band(band(toy()), threat="other")
    met = (30, f.ContactReported(run="", unit="armed", at=f.Point(*MIDDLE)))
    both = (f.Exposure("jace", 0.2, 1), f.Exposure("other", 0.2, 1))
    goes(talk, reports=plus(met), exposures=both)

    assert [past.contacts for past in one(talk).past] == [0.5, 0.5]


def test_outcomes_of_contacts_move_their_shares_and_leave_a_whole() -> None:
    """Three avoided; shares add up to no more than 1."""
    talk = goes(toy(), reports=plus((10, ARMED), (20, ARMED), (30, ARMED)))
    found = odds_learned(after(talk))

    assert found["p_avoided"] > ASSUMED["p_avoided"]
    assert found["p_cut"] < ASSUMED["p_cut"]
    assert found["p_avoided"] + found["p_off"] + found["p_cut"] <= 1
    assert "harm_through" not in found


def test_harm_in_a_contact_raises_the_harm_of_its_outcome() -> None:
    """Driven off with a hurt: fought through; nobody knows of harm: says nothing."""
    hurt = f.ContactReported(run="", unit="armed", harm="hurt", outcome="broke_off")
    silent = msgspec.structs.replace(hurt, harm="not_known")

    assert mean(goes(toy(), reports=plus((30, hurt))), "harm_off") > ASSUMED["harm_off"]
    assert mean(goes(toy(), reports=plus((30, silent))), "harm_off") == ASSUMED["harm_off"]


def rumour(reliability: str = "B", days: float = 0, site: str = "depot") -> tuple[int, f.Fact]:
    """Rations at the depot, told so long before."""
    fact = f.SightingReported(
        sighting="s1", at=f.Point(*DEPOT), about="stock", words="rations", site=site,
        reliability=reliability, credibility="2", contents=(f.Amount("ration", 20),),  # type: ignore[arg-type]
    )  # fmt: skip
    return NOON - round(days * D) - 3 * H, fact


def searched(n: float, days: float = 0) -> Talk:
    """A run that searched all of the depot for what a B2 rumour said."""
    talk = toy()
    at_ms, said = rumour(days=days)
    talk.at(at_ms, said)
    found = f.FoundReported(run="", site="depot", searched="all", found=(f.Amount("ration", n),))
    return goes(talk, reports=plus((90, found)))


def test_what_was_found_moves_the_grade_that_led_there() -> None:
    """There: more; not there: less; other grades are not told."""
    assert mean(searched(20), "there_B2") > chance("B", "2") > mean(searched(0), "there_B2")
    assert [n for n in after(searched(0)).figures if n.startswith("there_")] == ["there_B2"]
    assert not [n for n in after(goes(toy())).figures if n.startswith("there_")]


def test_an_old_claim_is_hardly_refuted_by_finding_nothing() -> None:
    """It may have gone since."""
    assert mean(searched(0), "there_B2") < mean(searched(0, days=300), "there_B2")
    assert mean(searched(0, days=300), "there_B2") == pytest.approx(chance("B", "2"), abs=0.01)


def test_evidence_halves_with_its_half_life_and_the_assumed_does_not() -> None:
    """A breakdown half a year old counts half; after years it is as assumed."""
    talk = goes(toy(), mode="truck", reports=plus((20, BREAKDOWN)))
    home_d = 165 / 1440
    fresh = after(talk, home_d + 0.5).figures["breakdown_per_km"]
    old = after(talk, home_d + 0.5 + HALF_LIFE_D["breakdowns"]).figures["breakdown_per_km"]

    assert old.n == pytest.approx(fresh.n / 2)
    assert old.exposure == pytest.approx(fresh.exposure / 2)
    assert mean(talk, "breakdown_per_km", 9_000) == pytest.approx(ASSUMED["breakdown_per_km"])


def test_absurd_reports_are_cut_down_to_what_can_be() -> None:
    """A million contacts, a way of a billion metres, an hour that took a month."""
    far = msgspec.structs.replace(way("out"), length_m=1e9)
    talk = goes(
        band(toy()), ways=(far, way("back")), home_min=43_200, dark_ms=None,
        exposures=(f.Exposure("jace", 1e9, 1_000_000),),
    )  # fmt: skip
    found = learned(talk.state, NOON + 31 * D)

    assert passages(talk.state, NOON + 31 * D)[0].km <= 1_004
    assert found.figures["contacts_armed"].mean < 20
    assert 1 < found.figures["pace_foot"].mean < 4
    assert all(p.low <= p.mean <= p.high for p in found.figures.values())


def test_by_hand_a_gamma_poisson_update() -> None:
    """Assumed 0.01, worth 2 events in 200; 3 more in 100 that count half: 3.5 in 250."""
    found = rate(0.01, 2.0, [Seen(3, 100, 0.5)])

    assert found.mean == pytest.approx(3.5 / 250)
    assert (found.n, found.exposure, found.assumed) == (1.5, 50, 0.01)
