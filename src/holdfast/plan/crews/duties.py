"""Duties that want a crew, and what comes of sharing people and vehicles out among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.base.errors import Refused
from holdfast.plan.crews.crew import Crew
from holdfast.plan.problem import Carrier

CONTACT_H = 200.0
"""One expected contact weighs on a person like so many hours outside: a round of six hours at a
hazard of 0.03 like two such rounds without any (assumed)."""
ALONE = 2
"""Nobody goes alone: no crew is smaller."""
SLACK_KG = 1e-4
"""So much less than asked for is enough: sums of what people carry are not exact."""
KEPT = ("medic", "lead")
"""Skills of which one person is rather kept at home (assumed)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A round that wants a crew.

    Attributes:
        key, name: its id, and the call sign it is spoken of by.
        mode: foot, car or truck. carrier: the vehicle it wants; None where any of its mode will do.
        needs: skills that somebody in the crew must have, beside lead and driver.
        least, most: people in its crew; `seats_kept` seats of the vehicle stay free for others.
        hazard, hours: what everyone in the crew bears: expected contacts, and hours outside.
        carry_kg: what a crew on foot must be able to carry, beside `gear_kg` of kit a head.
        weight: how much it matters that it is manned, at least 0.
        fixed, barred: people put on it, and kept off it, by hand.
        base: where it leaves from, for people and vehicles of that base; "" for those of any.
        pace: the slowest that anyone in the crew may be.
    """

    key: str
    name: str
    mode: str
    carrier: str | None = None
    needs: frozenset[str] = frozenset()
    least: int = ALONE
    most: int = 4
    seats_kept: int = 0
    hazard: float = 0.0
    hours: float = 0.0
    carry_kg: float = 0.0
    gear_kg: float = 0.0
    weight: float = 1.0
    fixed: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    base: str = ""
    pace: float = 0.0

    @property
    def asks(self) -> frozenset[str]:
        """Every skill without which no crew may go on it."""
        return self.needs | {"lead"} | ({"driver"} if self.mode != "foot" else set())

    @property
    def exposure_h(self) -> float:
        """What each one bears, in hours outside without any danger."""
        return self.hours + CONTACT_H * self.hazard

    def fits(self, carrier: Carrier) -> bool:
        """Whether that vehicle will do, with seats for the smallest crew."""
        return (
            carrier.mode == self.mode
            and self.carrier in (None, carrier.vehicle)
            and (not self.base or carrier.base in ("", self.base))
            and self.room(carrier) >= self.least
        )

    def room(self, carrier: Carrier | None) -> int:
        """How many people may go on it in that vehicle, or on foot."""
        return self.most if carrier is None else min(self.most, carrier.seats - self.seats_kept)


@dataclass(frozen=True, slots=True)
class Post:
    """A duty that is manned: by whom, and in what; on foot where `carrier` is None."""

    duty: Duty
    crew: Crew
    carrier: Carrier | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who goes on what.

    Attributes:
        posts: the duties that are manned, in the order given; each crew's `why` says why they go.
        stays: everyone who does not go, by id, each with a sentence.
        unmanned: keys of the other duties, each with a sentence that says what was missing.
        weight: of all the duties manned. points: what all the crews are worth together.
        proven: whether nothing better is possible, within the gap that was asked for.
    """

    posts: tuple[Post, ...]
    stays: tuple[tuple[str, str], ...]
    unmanned: tuple[tuple[str, str], ...]
    weight: float
    points: float
    proven: bool


def look_at(duties: Sequence[Duty]) -> None:
    """Refuse what is no question.

    Raises:
        Refused: a key is used twice, a crew may be one person alone, or a figure is below nothing.
    """
    twice = [key for key, n in Counter(d.key for d in duties).items() if n > 1]
    if twice:
        raise Refused(f"Two duties are called '{twice[0]}'.")
    for duty in duties:
        if duty.least < ALONE:
            raise Refused(f"{duty.name} asks for a crew of {duty.least}: nobody goes alone.")
        figures = (duty.weight, duty.hours, duty.hazard, duty.carry_kg, duty.seats_kept)
        if not all(0 <= x < float("inf") for x in figures):
            raise Refused(f"{duty.name} has a weight, time, hazard, load or seats below nothing.")
