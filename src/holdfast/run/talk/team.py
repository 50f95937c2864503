"""A team as the radio knows it: its call sign, where it is, and what it could say now."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from holdfast.know.naming import site_name
from holdfast.know.runs import OUTSIDE, stories
from holdfast.know.state import State
from holdfast.run.board import Card, board


@dataclass(frozen=True, slots=True)
class Team:
    """Attributes:
    sign: the call sign in small parts, as `clauses.parts` gives them.
    site: where they are or are heading, an id; None where that is none of their stops.
    stops: id and name of each stop. may_fall_back: a fallback was told and is not taken yet.
    helped: whether a call for help of theirs is open.
    """

    run: str
    call: str
    sign: tuple[str, ...]
    phase: str
    crew: tuple[str, ...] = ()
    site: str | None = None
    stops: tuple[tuple[str, str], ...] = ()
    may_fall_back: bool = False
    helped: bool = False

    @property
    def outside(self) -> bool:
        """Whether they are beyond the gate."""
        return self.phase in OUTSIDE


def teams(state: State, now_ms: int) -> list[Team]:
    """The teams of the board, those that are out first; of two with one sign, the first."""
    return teams_of(state, board(state, now_ms))


def teams_of(state: State, cards: Iterable[Card]) -> list[Team]:
    """The teams of these cards of the board."""
    told = stories(state)
    found: dict[tuple[str, ...], Team] = {}
    for card in sorted(cards, key=lambda c: c.phase not in OUTSIDE):
        task = told[card.run].tasking
        stops = tuple((s.site, site_name(state, s.site)) for s in task.stops) if task else ()
        falls = task is not None and any(way.role == "fallback" for way in task.ways)
        team = _team(card, stops, falls and not card.on_fallback)
        found.setdefault(team.sign, team)
    return list(found.values())


def _team(card: Card, stops: Iterable[tuple[str, str]], falls: bool) -> Team:
    return Team(
        run=card.run,
        call=card.call,
        sign=sign_of(card.call),
        phase=card.phase,
        crew=card.crew_ids,
        site=card.site_id,
        stops=tuple(stops),
        may_fall_back=falls,
        helped=bool(card.help),
    )


def sign_of(call: str) -> tuple[str, ...]:
    """'KESTREL 1' as parts: letters and numbers, small."""
    return tuple(re.findall(r"[^\W\d_]+|\d+", call.casefold()))
