"""What is in the question, in no option and in no sentence yet: each site and vehicle is named.

Law. Nothing that was asked about is passed over: a site is visited by some option or named with the
reason, and so is each vehicle that can go. Many that share a reason share a sentence; of many
sentences none is cut off that names what no other does.
"""

from collections.abc import Iterator, Sequence

from holdfast.plan.journeys.grid import BY, Grids
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import RIDE_SIZES, Fleet
from holdfast.plan.offer.barred import IN_VAIN, LONGEST_LIST, MOST_LOOKED_AT
from holdfast.plan.offer.mission_words import listed
from holdfast.plan.problem import OF_PEOPLE, Carrier, Problem, Target

MOST_BARRED = 30
"""Sentences about single journeys that are forbidden (assumed: nobody reads more)."""
BETTERED = (
    "a team could go there by itself, and what is offered is better in danger, worth, time or fuel"
)
NOT_ALONE = "others are better for the day, and it was not looked at by itself: ask about it alone"
NO_ONE = "nobody is known to wait there"
NO_PARTY = "no party can go"
NO_WAY = "no party that can go has a way there"
NO_TIME = f"{NO_WAY} and back in the time there is"
OUTDONE = "what it could do, others do with less danger, more worth, sooner or with less fuel"


def sites_unnamed(
    problem: Problem, grids: Grids, chosen: Sequence[Option], said: Sequence[str]
) -> list[str]:
    """Sites that no option visits and no sentence names, by what is known of why."""
    visited = frozenset[str]().union(*(o.sites for o in chosen))
    known = [t.name for t in problem.targets]
    rest = [t for t in problem.targets if t.site not in visited]
    looked_at = rest[:MOST_LOOKED_AT]
    why: dict[str, list[str]] = {}
    for target in rest:
        if not any(names(words, target.name, known) for words in said):
            reason = _why_not(problem, grids, target, looked_at=target in looked_at)
            why.setdefault(reason, []).append(target.name)
    return [
        f"No option goes to {listed(some)}: {reason}"
        for reason, all_ in why.items() for some in _in_lines(all_)
    ]  # fmt: skip


def first_of_each(problem: Problem, barred: Sequence[str]) -> list[str]:
    """The sentences about journeys, one for each site before a second for any; of too many the
    first.
    """
    seen: set[str] = set()
    first: list[str] = []
    for words in barred:
        new = {t.site for t in problem.targets if words.startswith(f"to {t.name} ")} - seen
        if new or not words.startswith("to "):
            first.append(words)
        seen |= new
    return list(dict.fromkeys([*first, *barred]))[:MOST_BARRED]


def packed(sentences: Sequence[str], most: int, longest: int) -> tuple[str, ...]:
    """The sentences, those beyond so many put together into long ones, so that none is lost."""
    few, rest = list(sentences[:most]), sentences[most:]
    for words in rest:
        if len(few) > most and len(few[-1]) + len(words) + 2 <= longest:
            few[-1] = f"{few[-1]}; {words}"
        else:
            few.append(words)
    return tuple(few)


def _why_not(problem: Problem, grids: Grids, target: Target, *, looked_at: bool) -> str:
    """Why no option visits a site, of which no limit is known that forbids it."""
    objective = problem.asked.objective
    if not any(grid.has(target) for grid in grids.values()):
        no_way = NO_WAY if problem.limit_ms is None else NO_TIME
        return no_way if grids else NO_PARTY
    if objective in OF_PEOPLE and not target.waiting:
        return NO_ONE
    counts = [g for g in (*target.goods, *target.brought) if g.n * g.p_there * g.worth > 0]
    if not counts and not target.waiting and target.learns <= 0 and objective in IN_VAIN:
        return IN_VAIN[objective]
    return BETTERED if looked_at else NOT_ALONE


def vehicles_unnamed(
    problem: Problem, made: Sequence[Fleet], chosen: Sequence[Option], said: Sequence[str]
) -> list[str]:
    """Vehicles that can go, and go in no option and are in no sentence."""
    if problem.begun is not None:
        return []
    gone = {t.party.carrier.vehicle for o in chosen for t in o.journeys if t.party.carrier}
    why: dict[str, list[str]] = {}
    known = [c.name for c in problem.carriers]
    for carrier in problem.carriers:
        told = any(names(words, carrier.name, known) for words in said)
        if carrier.vehicle not in gone and not told and (chosen or _barred(problem, carrier)):
            why.setdefault(_why_stays(problem, made, carrier), []).append(carrier.name)
    return [
        f"{listed(some)} {'stays' if len(some) == 1 else 'stay'}: {reason}"
        for reason, all_ in why.items() for some in _in_lines(all_)
    ]  # fmt: skip


def _barred(problem: Problem, carrier: Carrier) -> str:
    """Why a vehicle may not go whatever the sites; else empty."""
    if problem.asked.modes and carrier.mode not in problem.asked.modes:
        return f"it was asked to go {' or '.join(BY[mode] for mode in problem.asked.modes)} only"
    if carrier.seats < RIDE_SIZES[0]:
        return "it has no seats for two, and nobody goes alone"
    return ""


def _why_stays(problem: Problem, made: Sequence[Fleet], carrier: Carrier) -> str:
    """Why a vehicle goes in no option."""
    barred = _barred(problem, carrier)
    if barred:
        return barred
    # What is not tried is outdone too: as many others as can go are as good (journeys.spare).
    tried = any(p.carrier for fleet in made for p in fleet.parties)
    return OUTDONE if tried else "no crew with a lead and a driver can go"


def names(words: str, name: str, known: Sequence[str] = ()) -> bool:
    """Whether a sentence names a thing: the name as a whole, not a part of another that is known.

    Of several things of one name none counts as named: a sentence cannot tell which it means.
    """
    if known.count(name) > 1:
        return False
    for longer in sorted((k for k in known if k != name and name in k), key=len, reverse=True):
        words = words.replace(longer, "\0")
    before, found, after = words.partition(name)
    while found:
        if not (before[-1:].isalnum() or after[:1].isalnum()):
            return True
        more, found, rest = after.partition(name)
        before, after = name + more, rest
    return False


def _in_lines(all_: Sequence[str]) -> Iterator[list[str]]:
    """The names, as many at a time as one sentence holds."""
    line: list[str] = []
    for name in all_:
        if line and sum(map(len, line)) + len(name) > LONGEST_LIST:
            yield line
            line = []
        line.append(name)
    if line:
        yield line
