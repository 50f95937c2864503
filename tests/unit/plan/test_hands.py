"""Who can go: a pair that must go together goes together, or neither of them goes."""

from collections.abc import Callable

from holdfast import facts as f
from holdfast.plan.problem import Problem

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
