"""What sites are believed to hold, caches, vehicles, and where facts exclude each other."""

import msgspec
import pytest

from data.toys import DEPOT, HOME, MIN, NOON, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.know.caches import caches
from holdfast.know.disagreements import disagreements
from holdfast.know.grading import PRIOR, chance, weighed, weight
from holdfast.know.risk import threats
from holdfast.know.settings import SETTINGS
from holdfast.know.sites import ContentLine, sites
from holdfast.know.vehicles import vehicles


def rumour(n: float, grade: str = "B2", source: str = "a trader") -> f.SightingReported:
    """So many rations at the depot, by this word."""
    return f.SightingReported(
        sighting=f"s-{n}-{grade}".lower(), at=f.Point(32.04, 30.0), about="stock", words="",
        reliability=grade[0], credibility=grade[1], source=source, site="depot",
        contents=(f.Amount("ration", n),),
    )  # type: ignore[arg-type]  # fmt: skip


def search(how: str, found: float, taken: float = 0.0) -> f.FoundReported:
    """The depot was searched."""
    return f.FoundReported(
        run="run-1", site="depot", searched=how,  # type: ignore[arg-type]
        found=(f.Amount("ration", found),), taken=(f.Amount("ration", taken),),
    )  # fmt: skip


def rations(talk: Talk, now_ms: int = NOON) -> ContentLine | None:
    """What the depot is believed to hold of rations."""
    (depot,) = sites(talk.state, now_ms)
    return next((c for c in depot.belief if c.item == "ration"), None)


def of(*grades: str) -> float:
    """The chance of what so many sources said with these grades."""
    return weighed(weight(chance(*grade)) for grade in grades)


def test_rumours_combine_as_independent_claims() -> None:
    """Believed more than either; the amount lies between them; the best claim's grade is shown."""
    talk = toy()
    talk.at(NOON, rumour(10, "B2"))
    talk.at(NOON, rumour(30, "D3", "a child"))
    held = rations(talk)

    assert held is not None
    assert held.p_there == pytest.approx(of("B2", "D3"))
    assert 10 < held.n < 30
    assert (held.grade, held.source) == ("B2", "a trader")


def test_a_rumour_fades() -> None:
    """Half-way to what is believed of any rumour, in a month."""
    talk = toy()
    talk.at(NOON, rumour(10))
    held = rations(talk, NOON + round(SETTINGS["stock_half_life"].value * 24 * H))

    assert held is not None
    assert held.p_there == pytest.approx((chance("B", "2") + PRIOR) / 2)


def test_a_source_that_says_it_again_counts_once_by_its_latest_word() -> None:
    """Whatever the sighting's id, however the source is spelt; another source counts beside it."""
    talk = toy()
    talk.at(NOON, rumour(10, "C3", "a trader"))
    talk.at(NOON + MIN, rumour(20, "C3", "A  Trader"))
    held = rations(talk)

    assert held is not None
    assert (held.n, held.p_there) == (20, pytest.approx(of("C3")))

    talk.at(NOON + MIN, rumour(30, "C3", "the nurse"))
    held = rations(talk)

    assert held is not None
    assert held.p_there == pytest.approx(of("C3", "C3"))


def test_a_sighting_said_again_is_a_correction() -> None:
    """Its earlier word counts no more, also where it named another source or item."""
    talk = toy()
    talk.at(NOON, rumour(300))
    corrected = msgspec.structs.replace(rumour(30, source="a driver"), sighting="s-300-b2")
    talk.at(NOON + MIN, corrected)
    held = rations(talk)

    assert held is not None
    assert (held.n, held.p_there) == (30, pytest.approx(of("B2")))
    assert len(talk.state.sightings) == 2


def test_a_word_that_there_is_none_speaks_against() -> None:
    """Nearly none is left after A1, the deniers are named; a doubtful denial does not take it."""
    talk = toy()
    talk.at(NOON, rumour(300))
    talk.at(NOON + MIN, rumour(0, "A1", "our own drone"))
    held = rations(talk)

    assert held is not None
    assert held.p_there < 0.1
    assert (held.n, held.grade, held.source, held.against) == (
        300, "B2", "a trader", "A1 our own drone"
    )  # fmt: skip

    talk.at(NOON + 2 * MIN, rumour(0, "D5", "our own drone"))
    held = rations(talk)

    assert held is not None
    assert held.p_there > chance("B", "2")


