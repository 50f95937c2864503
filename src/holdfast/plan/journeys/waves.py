"""Waves: the same vehicles go out and home again until everyone is away, or a limit forbids more.

Laws. Nobody is parted from their family, nobody goes without a seat or a stretcher, and nobody is
counted twice. A team leaves again only once it is home and turned round. Stretchers and families
with children go first, leads and drivers last. Each limit holds over all waves of a team together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as altered

from holdfast.plan.journeys.day import RESERVE
from holdfast.plan.journeys.grid import Grids
from holdfast.plan.journeys.journey import Journey, journey
from holdfast.plan.journeys.limits import forbids
from holdfast.plan.journeys.loads import NOTHING
from holdfast.plan.journeys.parties import Party
from holdfast.plan.journeys.takings import Groups, Taking
from holdfast.plan.problem import Problem, Target, Waiting

TURN_ROUND_S = 900.0
"""Between home and leaving again: people get in, the crew is relieved or fed, the vehicle is
refuelled from its own reserve (assumed)."""
CREW_S = 14 * 3600.0
"""No crew is planned to be on its feet for longer (assumed; Regulation (EC) 561/2006 asks drivers
for 11 h of rest in each 24)."""
MOST_WAVES = 24
"""Waves of all teams together that one room can follow in a day (assumed)."""

TIME, FUEL, HAZARD, HOURS, ROOM = "time", "fuel", "hazard", "hours", "room"
"""What may forbid one more wave."""


@dataclass(slots=True)
class Pool:
    """Those who are still to be moved: kinds of groups, and how many of each."""

    left: list[tuple[Waiting, int]]

    @property
    def people(self) -> int:
        """How many that are."""
        return sum(w.people * n for w, n in self.left)

    def boarding(self, party: Party, hardy: bool = False) -> Groups:
        """Who goes next with a party: stretchers and families first, the largest first; or of the
        hardy only those who have neither with them.
        """
        sits, lies = party.seats, party.stretchers
        aboard: list[tuple[Waiting, int]] = []
        some = [(w, n) for w, n in self.left if not (hardy and _frail(w))]
        for group, n in sorted(some, key=lambda x: _urgency(x[0])):
            if group.walking:
                n = min(n, sits // group.walking)
            if group.carried:
                n = min(n, lies // group.carried)
            if n > 0:
                aboard.append((group, n))
                sits, lies = sits - n * group.walking, lies - n * group.carried
        return tuple(aboard)

    def go(self, groups: Groups) -> None:
        """They are away."""
        gone = dict(groups)
        self.left = [(w, n - gone.get(w, 0)) for w, n in self.left if n > gone.get(w, 0)]


def _frail(group: Waiting) -> bool:
    """Whether it has somebody on a stretcher or a child."""
    return group.carried > 0 or group.children > 0


def _urgency(group: Waiting) -> tuple[object, ...]:
    """Sorts those first who go first."""
    return not _frail(group), -group.people, -group.carried, group.children


def pool_of(target: Target, crew: int) -> Pool:
    """All who wait, less so many who go with the crews and can walk."""
    left: list[tuple[Waiting, int]] = []
    for group in target.waiting:
        alone = group.people == 1 and group.walking == 1 and not group.children
        less = min(crew, group.n) if alone else 0
        crew -= less
        if group.n > less and group.people:
            left.append((replace(group, n=group.n - less), group.n - less))
    return Pool(left)


@dataclass(slots=True)
class _Team:
    """A party and what its waves have cost so far.

    Attributes:
        ready_ms: when it can leave again.
        barred: what forbids it another wave; empty while nothing does.
    """

    party: Party
    ready_ms: int
    waves: list[Journey] = field(default_factory=list)
    barred: str = ""

    @property
    def met(self) -> float:
        """Expected harmful contacts so far."""
        return sum(t.hazard for t in self.waves)

    @property
    def fuel_l(self) -> float:
        """Burnt so far."""
        return sum(t.fuel_l for t in self.waves)


@dataclass(frozen=True, slots=True)
class Moved:
    """What comes of a number of teams that go to and fro.

    Attributes:
        waves: in the order in which they leave.
        left: who stays. barred: what forbade the teams more waves, each once.
    """

    waves: tuple[Journey, ...]
    left: Pool
    barred: tuple[str, ...]


@dataclass(slots=True)
class Shuttle:
    """Rounds to one place and home again, each worked out once."""

    problem: Problem
    grids: Grids
    target: Target
    most_waves: int = MOST_WAVES
    most_s: float = CREW_S
    _rounds: dict[tuple[object, ...], tuple[Journey | None, str]] = field(default_factory=dict)

    def move(
        self, rides: Sequence[Party], walks: Sequence[Party], pool: Pool, contact_s: float,
        at_once: bool = False,
    ) -> Moved:  # fmt: skip
        """Waves until nobody is left or nothing may go.

        1. Where some walk at once, those who have nobody frail with them are led by the teams on
        foot, who go once. 2. The vehicle that is ready soonest takes those who go next. 3. Else
        those walk who are left.

        Args:
            rides: teams with a vehicle. walks: teams on foot.
            pool: who is to be moved; it is changed.
            contact_s: seconds of detour worth one expected contact.
            at_once: whether people walk although they might ride later.
        """
        depart_ms = self.problem.asked.depart_ms
        riding, walking = ([_Team(p, depart_ms) for p in some] for some in (rides, walks))
        teams = [*riding, *walking]
        for team in walking if at_once else ():
            self._wave(team, teams, pool, contact_s, hardy=True)
        while able := [t for t in riding if not t.barred]:
            self._wave(min(able, key=lambda t: t.ready_ms), teams, pool, contact_s)
        for team in walking if not at_once else ():
            self._wave(team, teams, pool, contact_s)
        waves = [w for t in teams for w in _numbered(t.waves)]
        barred = dict.fromkeys(t.barred for t in teams if t.barred not in ("", "empty"))
        return Moved(tuple(sorted(waves, key=lambda w: w.depart_ms)), pool, tuple(barred))

    def _wave(
        self, team: _Team, teams: list[_Team], pool: Pool, contact_s: float, hardy: bool = False
    ) -> None:
        """One more wave of a team, or why there is none."""
        groups = pool.boarding(team.party, hardy)
        if not groups:
            team.barred = "empty"
            return
        met = sum(t.met for t in teams)
        trip, team.barred = self._round(team, met, contact_s)
        if trip is not None and not _tank_holds(team, trip):
            team.barred = FUEL
        if trip is not None and sum(len(t.waves) for t in teams) >= self.most_waves:
            team.barred = ROOM
        if trip is None or team.barred:
            return
        people = sum(w.people * n * w.p_there for w, n in groups)
        takes = Taking(NOTHING, groups, people, handed=True)
        pool.go(groups)
        team.waves.append(replace(trip, taking=takes, before=team.met))
        team.ready_ms = trip.home_ms + round(TURN_ROUND_S * 1000)

    def _round(self, team: _Team, met: float, contact_s: float) -> tuple[Journey | None, str]:
        """The team's next round, or what forbids it."""
        asked = self.problem.asked
        spent = (
            0.0 if asked.greatest_hazard is None else team.met,
            0.0 if asked.greatest_overall is None else met,
        )
        key = (id(team.party), contact_s, team.ready_ms, *spent)
        if key not in self._rounds:
            self._rounds[key] = self._looked_at(team, met, contact_s)
        return self._rounds[key]

    def _looked_at(self, team: _Team, met: float, contact_s: float) -> tuple[Journey | None, str]:
        """A round by what is left of the day, the tank and the commander's limits."""
        party, asked = team.party, self.problem.asked
        later = replace(self.problem, asked=altered(
            asked,
            depart_ms=team.ready_ms,
            greatest_hazard=_less(asked.greatest_hazard, team.met),
            greatest_overall=_less(asked.greatest_overall, met),
        ))  # fmt: skip
        full = replace(self.target, waiting=(Waiting(1, 1, 0, 0, 1.0, self.target.site),))
        trip = journey(later, self.grids[party.mode], party, [full], contact_s)
        if trip is None:
            return None, TIME
        limits = [x for x in (later.asked.greatest_hazard, later.asked.greatest_overall)
                  if x is not None]  # fmt: skip
        if limits and trip.hazard > min(limits):
            return None, HAZARD
        if forbids(later, trip) is not None:
            return None, TIME
        if trip.home_ms - asked.depart_ms > self.most_s * 1000:
            return None, HOURS
        return trip, ""


