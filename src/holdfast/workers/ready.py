"""Machine code made ready before any budget begins: whoever asks first waits for the compiler.

Laws. No part of a plan's or a rehearsal's budget goes to compiling. What is made ready here is what
set-up makes ready: one list serves both (furnish.warm). Where all is kept on disk already, this
takes half a second once in a process.
"""

import threading
from collections.abc import Callable

from holdfast.plan.crews import climbing
from holdfast.plan.rounds import search
from holdfast.plan.ways import ways
from holdfast.rehearse.mission import Mission, Piece, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.writing import write

READYING = "Making the planner ready, once on this machine"
"""How the step begins in words, while code is compiled."""


def _played() -> None:
    """One play of one short walk."""
    walk = Mission((Team("foot", ((Piece(60.0, 100.0),),), (), 1),))
    play(write(walk, Odds()), Odds(), seed=1, first=0, n=1)


PARTS: tuple[tuple[Callable[[], None], float], ...] = (
    (search.warm, 24.0),
    (ways.warm, 21.0),
    (_played, 14.0),
    (climbing.warm, 8.0),
)
"""What is compiled, the longest first, with the seconds that each takes on one core of 2026
(measured), by which progress is told."""

KEPT_S = 0.5
"""What is kept on disk is read in less (measured: 0.3 s for the largest part)."""

_lock = threading.Lock()
_done: set[Callable[[], None]] = set()


def make_ready(say: Callable[[str, float], None]) -> None:
    """Compile whatever is not ready in this process yet; of several who ask at once all wait.

    Args:
        say: told of each part that is not kept on disk, in words, with the part done (0..1).
    """
    whole = sum(seconds for _, seconds in PARTS)
    with _lock:
        for i, (part, _) in enumerate(PARTS):
            if part in _done:
                continue
            left = sum(seconds for _, seconds in PARTS[i:])
            words = f"{READYING}: part {i + 1} of {len(PARTS)}, about {left:.0f} s more"
            late = threading.Timer(KEPT_S, say, (words, 1 - left / whole))
            late.start()
            try:
                part()
            finally:
                late.cancel()
                late.join()  # nobody else speaks meanwhile
            _done.add(part)