def test_nobody_goes_for_what_only_a_denial_tells_of() -> None:
    """A site of which it is only said that it holds none is believed to hold nothing."""
    talk = toy()
    talk.at(NOON, rumour(0, "B2"))

    assert rations(talk) is None


def test_an_amount_that_cannot_be_judged_moves_nobody_elses() -> None:
    """F or 6 leaves A1's hundred as they are."""
    talk = toy()
    talk.at(NOON, rumour(100, "A1", "our scout"))
    for grade in ("F6", "F1", "A6"):
        talk.at(NOON + MIN, rumour(5_000, grade, f"hearsay {grade}"))
    held = rations(talk)

    assert held is not None
    assert held.n == 100


def test_a_whole_search_replaces_what_was_believed() -> None:
    """What was left remains; an empty site is believed empty; an older rumour told late too."""
    talk = toy_out()
    talk.at(NOON - H, rumour(100))
    talk.at(NOON, search("all", 30, 20))
    held = rations(talk)

    assert held is not None
    assert (held.n, held.p_there) == (10, pytest.approx(SETTINGS["left_there"].value))

    talk.at(NOON + 1, search("all", 10, 10))
    talk.at(NOON + 2, f.NoteLogged(words="."))

    assert rations(talk, NOON + 2) is None


def test_a_part_search_keeps_half_of_the_older_belief() -> None:
    """What was seen stands for itself; of the rest, half."""
    talk = toy_out()
    talk.at(NOON, rumour(100))
    talk.at(NOON, f.FoundReported(run="run-1", site="depot", searched="part"))
    held = rations(talk)

    assert held is not None
    assert (held.n, held.p_there) == (50, pytest.approx(chance("B", "2") / 2))
    assert sites(talk.state, NOON)[0].searched == "part"


def test_a_rumour_that_has_faded_to_nothing_divides_by_nothing() -> None:
    """Words of 1970 read in 2100."""
    talk = toy()
    talk.at(0, rumour(10), rumour(20))

    assert rations(talk, 4_102_444_800_000) is not None


def cache(n: float = 14) -> f.CacheLaid:
    """Rations under the ramp."""
    return f.CacheLaid(
        run="run-1", cache="ramp", contents=(f.Amount("ration", n),), at=f.Point(32.04, 30.0)
    )


def test_a_cache_holds_what_was_laid_less_what_was_taken() -> None:
    """Taken in part it stays; emptied it is gone; laid again it is back."""
    talk = toy_out()
    talk.at(NOON, cache())
    talk.at(
        NOON + 1,
        f.CacheLifted(run="run-1", cache="ramp", taken=(f.Amount("ration", 4),), empty=False),
    )

    assert [c.contents for c in caches(talk.state)] == [(("Ration", 10.0, "pack"),)]

    talk.at(NOON + 2, f.CacheLifted(run="run-1", cache="ramp", taken=()))

    assert caches(talk.state) == []

    talk.at(NOON + 3, cache(5))

    assert [c.contents[0][1] for c in caches(talk.state)] == [5]


def test_two_choices_of_one_plan_disagree() -> None:
    """Both letters, and who chose them."""
    talk = toy()
    talk.at(NOON, f.PlanChosen(plan="p", letter="A"), device="aa")
    talk.at(NOON, f.PlanChosen(plan="p", letter="B"), device="bb")
    (clash,) = disagreements(talk.state)

    assert clash.key == "plan:p"
    assert [v.device for v in clash.versions] == ["aa", "bb"]


def test_two_taskings_of_one_run_disagree_unless_they_say_the_same() -> None:
    """A repeated order is no clash; one device correcting itself is none either."""
    talk = toy()
    talk.at(NOON, tasked(), device="aa")
    talk.at(NOON + 1, tasked(hazard=0.3), device="aa")
    talk.at(NOON + 2, tasked(hazard=0.3), device="bb")

    assert disagreements(talk.state) == []

    talk.at(NOON + 3, tasked(hazard=0.4), device="bb")

    assert [d.key for d in disagreements(talk.state)] == ["run:run-1"]


