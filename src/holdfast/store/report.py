"""What a scrub of a ledger found, in sentences."""

from dataclasses import asdict, dataclass, field

from holdfast.ledger import name_of

SENTENCES_MAX = 1_000
"""Problems named one by one; beyond that they are only counted."""


@dataclass
class Report:
    """What the scrub found.

    Attributes:
        n_entries: entries read.
        n_devices: chains among them.
        n_erased: entries whose body was erased here.
        n_absent: entries whose body never came.
        n_problems: how many things are wrong; `problems` names the first SENTENCES_MAX.
        problems: a sentence each.
        forks: chains that contradict themselves, a sentence each: someone's fault, not damage.
        alarms: what was found wrong at earlier starts, a sentence each.
    """

    n_entries: int = 0
    n_devices: int = 0
    n_erased: int = 0
    n_absent: int = 0
    n_problems: int = 0
    problems: list[str] = field(default_factory=list)
    forks: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.n_problems == 0

    def shown(self) -> dict[str, object]:
        """For JSON."""
        return {"whole": self.whole} | asdict(self)

    def told(self) -> str:
        """As a person reads it."""
        lines = [
            f"{self.n_entries} entries of {self.n_devices} devices read; "
            f"{self.n_erased} bodies erased, {self.n_absent} not here.",
            *(f"WRONG  {sentence}" for sentence in self.problems),
            *(f"FORK   {sentence}" for sentence in self.forks),
            *(f"BEFORE {sentence}" for sentence in self.alarms),
        ]
        if self.n_problems > len(self.problems):
            lines.append(f"... and {self.n_problems - len(self.problems)} more.")
        lines.append("Nothing is wrong." if self.whole else f"{self.n_problems} things are wrong.")
        return "\n".join(lines)

    def note(self, sentence: str) -> None:
        """Add a problem."""
        self.n_problems += 1
        if len(self.problems) < SENTENCES_MAX:
            self.problems.append(sentence)


def entry_name(device: bytes, seq: int) -> str:
    """How an entry is named to people."""
    return f"Entry {seq} of device {name_of(device)}"
