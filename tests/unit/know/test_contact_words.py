"""What a team said of a contact is read by everybody: in the log, the alarm and the threat."""

import pytest

from data.toys import NOON, toy_out
from holdfast import facts as f
from holdfast.know.contact_words import contact_parts, towards
from holdfast.know.log import line
from holdfast.know.risk import threats
from holdfast.run.alarms import alarms

FULL = f.ContactReported(
    run="run-1", size=4, unit="armed", activity="looting", uniform="green", equipment="rifles.",
    direction_deg=44.0, harm="hurt", outcome="pinned", intention="withdraw", still_there=True,
    at=f.Point(32.01, 30.0), words="by the mill",
)  # fmt: skip
EVERY = (
    "We have hurt", "Pinned down", "We withdraw", "They are still there", "Moving north-east",
    "They: looting", "Dressed: green", "With: rifles", "by the mill",
)  # fmt: skip


def test_nothing_that_was_said_of_a_contact_is_kept_from_the_room() -> None:
    """The log and the alarm say all of it; the threat all that is about them."""
    talk = toy_out()
    said = talk.at(NOON, FULL)
    state = talk.state
    log = line(said, state).words
    [alarm] = [a for a in alarms(state, NOON + 1) if a.what.startswith("Contact")]
    [threat] = [t for t in threats(state, NOON + 1) if t.threat.startswith("contact-")]

    assert [part for part in EVERY if part not in log] == []
    assert [part for part in EVERY if part not in alarm.more] == []
    assert [part for part in EVERY[3:] if part not in threat.words] == []


def test_what_was_not_said_is_not_made_up() -> None:
    """A bare contact has no parts; its alarm says that the harm is not known."""
    talk = toy_out()
    bare = f.ContactReported(run="run-1", at=f.Point(32.01, 30.0))
    talk.at(NOON, bare)
    [alarm] = [a for a in alarms(talk.state, NOON + 1) if a.what.startswith("Contact")]

    assert contact_parts(bare) == []
    assert alarm.more.startswith("Harm not known · ")


@pytest.mark.parametrize(("deg", "words"), [(0, "north"), (359, "north"), (225, "south-west")])
def test_a_direction_is_told_as_the_nearest_of_eight(deg: float, words: str) -> None:
    """As people say it on the radio."""
    assert towards(deg) == words
