"""Whether a mission and its odds make sense, before they are written down: each refusal a sentence.

Law. What passes can be played: no chance beyond 0..1, no time that is negative or no number, no
run bound to a later one. A hazard may be infinite: then the contact is certain.
"""

from math import inf, isfinite, isnan

from holdfast.base.errors import Refused
from holdfast.rehearse.mission import Mission, Piece, Stop, Team
from holdfast.rehearse.odds import Odds

MOST_STOPS = 64
"""Stops of one team, and teams of one option: as many as a word has bits."""
MOST_PEOPLE = 1_000
"""Of one team (assumed)."""
LONGEST_S = 3.2e7
"""A time of one piece, a year (assumed)."""
WIDEST = 2.0
"""Standard deviation of the logarithm of a time (assumed): beyond it a mean says nothing."""


def look_at(mission: Mission) -> None:
    """See whether a mission can be played.

    Raises:
        Refused: it cannot; the sentence says why.
    """
    if not mission.teams or len(mission.teams) > MOST_STOPS:
        raise Refused(f"A rehearsal has 1 to {MOST_STOPS} teams, not {len(mission.teams)}.")
    if not mission.p or not all(0 <= p <= 1 for p in mission.p):
        raise Refused("A source of hazard is there with a chance between 0 and 1.")
    if isnan(mission.dark_s):
        raise Refused("Last light is no time.")
    for i, team in enumerate(mission.teams):
        if len(team.stops) > MOST_STOPS:
            raise Refused(f"A team has at most {MOST_STOPS} stops, not {len(team.stops)}.")
        if len(team.legs) != len(team.stops) + 1:
            raise Refused("A team has a leg to each stop and one home.")
        if team.bound is None and team.when != "free":
            raise Refused("A run that waits for another is bound to none.")
        if team.bound is not None and not 0 <= team.bound < i:
            raise Refused("A run is bound to one that comes after it.")
        _look_at_team(team)
        for piece in _pieces(team):
            _look_at_piece(piece, len(mission.p))


def look_at_odds(odds: Odds) -> None:
    """See whether a day can have these odds.

    Raises:
        Refused: it cannot; the sentence says why.
    """
    for name, x in odds._asdict().items():
        if not (x >= 0 and (isfinite(x) or name == "rate_shape")):
            raise Refused(f"'{name}' of the odds must be a number of at least 0, not {x}.")
        if name.startswith(("p_", "harm_")) or name in ("look", "enough"):
            if x > 1:
                raise Refused(f"'{name}' of the odds must lie between 0 and 1, not at {x}.")
        elif name.endswith("spread") or "_spread_" in name:
            if x > WIDEST:
                raise Refused(f"'{name}' of the odds must be at most {WIDEST}, not {x}.")
        elif ("slow" in name or name == "walk_mps") and x == 0:
            raise Refused(f"'{name}' of the odds must be above 0.")
    if odds.p_avoided + odds.p_off + odds.p_cut > 1 + 1e-9:
        raise Refused("The chances of a contact's outcomes must not exceed 1 together.")
    if odds.p_walking + odds.p_stretcher > 1 + 1e-9:
        raise Refused("The chances of those who are hurt must not exceed 1 together.")


def _look_at_team(team: Team) -> None:
    if not 1 <= team.n_people <= MOST_PEOPLE:
        raise Refused(f"A team has 1 to {MOST_PEOPLE} people, not {team.n_people}.")
    if not 0 <= team.n_medics <= team.n_people:
        raise Refused(f"A team of {team.n_people} cannot have {team.n_medics} medics.")
    if team.seats < 0 or team.stretchers < 0:
        raise Refused("A team cannot have fewer than no seats or stretchers.")
    if not isfinite(team.depart_s) or isnan(team.home_s) or team.home_s == -inf:
        raise Refused("A team's departure or return is no time.")
    for stop in team.stops:
        _look_at_stop(stop)


def _look_at_stop(stop: Stop) -> None:
    if not 0 <= stop.p_there <= 1:
        raise Refused("A site holds what is hoped with a chance between 0 and 1.")
    if isnan(stop.turn_s) or stop.turn_s == -inf or not 0 <= stop.work_s <= LONGEST_S:
        raise Refused("A turn-round or working time at a stop is no time.")
    if isnan(stop.closes_s) or stop.closes_s == -inf:
        raise Refused("A site closes at no time.")
    if stop.apart < 0 or stop.site < 0:
        raise Refused("A stop has a negative number.")


def _look_at_piece(piece: Piece, n_sources: int) -> None:
    if not 0 <= piece.time_s <= LONGEST_S:
        raise Refused(f"A stretch of way takes 0 to {LONGEST_S:.0f} s, not {piece.time_s}.")
    if not (0 <= piece.length_m < inf and 0 <= piece.rough <= 1):
        raise Refused("A stretch of way has a length, and an unpaved part between 0 and 1.")
    for source, hazard in piece.hazards.items():
        if not 0 <= source < n_sources:
            raise Refused(f"There is no source of hazard {source}.")
        if not hazard >= 0:
            raise Refused(f"A hazard is a number of at least 0, not {hazard}.")


def _pieces(team: Team) -> list[Piece]:
    """All pieces of a team: its ways, stays and fallbacks."""
    ways = [*team.legs, *(stop.fallback or () for stop in team.stops)]
    return [piece for way in ways for piece in way] + [stop.stay for stop in team.stops]
