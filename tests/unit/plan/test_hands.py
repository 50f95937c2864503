"""Who can go: pairs go together or not at all, people of other bases are asked only where they are
wanted, and who said no is not asked again.
"""

from collections.abc import Callable

from data.toys import tasking
from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.problem import Problem

from .conftest import MORNING_MS

Ask = Callable[..., Problem]


def bound(one: str, other: str) -> f.PairNoted:
    """A pair that must go together."""
    return f.PairNoted(one=one, other=other, rule="must")


def going(problem: Problem) -> set[str]:
    return {w.person for w in problem.walkers}


def test_who_must_go_with_somebody_who_cannot_go_stays_too(
    ask: Ask, someone: Callable[..., f.PersonRegistered]
) -> None:
    """Along a chain of such pairs, each with the reason."""
    noor, zed, far = someone("Noor"), someone("Zed"), someone("Far")
    problem = ask(noor, zed, far, bound("noor", "far"), bound("zed", "noor"), stays=("far",))
    assert going(problem) & {"noor", "zed", "far"} == set()
    assert "Noor goes only with Far, who cannot go" in problem.cannot
    assert "Zed goes only with Noor, who cannot go" in problem.cannot


def test_a_pair_of_whom_both_can_go_is_left_alone(
    ask: Ask, someone: Callable[..., f.PersonRegistered]
) -> None:
    """Both are among those who can go, and the rule travels with them."""
    problem = ask(someone("Noor"), someone("Zed"), bound("zed", "noor"))
    assert going(problem) >= {"noor", "zed"}
    assert any(p.rule == "must" for p in problem.pairs)


# -- people of other bases -------------------------------------------------------------------------


def far_off(name: str) -> list[f.Fact]:
    """Another base, and somebody who lives there."""
    return [
        f.BaseFounded(base="camp", name="Camp", at=f.Point(10.1, 45.1), zone="Etc/GMT-1"),
        f.PersonRegistered(person=name.lower(), name=name, base="camp", skills=("lead",)),
    ]


def test_people_of_other_bases_are_told_of_only_where_it_matters(ask: Ask) -> None:
    """Not in a question about this base; where another was asked for, or nobody else can go."""
    words = "Yara lives at another base"
    usual = ask(*far_off("Yara"))
    assert words not in usual.cannot
    assert words in usual.unasked
    depot_camp = f.BaseFounded(base="hut", name="Hut", at=f.Point(10.2, 45.1), zone="Etc/GMT-1")
    assert words in ask(*far_off("Yara"), depot_camp, bases=("hut",)).cannot
    everyone = ("leila", "kai", "mark", "ruth", "tomas")
    assert words in ask(*far_off("Yara"), stays=everyone).cannot


# -- who said no -----------------------------------------------------------------------------------


def declined_by(ask: Ask, ground: Ground, *more: f.Fact) -> list[f.Fact]:
    """KESTREL 1, tasked to the depot with the car; somebody of its crew says no."""
    task = offer(ask(modes=("car",)), ground, left=in_tries(500)).options[1].taskings[0]
    tasked = f.RunTasked(
        run="r", call="KESTREL 1", objective="supply", base="base", tasking=task, plan="plan-1"
    )
    return [tasked, f.ConsentSaid(run="r", person="mark", yes=False), *more]


def test_who_said_no_to_a_run_is_not_asked_again_for_the_same_errand(
    ask: Ask, ground: Ground
) -> None:
    """Asked anew, whether the run was called off or not; for another errand he is free."""
    for more in ((), (f.RunCalledOff(run="r"),)):
        facts = declined_by(ask, ground, *more)
        again = ask(*facts)
        assert "mark" not in going(again)
        assert "Mark said no to KESTREL 1" in again.cannot
        assert "mark" in going(ask(*facts, objective="recon"))
    yes = f.ConsentSaid(run="r", person="mark", yes=True)
    assert "Mark said no to KESTREL 1" not in ask(*facts, yes).cannot


def test_who_said_no_to_a_run_of_the_same_plan_is_not_asked_again_whatever_became_of_it(
    ask: Ask, ground: Ground
) -> None:
    """It left without him; the plan's other options do not take him along either."""
    facts = declined_by(ask, ground, f.Departed(run="r", crew=("leila",)))
    assert "mark" in going(ask(*facts))
    chosen = f.PlanChosen(plan="plan", letter="A", runs=("r",))
    assert "Mark said no to KESTREL 1" in ask(*facts, chosen).cannot


def test_who_said_no_to_a_run_that_is_still_to_go_does_not_go_with_it(
    ask: Ask, ground: Ground
) -> None:
    """The others of its crew do; and who goes only with him cannot go."""
    facts = declined_by(ask, ground, bound("mark", "tomas"))
    problem = ask(*facts, objective="recon")
    assert not any(words.startswith("Mark goes with") for words in problem.cannot)
    assert any(words.endswith("goes with KESTREL 1") for words in problem.cannot)
    assert "Tomas goes only with Mark, who cannot go" in ask(*facts).cannot


# -- namesakes -------------------------------------------------------------------------------------


def test_namesakes_are_told_apart_wherever_somebody_is_named(ask: Ask) -> None:
    """Two of one name are two people, each with a reason of their own."""
    two = [
        f.PersonRegistered(person=p, name="Ada Moreno", base="base", skills=("lead", "driver"))
        for p in ("ada-1", "ada-2")
    ]
    problem = ask(*two, f.ReadinessSaid(person="ada-2", state="in_care"))

    assert "Ada Moreno (ada-2) is in care" in problem.cannot
    assert {w.name for w in problem.walkers if "Ada" in w.name} == {"Ada Moreno (ada-1)"}
    assert problem.named["person:ada-1"] == "Ada Moreno (ada-1)"
    assert problem.named["person:kai"] == "Kai"


def just_home() -> list[f.Fact]:
    """Kai came home from a run half an hour ago, and is owed ten hours of rest."""
    left_ms = MORNING_MS - 3 * HOUR_MS
    task = tasking(left_ms, crew=("kai",), lead="kai", stops=(), ways=())
    return [
        f.RunTasked(run="r", call="OTTER 1", objective="patrol", base="base", tasking=task),
        f.ConsentSaid(run="r", person="kai", yes=True),
        f.Departed(run="r", crew=("kai",), when_ms=left_ms),
        f.CameHome(run="r", home=("kai",), when_ms=MORNING_MS - HOUR_MS // 2),
    ]


def test_who_is_owed_rest_goes_by_order_alone(ask: Ask) -> None:
    """Told why she cannot; named, she can; the order is for nobody else."""
    usual = ask(*just_home())
    assert "kai" not in going(usual)
    assert any(w.startswith("Kai is owed rest until") for w in usual.cannot)
    assert "kai" in going(ask(*just_home(), despite_rest=("kai",)))
    assert "kai" not in going(ask(*just_home(), despite_rest=("leila",)))
    hurt = f.ReadinessSaid(person="kai", state="in_care", when_ms=MORNING_MS - 60_000)
    assert "kai" not in going(ask(*just_home(), hurt, despite_rest=("kai",)))
