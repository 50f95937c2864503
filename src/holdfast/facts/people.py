"""What is said about people: who they are, what they can do, whether they can go."""

from typing import Annotated, Literal

from msgspec import Meta

from holdfast.facts.said import Fact
from holdfast.facts.words import Count, Id, Ms, Name, Quantity, Readiness, Words


class PersonRegistered(Fact, frozen=True, tag="person_registered"):
    """A person belongs to the base, or what is known of them was set anew.

    Attributes:
        skills: plain words, for example "lead", "driver", "medic", "scout", "locks".
        carry_kg: what they can carry over a day.
        pace: their walking speed against the standard walker's 1.0.
        base: where they live.
    """

    person: Id
    name: Name
    base: Id
    skills: tuple[Id, ...] = ()
    carry_kg: Quantity = 20.0
    pace: Annotated[float, Meta(ge=0.1, le=3)] = 1.0


class ReadinessSaid(Fact, frozen=True, tag="readiness_said"):
    """Whether a person can go out; it holds until something else is said.

    Attributes:
        until_ms: when the state is expected to end; a rest that has ended counts as ready.
    """

    person: Id
    state: Readiness
    until_ms: Ms | None = None
    words: Words = ""


class PairNoted(Fact, frozen=True, tag="pair_noted"):
    """Two people must, must not, or work well together."""

    one: Id
    other: Id
    rule: Literal["must", "must_not", "works_well", "none"]
    words: Words = ""


class HarmAccounted(Fact, frozen=True, tag="harm_accounted"):
    """Whom a contact cost was answered without a name: one already named, not known, or nobody.

    Attributes:
        run: whose contact it was; contact: its threat's id, as the board and the map name it.
        answer: "same" as another contact's, "unknown" to whoever was asked, "nobody" after all.
    """

    run: Id
    contact: Id
    answer: Literal["same", "unknown", "nobody"]
    words: Words = ""


class BroughtInCounted(Fact, frozen=True, tag="brought_in_counted"):
    """Those who came in with a run and are not on the books were counted anew.

    Attributes:
        n: how many of them are inside now; 0 when they moved on or were put on the books.
    """

    run: Id
    n: Count
    words: Words = ""
