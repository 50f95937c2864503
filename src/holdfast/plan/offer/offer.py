"""The recipe: from a Problem to the few options worth arguing about, staying home among them.

Steps. 1. The fleets that could go. 2. The ways of each mode. 3. Rounds at several levels of danger,
again and again. 4. Those that no other betters. 5. A few that differ for reasons a person can
read. 6. Who goes and who stays. 7. Each told in full, with its fallbacks. 8. What cannot be done,
and the tightest limit that forbids it. Every option passes the checker before anyone sees it; one
that does not is withheld, and that is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from holdfast import facts as f
from holdfast.plan.check.checker import sum_faults, team_faults
from holdfast.plan.check.crews import together_faults
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.evacuation import evacuate
from holdfast.plan.journeys.grid import Grids, grid
from holdfast.plan.journeys.journey import Journey, journey
from holdfast.plan.journeys.options import MOST_OPTIONS, Option, few, front
from holdfast.plan.journeys.parties import Fleet, fleets
from holdfast.plan.journeys.seeking import seek
from holdfast.plan.journeys.serving import that_serve
from holdfast.plan.journeys.sought import USUAL, Left, Seeking
from holdfast.plan.offer.barred import by_limit, no_time, unreached
from holdfast.plan.offer.finishing import finished
from holdfast.plan.offer.fitting import fitted
from holdfast.plan.offer.left_behind import left_by_all
from holdfast.plan.offer.musts import musts_left_out
from holdfast.plan.offer.telling import LONGEST_WORDS, STAY, clipped, in_the_dark, told
from holdfast.plan.offer.unnamed import first_of_each, packed, sites_unnamed, vehicles_unnamed
from holdfast.plan.offer.ways_told import Fallbacks
from holdfast.plan.offer.why import why_words
from holdfast.plan.problem import Problem

MOST_SAID = 40
"""Sentences one by one about what cannot be done, or who stays; more are put together (assumed)."""
FIRST_OPTIONS = 3
"""The first answer must be there at once: so many of the options."""
LETTERS = "ABCDEFGIJKLMNOPQRSTUVWXYZ"
"""H is kept for staying home."""
NOTHING = "No journey was found that keeps all the limits together"
MOST_TRIES = 20_000
"""The budget where nobody sets one, in tries: the same question has the same answer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the planner is doing.

    Attributes:
        step: in words. part: 0..1 of the budget.
        offered: the options so far, where there are new ones.
        waits: whether the budget has not begun yet: machine code is being made ready.
    """

    step: str
    part: float
    offered: f.PlanOffered | None = None
    waits: bool = False


Heard = Callable[[Progress], None]
Key = tuple[object, ...]
NOBODY: Mapping[Key, tuple[str, ...]] = {}


def in_tries(n: int) -> Left:
    """A budget of so many tries."""
    return lambda done: 1 - done / n


def offer(
    problem: Problem,
    ground: Ground,
    heard: Heard = lambda _: None,
    left: Left = in_tries(MOST_TRIES),  # noqa: B008  (a pure function)
) -> f.PlanOffered:
    """Options for the day, safest first, and in words what cannot be done.

    Args:
        problem: the question.
        ground: the roads made ready.
        heard: is told of each step, and of better options as they come.
        left: after so many tries, the part of the budget that is left; 0 ends the work.
    """
    too_late = no_time(problem)
    if too_late:
        return _answer(problem, [], [too_late])
    made, barred = fleets(problem)
    grids, none = _grids(problem, ground, made, heard, lambda: left(0) <= 0)
    no_way = by_limit(problem, none)
    tried, made = made, that_serve(problem, grids, made)
    shown = _Shown(problem, ground, Fallbacks(problem))
    if problem.asked.objective == "evacuation" and problem.begun is None:
        return _evacuated(shown, grids, made, left, heard, [*barred, *no_way])
    home = _homeward(shown, grids, made)
    last: tuple[object, ...] = ()
    found: Seeking | None = None
    n_told = 0
    for found in seek(problem, grids, made, left):
        part = max(0.0, min(1.0, 1 - left(found.tries)))
        heard(Progress("Weighing rounds", part))
        if found.options and found.tries >= 4 * n_told:
            chosen = chosen_of(found, MOST_OPTIONS if last else FIRST_OPTIONS)
            if (keys := tuple(o.key for o in chosen)) != last:
                last, n_told = keys, max(found.tries, 1)
                options, _ = shown.options(chosen)
                heard(Progress("Weighing rounds", part, _answer(problem, options, [], home)))
    heard(Progress("Telling the options", 0.95))
    chosen = chosen_of(found) if found else []
    last_touch = [finished(problem, option) for option in chosen]
    final = few(front(option for option, _ in last_touch))
    stays = {option.key: words for option, words in last_touch}
    options, withheld = shown.options(final, stays)
    fleet = [*made, *tried]
    barred += [*no_way, *unreached(problem, grids, fleet, final)]
    musts = musts_left_out(problem, grids, fleet, final, barred)
    barred = first_of_each(problem, barred)
    unnamed = sites_unnamed(problem, grids, final, [*musts, *barred])
    barred = [*musts, *left_by_all(problem, final), *barred, *unnamed]
    barred += vehicles_unnamed(problem, fleet, final, [*barred, *problem.cannot])
    heard(Progress("Done", 1.0))
    return fitted(_answer(problem, options, [*withheld, *barred], home))


def _homeward(shown: "_Shown", grids: Grids, made: Sequence[Fleet]) -> f.Offered:
    """Option H: staying home; for a run that is out, coming straight home, however late it is."""
    problem = shown.problem
    if problem.begun is None:
        return STAY
    party = made[0].parties[0]
    ways = grids.get(party.mode)
    trip = journey(problem, ways, party, [], USUAL) if ways else None
    if trip is None:
        return msgspec.structs.replace(STAY, why="No way home is known: wait where they are.")
    tasking = told(problem, trip, shown.fallbacks)
    now = msgspec.structs.replace(tasking, turn_ms=max(tasking.turn_ms, trip.depart_ms))
    dark = ", in the dark" if in_the_dark(problem) else ""
    return f.Offered(
        letter="H",
        taskings=(now,),
        value=0.0,
        hazard=trip.hazard,
        p_home=trip.p_home,
        why=f"{problem.begun.call} comes straight home{dark}.",
    )


def _evacuated(
    shown: "_Shown",
    grids: Grids,
    made: Sequence[Fleet],
    left: Left,
    heard: Heard,
    barred: Sequence[str],
) -> f.PlanOffered:
    """The answer where a base is evacuated in waves."""
    problem = shown.problem

    def tried(n: int) -> None:
        heard(Progress("Trying waves", max(0.0, min(1.0, 1 - left(n)))))

    found = evacuate(problem, grids, made, left, tried)
    heard(Progress("Telling the options", 0.95))
    final = few(front(found.options))
    options, withheld = shown.options(final)
    beyond = [] if final else unreached(problem, grids, made, final)
    said = [*found.words, *barred, *beyond]
    musts = musts_left_out(problem, grids, made, final, said)
    said += vehicles_unnamed(problem, made, final, [*said, *problem.cannot])
    return fitted(_answer(problem, options, [*withheld, *musts, *said]))


def _grids(
    problem: Problem,
    ground: Ground,
    made: Sequence[Fleet],
    heard: Heard,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Grids, list[str]]:
    """The ways of each mode that some party goes by, and where there are none."""
    modes = sorted({p.mode for fleet in made for p in fleet.parties})
    grids: Grids = {}
    none: list[str] = []
    for mode in modes:
        found, why = grid(
            problem, ground, mode, lambda step, part: heard(Progress(step, part)), stop
        )
        none += why
        if found is not None:
            grids[mode] = found
    return grids, none


def chosen_of(found: Seeking, most: int = MOST_OPTIONS) -> list[Option]:
    """The few that are shown, of those that visit the most musts."""
    musts = {t.site for t in found.problem.targets if t.must}
    options = list(found.options.values())
    reached = max((len(musts & o.sites) for o in options), default=0)
    return few(front(o for o in options if len(musts & o.sites) == reached), most)


@dataclass(slots=True)
class _Shown:
    """Journeys told and checked so far: the options of one answer and the next have many in common.

    Attributes:
        teams: of each journey, itself (so that it stays), its tasking and what is wrong with it.
    """

    problem: Problem
    ground: Ground
    fallbacks: Fallbacks
    teams: dict[int, tuple[Journey, f.Tasking, list[str]]] = field(default_factory=dict)

    def team(self, trip: Journey) -> tuple[f.Tasking, list[str]]:
        """A journey's tasking, and what is wrong with it."""
        if id(trip) not in self.teams:
            tasking = told(self.problem, trip, self.fallbacks)
            wrong = team_faults(self.problem, self.ground.roads, trip, tasking)
            self.teams[id(trip)] = (trip, tasking, wrong)
        return self.teams[id(trip)][1:]

    def options(
        self, chosen: Sequence[Option], stays: Mapping[Key, tuple[str, ...]] = NOBODY
    ) -> tuple[list[f.Offered], list[str]]:
        """Each option in full, and what is withheld as its figures do not add up: our fault."""
        options: list[f.Offered] = []
        withheld: list[str] = []
        for option in chosen:
            teams = [self.team(trip) for trip in option.journeys]
            offered = f.Offered(
                letter=LETTERS[len(options)],
                taskings=tuple(tasking for tasking, _ in teams),
                value=option.net,
                hazard=option.hazard,
                p_home=option.p_home,
                why=clipped(why_words(self.problem, option, chosen)),
                stays=_said(stays.get(option.key, ())),
            )
            wrong = [w for _, words in teams for w in words]
            wrong += together_faults(self.problem, option, offered)
            wrong += sum_faults(self.problem, offered)
            if wrong:
                said = f"An option was withheld because {wrong[0]}: a fault of the planner"
                withheld.append(said)
            else:
                options.append(offered)
        return options, withheld


def _answer(
    problem: Problem, options: Sequence[f.Offered], words: Sequence[str], home: f.Offered = STAY
) -> f.PlanOffered:
    """The answer as a fact, staying home among the options."""
    nothing = [] if options or words or problem.cannot else [NOTHING]
    return f.PlanOffered(
        plan=problem.asked.plan,
        options=(home, *options),
        infeasible=_said([*words, *problem.cannot, *nothing]),
    )


def _said(sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences, each once and none without end; none is cut off."""
    once = dict.fromkeys(clipped(words) for words in sentences)
    return packed(tuple(once), MOST_SAID, LONGEST_WORDS)
