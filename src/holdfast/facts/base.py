"""What is said about a base itself, and in its room."""

from typing import Literal

from holdfast.facts.said import Fact
from holdfast.facts.words import Count, Id, Name, Need, Point, Quantity, Words


class BaseFounded(Fact, frozen=True, tag="base_founded"):
    """A base was opened, or its name, place or map was set anew.

    Attributes:
        zone: IANA time zone of the room's clocks, for example "Etc/GMT-2".
        exercise: everything this base says is an exercise.
        map: content address of the road file, empty when there is no map.
        headcount: people to be fed who are not on the list of people.
    """

    base: Id
    name: Name
    at: Point
    zone: Name = "Etc/UTC"
    exercise: bool = False
    map: str = ""
    headcount: Count = 0


class PostureSet(Fact, frozen=True, tag="posture_set"):
    """The commander stated how alert the base is, and what would change it."""

    base: Id
    posture: Literal["calm", "heightened", "stand_to"]
    words: Words = ""


class RationSet(Fact, frozen=True, tag="ration_set"):
    """How much of a need one person uses a day, by a named standard.

    Attributes:
        per_person_day: in `unit`: litres for water, kcal for food.
        floor_days: days of it below which the room warns.
        source: the standard and its date, for example "Sphere 2018, water supply 2.1".
    """

    need: Need
    per_person_day: Quantity
    unit: Name
    floor_days: Quantity = 0.0
    source: Words = ""


class NoteLogged(Fact, frozen=True, tag="note_logged"):
    """Words for the log.

    Attributes:
        about: id of the run, site or person that they are about.
    """

    words: Words
    about: Id | None = None


class AlarmSeen(Fact, frozen=True, tag="alarm_seen"):
    """Somebody took an alarm upon themselves. It stays, quietly, until its cause is gone."""

    alarm: Id
    words: Words = ""
