"""What cannot be done: said of what was tried, never of what an option does, and once."""

from collections.abc import Callable

import pytest

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS
from holdfast.base.errors import Refused
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.parties import fleets
from holdfast.plan.offer.barred import unreached
from holdfast.plan.offer.offer import _grids, in_tries, offer

from .conftest import MORNING_MS, Ask

Spot = Callable[[float, float], f.Point]
FEW = in_tries(2_000)


def site(spot: Spot, name: str, east_m: float, *held: f.Amount) -> list[f.Fact]:
    """A site on the street, and what it is believed to hold."""
    at, key = spot(east_m, 0), name.lower()
    noted: list[f.Fact] = [f.SiteNoted(site=key, name=name, at=at, what="shop")]
    if held:
        noted.append(
            f.SightingReported(
                sighting=f"seen-{key}", at=at, about="stock", words="", site=key, contents=held,
                reliability="A", credibility="1",
            )
        )  # fmt: skip
    return noted


def said(answer: f.PlanOffered, *parts: str) -> list[str]:
    """What is said with all of these parts in it."""
    return [words for words in answer.infeasible if all(part in words for part in parts)]


# -- one allowed party silences the others ---------------------------------------------------------


def test_what_one_size_of_team_can_do_is_not_called_impossible_for_another(
    ask: Ask, ground: Ground, someone: Callable[..., f.PersonRegistered]
) -> None:
    """Two on foot are back in time; three and four would be held up by whom they take along."""
    slow = [someone(n, "lead", pace=0.2) for n in ("Ruth", "Tomas")]
    wants = (f.StopWanted("depot", people=(f.Group(walking=2),)),)
    problem = ask(
        *slow, objective="rescue", wants=wants, modes=("foot",),
        home_by_ms=MORNING_MS + 4 * HOUR_MS,
    )  # fmt: skip
    answer = offer(problem, ground, left=FEW)
    assert [t.mode for o in answer.options for t in o.taskings]
    assert not said(answer, "to Depot on foot")


def test_more_than_two_can_bring_is_brought_by_more_without_a_word(
    ask: Ask, ground: Ground
) -> None:
    """Someone lies at the depot: two cannot carry them, four can, and that is all there is."""
    wants = (f.StopWanted("depot", people=(f.Group(carried=1),)),)
    answer = offer(ask(objective="rescue", wants=wants, modes=("foot",)), ground, left=FEW)
    assert {len(t.crew) for o in answer.options for t in o.taskings} == {4}
    assert not said(answer, "no room for anyone")


def test_what_is_allowed_and_not_offered_is_not_called_impossible_either(
    ask: Ask, ground: Ground, someone: Callable[..., f.PersonRegistered]
) -> None:
    """Asked of the same teams with no option made of them."""
    slow = [someone(n, "lead", pace=0.2) for n in ("Ruth", "Tomas")]
    problem = ask(*slow, modes=("foot",), home_by_ms=MORNING_MS + 4 * HOUR_MS)
    made, _ = fleets(problem)
    grids, _ = _grids(problem, ground, made, lambda _: None)
    assert any(min(w.pace for w in p.crew.people) < 0.5 for fleet in made for p in fleet.parties)
    assert unreached(problem, grids, made, []) == []


def test_who_could_do_something_there_speaks_before_who_could_do_nothing(
    ask: Ask, ground: Ground
) -> None:
    """Someone lies at the depot, time is short: two could not carry them, four are too late."""
    wants = (f.StopWanted("depot", people=(f.Group(carried=1),)),)
    problem = ask(
        objective="rescue", wants=wants, modes=("foot",), home_by_ms=MORNING_MS + 180 * MINUTE_MS
    )
    (words,) = said(offer(problem, ground, left=FEW), "to Depot on foot")
    assert "too late to be back by the latest home" in words


# -- musts -----------------------------------------------------------------------------------------


