"""CPU seconds to spend: every engine measured gets as many, whatever else the machine does."""

from time import process_time


class Budget:
    """So many CPU seconds of this process, all its threads counted, from now on."""

    def __init__(self, cpu_s: float) -> None:
        self._began_s, self._all_s = process_time(), cpu_s

    @property
    def used_s(self) -> float:
        """CPU seconds spent so far."""
        return process_time() - self._began_s

    def left(self, _n_tries: int = 0) -> float:
        """The part that is left, 1 to 0: what a search of ours asks after some tries."""
        return max(0.0, 1.0 - self.used_s / self._all_s)

    def spent(self, best_cost: int = 0) -> bool:  # noqa: ARG002  # the name that PyVRP gives it
        """Whether nothing is left: what other engines ask, whatever they tell with it."""
        return self.used_s >= self._all_s
