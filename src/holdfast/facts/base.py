"""What is said about a base itself, and in its room."""

from typing import Annotated, Literal

from msgspec import Meta

from holdfast.facts.said import Fact
from holdfast.facts.words import Count, Id, Ms, Name, Need, Point, Quantity, Words

FileName = Annotated[str, Meta(max_length=128, pattern=r"^(?![.])[A-Za-z0-9._-]*$(?!\n)")]
"""A name inside the base's own folder, or nothing; never a path."""
DeviceKey = Annotated[str, Meta(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""A device's public key in hex, as receipts and the log have it."""


class BaseFounded(Fact, frozen=True, tag="base_founded"):
    """A base was opened, or its name, place or map was set anew.

    Attributes:
        zone: IANA time zone of the room's clocks, for example "Etc/GMT-2".
        exercise: everything this base says is an exercise.
        map: content address of the road file, empty when there is no map; a name, never a path.
        relief: SHA-256 over the relief's two files, empty when it was founded without heights.
        headcount: people to be fed who are not on the list of people.
    """

    base: Id
    name: Name
    at: Point
    zone: Name = "Etc/UTC"
    exercise: bool = False
    map: FileName = ""
    headcount: Count = 0
    relief: FileName = ""


class DeviceTakenIn(Fact, frozen=True, tag="device_taken_in"):
    """Somebody said that a device is ours: what it says is believed, and what it said before.

    It counts when this room's own devices say it, the latest word for each device.

    Attributes:
        device: its public key, hex.
        name: what people call it, for example "Leila's phone".
        offset_ms: how far its clock runs ahead of ours, confirmed by whoever says this: its words
            that lie ahead of their arrival are dated back by so much. 0 takes its times as they
            are, and words more than a day ahead stay held.
    """

    device: DeviceKey
    name: Name
    offset_ms: Ms = 0


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
