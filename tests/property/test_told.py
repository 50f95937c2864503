"""Whoever listens sees the room as it is, whatever was told and missed in whatever order."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.web import told as under_test
from holdfast.web.told import Frame, Told

ids = st.sampled_from("abcdef")
maps = st.dictionaries(ids, st.integers(0, 3), max_size=6)
rooms = st.fixed_dictionaries({}, optional={"sites": maps, "closures": maps, "panel": st.text()})
steps = st.lists(st.tuples(rooms, st.lists(st.integers(0, 3), max_size=3)), max_size=12)


class Page:
    """What a page has, and which version it says it has seen."""

    def __init__(self) -> None:
        self.seen: int | None = None
        self.map: dict[str, dict[str, Any]] = {}
        self.panels: dict[str, str] = {}

    def hear(self, frames: list[Frame]) -> None:
        """Take these events."""
        for frame in frames:
            lines = dict(line.split(": ", 1) for line in frame.plain.decode().strip().split("\n"))
            change = json.loads(lines["data"])
            self.panels |= change["panels"]
            for name, said in change["map"].items():
                features = {} if said.get("whole") else self.map.setdefault(name, {})
                for gone in said.get("gone", ()):
                    features.pop(gone, None)
                self.map[name] = features | {each["id"]: each["n"] for each in said["features"]}
            if "id" in lines:
                self.seen = int(lines["id"])


@settings(deadline=None)
@given(steps, st.sampled_from([1, 200, 64_000]), st.sampled_from([0, 2, 100]), st.booleans())
def test_all_pages_see_the_same_room(
    history: list[tuple[dict[str, Any], list[int]]], part_bytes: int, gone_kept: int, small: bool
) -> None:
    """Those who hear everything, those who come back after a while, those who come late; with
    parts of any size, and when little of what is gone is remembered."""
    before = under_test.PART_BYTES, under_test.GONE_KEPT, under_test.SMALL_BYTES
    under_test.PART_BYTES, under_test.GONE_KEPT = part_bytes, gone_kept
    under_test.SMALL_BYTES = 256_000 if small else 0
    try:
        _play(history)
    finally:
        under_test.PART_BYTES, under_test.GONE_KEPT, under_test.SMALL_BYTES = before


def _play(history: list[tuple[dict[str, Any], list[int]]]) -> None:
    room: dict[str, Any] = {}
    told, pages = Told(1_000, dict), [Page() for _ in range(4)]
    for change, who_listens in history:
        room |= change
        drawn = {
            name: {"features": [{"id": key, "n": n} for key, n in features.items()]}
            for name, features in room.items()
            if name != "panel"
        }
        panels = {"panel": room["panel"]} if "panel" in room else {}
        told.tell(told.differences(panels, drawn), drawn)
        for i in who_listens:
            page = pages[i]
            if page.seen is None or not told.knows(page.seen):
                page.seen, frames = told.whole()
                page.hear(frames)
            if page.seen != told.version:
                page.hear(told.since(page.seen))
            assert page.seen == told.version
            assert page.panels == panels
            assert page.map == {name: room[name] for name in drawn}
