"""No chance of coming home is told of a team of which something has gone wrong."""

import pytest

from data.toys import HOME, MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.run.alarms import alarms
from holdfast.run.board import board

AT = f.Point(*HOME)


def contact(**more: object) -> f.ContactReported:
    """Armed people, met on the way."""
    return f.ContactReported(run="run-1", at=AT, **more)  # type: ignore[arg-type]


def well(at_ms: int) -> Talk:
    """KESTREL 1 checked in at this moment."""
    talk = toy_out()
    talk.at(at_ms, f.CheckedIn(run="run-1"))
    return talk


def told(talk: Talk, now_ms: int) -> tuple[bool, str]:
    """Whether there is a figure, and why not."""
    [card] = board(talk.state, now_ms)
    return card.p_home is not None, card.p_home_why


def test_a_team_that_is_heard_and_well_has_a_figure() -> None:
    """As long as its next report is not due."""
    assert told(well(NOON), NOON + 20 * MIN) == (True, "")


def test_an_overdue_team_has_none() -> None:
    """Not after a minute, and not after a day."""
    assert told(well(NOON), NOON + 31 * MIN) == (False, "overdue")
    assert told(well(NOON), NOON + 25 * H) == (False, "overdue")


@pytest.mark.parametrize(
    ("fact", "why"),
    [(f.HelpCalled(run="run-1"), "needs help"),
     (contact(), "in contact"),
     (contact(outcome="pinned", harm="none"), "in contact"),
     (contact(outcome="driven_off", harm="hurt"), "somebody was harmed"),
     (f.CheckedIn(run="run-1", well=False), "not well")],
    ids=["help", "contact", "pinned", "hurt", "unwell"],
)  # fmt: skip
def test_help_contact_and_harm_take_the_figure_away(fact: f.Report, why: str) -> None:
    """With the reason in its place."""
    talk = well(NOON)
    talk.at(NOON + MIN, fact)
    assert told(talk, NOON + 2 * MIN) == (False, why)


def test_a_contact_that_is_over_or_answered_with_all_well_lowers_the_figure_only() -> None:
    """Driven off, nobody hurt; or they say that they are well."""
    for more in ({"outcome": "driven_off", "harm": "none"}, {"outcome": "avoided"}):
        talk = well(NOON)
        talk.at(NOON + MIN, contact(**more))
        assert told(talk, NOON + 2 * MIN) == (True, "")
    talk = well(NOON)
    talk.at(NOON + MIN, contact(outcome="pinned"))
    talk.at(NOON + 2 * MIN, f.CheckedIn(run="run-1"))
    assert told(talk, NOON + 3 * MIN) == (True, "")


def test_who_was_hurt_is_not_unharmed_again_and_who_is_missing_is_not_home() -> None:
    """All well later, or home without one."""
    talk = well(NOON)
    talk.at(NOON + MIN, contact(outcome="broke_off", harm="hurt"))
    talk.at(NOON + 2 * MIN, f.CheckedIn(run="run-1"))
    assert told(talk, NOON + 3 * MIN) == (False, "somebody was harmed")
    talk = well(NOON)
    talk.at(NOON + MIN, f.CameHome(run="run-1", home=("leila",), missing=("kai",)))
    assert told(talk, NOON + 3 * MIN) == (False, "somebody is missing")


def unwell_stands(talk: Talk, now_ms: int) -> bool:
    """Whether the alarm that they are not well is raised."""
    found = alarms(talk.state, now_ms, board(talk.state, now_ms))
    return any(alarm.alarm.startswith("unwell") for alarm in found)


@pytest.mark.parametrize(
    "more", [{"outcome": "driven_off", "harm": "none"}, {"outcome": "avoided"}]
)
def test_a_contact_that_is_over_does_not_make_a_team_well(more: dict[str, str]) -> None:
    """Not well, then driven off: no figure is told as long as the alarm stands, and no longer."""
    talk = well(NOON)
    talk.at(NOON + MIN, f.CheckedIn(run="run-1", well=False))
    talk.at(NOON + 2 * MIN, contact(**more))
    assert told(talk, NOON + 3 * MIN) == (False, "not well")
    assert unwell_stands(talk, NOON + 3 * MIN)
    talk.at(NOON + 4 * MIN, f.CheckedIn(run="run-1"))
    assert told(talk, NOON + 5 * MIN) == (True, "")
    assert not unwell_stands(talk, NOON + 5 * MIN)


@pytest.mark.parametrize(
    ("fact", "why"),
    [(f.CheckedIn(run="run-1", well=False), "not well"), (contact(outcome="pinned"), "in contact")],
    ids=["unwell", "pinned"],
)
def test_all_well_with_a_date_that_cannot_be_believed_answers_nothing(
    fact: f.Report, why: str
) -> None:
    """Dated hours ahead, it may have been said before: figure and alarm tell the same."""
    talk = well(NOON)
    talk.at(NOON + MIN, fact)
    talk.at(NOON + 2 * MIN, f.CheckedIn(run="run-1", when_ms=NOON + 3 * H))
    assert told(talk, NOON + 3 * MIN) == (False, why)
    assert unwell_stands(talk, NOON + 3 * MIN) == (why == "not well")


@pytest.mark.parametrize("state", ["dead", "lost"])
def test_no_chance_stands_beside_a_member_who_is_said_to_be_dead_or_lost(state: str) -> None:
    """Whoever said it, and while they are out."""
    talk = well(NOON - MIN)
    talk.at(NOON, f.ReadinessSaid(person="kai", state=state))  # type: ignore[arg-type]
    assert told(talk, NOON) == (False, "one of them is said to be dead or lost")
