"""What may be asked of a benchmark; each takes what concerns it and leaves the rest."""

from dataclasses import dataclass
from pathlib import Path

from holdfast.base.errors import Refused

MOST_S = 86_400.0
"""CPU seconds for one instance (assumed: a day)."""


@dataclass(frozen=True, slots=True)
class Options:
    """The words after the benchmark's name.

    Attributes:
        source: the map, or the folder of instances.
        known: the table of best scores.
        out: where solutions are written.
        beside: engines to measure in the same run.
        seconds: CPU seconds for each engine and instance; None: what the benchmark thinks right.
        seed: of whatever is drawn.
        noise: ways: whether hazards vary from arc to arc.
        n_pairs: ways: pairs of places.
        tolerance: ways: how far, relatively, a way may be from the front; 0 is exact.
        n_table: ways: places of the table of ways among many; 0 for none.
    """

    source: Path | None = None
    known: Path | None = None
    out: Path | None = None
    beside: tuple[str, ...] = ()
    seconds: float | None = None
    seed: int = 1
    noise: bool = False
    n_pairs: int = 50
    tolerance: float = 0.0
    n_table: int = 0

    def __post_init__(self) -> None:
        if self.seconds is not None and not 0 < self.seconds <= MOST_S:
            raise Refused(f"The seconds must lie above 0 and at most at {MOST_S:,.0f}.")
        if not 1 <= self.n_pairs <= 100_000:
            raise Refused("The pairs must lie between 1 and 100,000.")
        if not 0 <= self.seed < 2**31:
            raise Refused("The seed must lie between 0 and 2,147,483,647.")
        if not 0 <= self.tolerance < 1:
            raise Refused("The tolerance must be at least 0 and less than 1.")
        if not 0 <= self.n_table <= 1_000:
            raise Refused("The places of the table must lie between 0 and 1,000.")
        if self.out is not None and not self.out.parent.is_dir():
            raise Refused(
                f"'{self.out.parent}' is no folder for the solutions; name one that is there."
            )