def _tank_holds(team: _Team, trip: Journey) -> bool:
    """Whether what is in the tank is enough for one more round, with the reserve."""
    carrier = team.party.carrier
    tank_l = carrier.fuel_l if carrier else None
    return tank_l is None or (team.fuel_l + trip.fuel_l) * RESERVE <= tank_l


def _less(most: float | None, met: float) -> float | None:
    """What is left of a limit, less what a sum may be rounded by."""
    return None if most is None else max(0.0, most * (1 - 1e-9) - met)


def _numbered(waves: Sequence[Journey]) -> list[Journey]:
    """A team's waves with what must hold for each, in words."""
    told = []
    for k, wave in enumerate(waves):
        carrier, n = wave.party.carrier, len(waves)
        who = carrier.name if carrier else "The team"
        words = [f"Wave {k + 1} of {n}"] if n > 1 else []
        if k:
            minutes = TURN_ROUND_S / 60
            words.append(f"{who} is home from wave {k} and ready again within {minutes:.0f} min")
        if carrier and carrier.fuel_l is None and n > 1:
            fuel_l = sum(w.fuel_l for w in waves)
            words.append(f"{who} has {fuel_l:.1f} L of fuel for all {n} waves: nobody has said")
        if k == n - 1:
            place = wave.visits[-1].target.name
            words.append(f"After this wave the crew may stay at {place}: it need not come home")
        told.append(replace(wave, words=tuple(words)))
    return told
