"""Why somebody goes, in a sentence each."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from holdfast.plan.crews.crew import WANTED, Crew, Pairs, pair_words
from holdfast.plan.crews.duties import Duty
from holdfast.plan.problem import Pair, Walker

NOBODY: Mapping[str, str] = MappingProxyType({})
"""Where no names are known but those of the people who can go."""


def crew_of(
    people: Sequence[Walker],
    duty: Duty,
    pairs: Sequence[Pair],
    objective: str,
    points: float = 0.0,
    must_go: Collection[str] = (),
) -> Crew:
    """These people as a crew: who leads, and a sentence about each.

    1. The most rested lead leads. 2. The most rested driver drives, another than the lead if there
    is one. 3. What each is there for, whom they go well with, what they have borne.
    """
    order = sorted(people, key=lambda w: (w.borne_h, w.person))
    lead = min(order, key=lambda w: "lead" not in w.skills)
    drives = min(order, key=lambda w: ("driver" not in w.skills, w is lead))
    known = {frozenset((p.one, p.other)): p for p in pairs}
    wanted = [s for s in WANTED.get(objective, ()) if s not in duty.asks]
    why = []
    for walker in people:
        parts = ["leads"] if walker is lead else []
        parts += ["drives"] if walker is drives and duty.mode != "foot" else []
        parts += [f"{s}, which is needed" for s in sorted(duty.needs & walker.skills - {"lead"})]
        parts += [s for s in wanted if s in walker.skills]
        parts += ["put on it by hand"] if walker.person in duty.fixed else []
        parts += ["ordered to go"] if walker.person in must_go else []
        parts += _bonds(walker, people, known)
        why.append(f"{walker.name}: {', '.join([*parts, hours([walker])])} outside this week.")
    return Crew(tuple(people), lead, points, tuple(why))


def _bonds(walker: Walker, people: Sequence[Walker], known: Pairs) -> list[str]:
    """Whom somebody goes well with."""
    words = []
    for other in people:
        pair = known.get(frozenset((walker.person, other.person)))
        words += pair_words(pair, other.name) if pair is not None and other is not walker else []
    return words


def hours(people: Sequence[Walker], digits: int = 0) -> str:
    """What they have borne this week, together."""
    return f"{sum(w.borne_h for w in people):.{digits}f} h"


def names(people: Sequence[Walker]) -> str:
    """Ann; Ann and Bob; Ann, Bob and Cid."""
    each = [w.name for w in people]
    return " and ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)