def test_one_person_on_two_runs_at_once_disagrees_only_where_times_overlap() -> None:
    """Leila at noon and at one o'clock; not Leila today and tomorrow."""
    talk = toy()
    talk.at(NOON, tasked(left_ms=NOON))
    talk.at(NOON, tasked("run-2", "KESTREL 2", left_ms=NOON + 24 * H))

    assert disagreements(talk.state) == []

    talk.at(NOON, tasked("run-3", "KESTREL 3", left_ms=NOON + H, crew=("leila",)))
    (clash,) = disagreements(talk.state)

    assert clash.what == "Leila on two runs at once"

    talk.at(NOON, f.RunCalledOff(run="run-3"))

    assert disagreements(talk.state) == []


def test_one_vehicle_on_two_runs_disagrees_and_is_not_taken_for_a_person() -> None:
    """A truck called 'kai' and a person called Kai are two."""
    talk = toy()
    talk.at(NOON, tasked(crew=("leila",), vehicle="truck"))
    talk.at(NOON, tasked("run-2", "KESTREL 2", crew=("mark",), vehicle="truck"))
    talk.at(NOON, tasked("run-3", "KESTREL 3", crew=("darren",), vehicle="leila"))

    assert [d.what for d in disagreements(talk.state)] == ["Truck on two runs at once"]


def test_a_team_heard_after_it_was_said_to_be_home_disagrees() -> None:
    """Somebody pressed 'home' for the wrong run; the team still reports from outside."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")), device="bb")
    talk.at(NOON + 2 * MIN, f.CheckedIn(run="run-1"))

    assert disagreements(talk.state) == []

    talk.at(NOON + H, f.CheckedIn(run="run-1"))

    assert [d.key for d in disagreements(talk.state)] == ["home:run-1"]

    talk.at(NOON + 2 * H, f.CameHome(run="run-1", home=("leila", "kai")))

    assert disagreements(talk.state) == []


def test_a_vehicle_is_outside_with_its_run_and_its_range_is_by_its_fuel() -> None:
    """Fuel as last said; no range where nobody has said."""
    talk = toy()

    assert vehicles(talk.state)[0].range_km is None

    talk.at(NOON, f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=40))
    talk.at(NOON, tasked(vehicle="truck"), f.Departed(run="run-1", crew=("leila",)))
    (truck,) = vehicles(talk.state)

    assert (truck.state, truck.run, truck.range_km) == ("outside", "run-1", 200)


def test_danger_at_a_site_is_told_with_its_grade_and_age() -> None:
    """A noted threat that reaches it, and people attacked there three hours ago; not what faded."""
    talk = toy_out()
    here = f.Point(*DEPOT)
    noted = f.ThreatNoted(threat="gang", name="Terrain", what="terrain", at=here, radius_m=300.0,
                          reliability="E", credibility="4", per_km=0.001)  # fmt: skip
    talk.at(NOON - 3 * H, f.ContactReported(run="run-1", at=here, unit="armed", harm="hurt"))
    for now_ms, more in ((NOON, ""), (NOON + 1, " · and 1 more")):
        [site] = sites(talk.state, now_ms, threats(talk.state, now_ms))
        assert site.danger == "Contact: armed people"
        assert site.danger_words.startswith("A2 · ")
        assert site.danger_words.endswith(f"3 h 00 min ago{more}")
        talk.at(NOON, noted)
    talk.at(NOON + 1, f.ThreatLifted(threat="gang"))
    [site] = sites(talk.state, NOON + 1, threats(talk.state, NOON + 1))
    assert "more" not in site.danger_words
    [site] = sites(talk.state, NOON + 900 * H, threats(talk.state, NOON + 900 * H))
    assert (site.danger, site.danger_words) == ("", "")


def test_a_threat_that_does_not_reach_a_site_is_none_there() -> None:
    """Four kilometres off."""
    talk = toy_out()
    talk.at(NOON, f.ContactReported(run="run-1", at=f.Point(*HOME), unit="armed"))
    [site] = sites(talk.state, NOON, threats(talk.state, NOON))
    assert site.danger == ""
