"""Who is left behind is counted in words: with the option, with the team, and where all do."""

from collections.abc import Callable
from typing import Any

import pytest

from holdfast import facts as f
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.offer.revise import Edit, revise
from holdfast.plan.problem import Problem

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]
FEW = in_tries(200)


def wait(site: str, *groups: f.Group, must: bool = True) -> f.StopWanted:
    """People who wait at a site, to be brought away."""
    return f.StopWanted(site, people=groups, must=must)


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ((f.Group(walking=40),), "38 of 40 at Depot stay{}: no seat is left for 38 who can walk"),
        (
            (f.Group(walking=2, carried=1),),
            "1 of 3 at Depot stays{}: no stretcher goes for 1 who must be carried",
        ),
        (
            (f.Group(walking=2), f.Group(walking=3, children=2, words="Serra")),
            "3 of 5 at Depot stay{}: a family of 3 (Serra) does not fit whole into what is left, "
            "and is not parted",
        ),
        (
            (f.Group(walking=3, words="Ana's men"), f.Group(carried=2)),
            "3 of 5 at Depot stay{}: no stretcher goes for 2 who must be carried; no seat is left "
            "for 1 who can walk (Ana's men)",
        ),
    ],
    ids=["forty", "a stretcher", "a family", "both"],
)
def test_who_is_left_behind_is_counted_with_the_reason(
    ask: Ask, ground: Ground, groups: tuple[f.Group, ...], words: str
) -> None:
    """In the option's words, in the team's, and in what cannot be done."""
    problem = ask(objective="rescue", wants=(wait("depot", *groups),), modes=("car",))
    answer = offer(problem, ground, left=FEW)
    options = answer.options[1:]
    assert options
    said = [w for w in answer.infeasible if " stay" in w]
    start, _, why = words.partition("{}")
    assert [w.partition(" in every option here")[0] for w in said] == [start]
    assert sorted(said[0].partition(": ")[2].split("; ")) == sorted(why[2:].split("; "))
    for option in options:
        assert start in option.why
        assert any(a.startswith(start) for t in option.taskings for a in t.assumes)


def test_nobody_is_said_to_stay_who_is_brought(ask: Ask, ground: Ground) -> None:
    """Two seats for two."""
    problem = ask(objective="rescue", wants=(wait("depot", f.Group(walking=2)),), modes=("car",))
    answer = offer(problem, ground, left=FEW)
    assert not any(" stay" in w for w in answer.infeasible)
    assert not any(" stay" in o.why for o in answer.options[1:])


def mill(spot: Spot) -> f.SiteNoted:
    """A second site."""
    return f.SiteNoted(site="mill", name="Mill", at=spot(2_000, 1_500), what="other")


def test_who_waits_where_an_option_does_not_go_is_counted_with_it(
    ask: Ask, ground: Ground, spot: Spot
) -> None:
    """Two seats, two who wait at each of two sites: those at the other stay, and so it says."""
    wants = [wait(s, f.Group(walking=2), must=False) for s in ("depot", "mill")]
    problem = ask(mill(spot), objective="rescue", wants=tuple(wants), sites=("depot", "mill"),
                  modes=("car",))  # fmt: skip
    answer = offer(problem, ground, left=FEW)
    assert len(answer.options) > 1
    names = {"depot": "Depot", "mill": "Mill"}
    for option in answer.options[1:]:
        gone = {s.site: s.people for t in option.taskings for s in t.stops}
        for site, name in names.items():
            if site not in gone:
                assert f"2 people stay at {name}: no team goes there." in option.why
            elif gone[site] < 2:
                assert f"{2 - gone[site]} of 2 at {name}" in option.why


def test_where_nobody_can_be_fetched_all_are_counted(ask: Ask, ground: Ground) -> None:
    """One on a stretcher, and no stretcher: no option, and they are not passed over."""
    limits: dict[str, Any] = {"objective": "rescue", "modes": ("car",)}
    answer = offer(ask(wants=(wait("depot", f.Group(carried=1)),), **limits), ground, left=FEW)
    assert any(
        w.startswith("1 of 1 at Depot stays in every option here") for w in answer.infeasible
    )


def test_an_option_changed_by_hand_says_it_too(ask: Ask, ground: Ground) -> None:
    """The words hold for what it is now."""
    problem = ask(objective="rescue", wants=(wait("depot", f.Group(walking=40)),), modes=("car",))
    option = offer(problem, ground, left=FEW).options[1]
    changed = revise(problem, ground, option, Edit())
    assert changed.option is not None
    assert "of 40 at Depot stay" in changed.option.why