def test_the_must_that_can_be_visited_is_and_the_other_is_named_with_its_limit(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """The granary lies in the band's reach: every option goes to the clinic, and says the rest."""
    band = f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(5_500, 0), radius_m=400,
        reliability="A", credibility="1", per_km=2.0,
    )  # fmt: skip
    wants = (f.StopWanted("clinic", must=True), f.StopWanted("granary", must=True))
    problem = ask(
        band, *site(spot, "Clinic", -900), *site(spot, "Granary", 5_500, f.Amount("ration", 50)),
        sites=("depot", "clinic", "granary"), wants=wants, greatest_hazard=0.05,
    )  # fmt: skip
    answer = offer(problem, ground, left=FEW)
    assert len(answer.options) > 1
    for option in answer.options[1:]:
        assert "clinic" in {s.site for t in option.taskings for s in t.stops}
        assert option.why.endswith(" It leaves out Granary, which must be visited.")
    (words,) = said(answer, "must be visited")
    assert words.startswith("Granary must be visited, and no option goes there: ")
    assert "above the limit of 0.050" in words


def test_where_every_must_is_visited_nothing_is_said_of_musts(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """Nor is any option without them."""
    wants = (f.StopWanted("clinic", must=True), f.StopWanted("depot", must=True))
    problem = ask(*site(spot, "Clinic", -900), sites=("depot", "clinic"), wants=wants)
    answer = offer(problem, ground, left=FEW)
    assert len(answer.options) > 1
    for option in answer.options[1:]:
        assert {s.site for t in option.taskings for s in t.stops} == {"depot", "clinic"}
        assert "must be visited" not in option.why
    assert not said(answer, "must")


def test_musts_that_no_option_visits_together_are_said_to_be_so(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """One team on foot, and time for the one or for the other: the answer says so, and each option
    says which it leaves out.
    """
    wants = (f.StopWanted("clinic", must=True), f.StopWanted("shop", must=True))
    problem = ask(
        *site(spot, "Clinic", -900, f.Amount("ration", 9)),
        *site(spot, "Shop", 1_000, f.Amount("ration", 30)), sites=("clinic", "shop"),
        wants=wants, modes=("foot",), teams=1, home_by_ms=MORNING_MS + 100 * MINUTE_MS,
    )  # fmt: skip
    answer = offer(problem, ground, left=FEW)
    assert len(answer.options) == 3
    for option in answer.options[1:]:
        assert "which must be visited." in option.why
    assert said(answer, "Clinic and Shop must all be visited, and no option goes to all of them")


# -- what nobody has priced ------------------------------------------------------------------------


def test_what_nobody_has_priced_is_not_said_to_be_missing(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """Twelve crates of vaccine, and nothing said of their worth: that is what is said, once."""
    vaccine = f.ItemDefined(item="vaccine", name="Vaccine", unit="crate", need="medicine", kg=2)
    clinic = site(spot, "Clinic", -900, f.Amount("vaccine", 12))
    answer = offer(ask(vaccine, *clinic, sites=("clinic",)), ground, left=FEW)
    assert answer.infeasible == (
        "to Clinic: nobody has said what Vaccine is worth: set its worth, or a ration for the need",
    )
    empty = offer(ask(*site(spot, "Clinic", -900), sites=("clinic",)), ground, left=FEW)
    assert said(empty, "nothing of known worth is believed to be there")
    assert not said(empty, "worth:")


# -- the limit that binds --------------------------------------------------------------------------


def test_the_limit_that_leaves_no_time_is_named_once_for_all_sites(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """Home a minute after leaving: by name, when, and how long that is; the sites together."""
    far = [fact for i in range(5) for fact in site(spot, f"Shop {i}", 3_000 + 100 * i)]
    problem = ask(
        *far, sites=("depot", *(f"shop {i}" for i in range(5))), home_by_ms=MORNING_MS + MINUTE_MS
    )
    answer = offer(problem, ground, left=FEW)
    assert answer.infeasible == (
        "The latest home at 08:01 leaves 1 min, too little to go to Depot, Shop 0, Shop 1, Shop 2, "
        "Shop 3 and Shop 4, 3 km away or more, and be back by car or on foot",
    )


def test_a_window_that_closes_before_it_opens_is_refused(ask: Ask) -> None:
    """When it is asked, with the site's name."""
    noon_ms = MORNING_MS + 4 * HOUR_MS
    closes = f.StopWanted("depot", opens_ms=noon_ms, closes_ms=noon_ms - MINUTE_MS)
    with pytest.raises(Refused, match="Depot"):
        ask(wants=(closes,))
    ask(wants=(f.StopWanted("depot", opens_ms=noon_ms, closes_ms=noon_ms),))
