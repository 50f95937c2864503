"""A base whose time zone nobody knows: its times are told in UTC, and it is said."""

from collections.abc import Iterator
from zlib import crc32

from holdfast import facts as f
from holdfast.base.grid import known_zone
from holdfast.know.runs import heard_at_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id


def zone_alarm(state: State, base: str) -> Iterator[Alarm]:
    """One base's clocks stand in UTC, because its own zone is none."""
    said = state.bases.get(base)
    if said is None or not isinstance(said.fact, f.BaseFounded) or known_zone(said.fact.zone):
        return
    fact = said.fact
    yield Alarm(
        alarm=alarm_id("zone", base, crc32(fact.zone.encode())),
        severity="warning",
        icon="time",
        who=fact.name,
        what="Its times are told in UTC",
        more=f"'{fact.zone[:40]}' is no time zone that this machine knows: whoever founded it sets "
        "one with 'holdfast amend --zone'",
        since_ms=heard_at_ms(said),
        acts=(Act("Read the log", href="/log"),),
    )
