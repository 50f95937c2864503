"""A rehearsal as a piece of work: a scene with its odds goes to whoever is free.

Law. The same question has the same answer wherever it is worked out.
"""

from dataclasses import dataclass

from holdfast.rehearse.odds import Odds
from holdfast.rehearse.rehearse import MOST, Rehearsed, rehearse
from holdfast.rehearse.staging import Scene
from holdfast.workers.task import Say, Stop

TASK = "holdfast.workers.rehearsals:rehearsed"
"""What `Workers.start` and `Workers.each` are told to do with an Asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A scene that travels."""

    scene: Scene
    odds: Odds
    seed: int
    most: int = MOST


def rehearsed(asked: object, say: Say, stop: Stop) -> Rehearsed:
    """Play it until it is settled; the part that is done is said."""
    assert isinstance(asked, Asked)  # noqa: S101  (what TASK is started with)
    return rehearse(asked.scene, asked.odds, asked.seed, say, stop, most=asked.most)
