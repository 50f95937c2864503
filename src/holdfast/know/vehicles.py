"""What can be driven: readiness, tank and range of each vehicle."""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.know.fuel import tank
from holdfast.know.runs import stories
from holdfast.know.state import State


@dataclass(frozen=True, slots=True)
class VehicleLine:
    """One vehicle as the room sees it now.

    Attributes:
        state: ready, unserviceable, away, lost, or outside while on a run.
        fuel_l: by reckoning from the last reading; None when nobody has read it.
        read_l, read_ms: that reading, and when. used_l: driven since then; driven_ms: until when.
        range_km: what the fuel is good for; None when use or fuel is not known.
    """

    vehicle: str
    name: str
    mode: str
    state: str
    words: str
    seats: int
    stretchers: int
    load_kg: float
    load_m3: float
    fuel_l: float | None
    tank_l: float
    use_l_per_100km: float
    range_km: float | None
    run: str | None
    base: str = ""
    read_l: float | None = None
    read_ms: int | None = None
    used_l: float = 0.0
    driven_ms: int | None = None


def vehicles(state: State, now_ms: int | None = None) -> list[VehicleLine]:
    """Every vehicle, by name; without a time, a leg that one is on counts as driven."""
    out = {
        s.tasking.vehicle: s for s in stories(state).values() if s.outside and s.tasking is not None
    }
    lines = []
    for key, said in state.vehicles.items():
        known = said.fact
        if not isinstance(known, f.VehicleRegistered):
            continue
        word = state.vehicle_readiness.get(key)
        ready = word.fact if word and isinstance(word.fact, f.VehicleReadinessSaid) else None
        held = tank(state, known, now_ms)
        story = out.get(key)
        lines.append(
            VehicleLine(
                vehicle=key,
                name=known.name,
                mode=known.mode,
                state="outside" if story else (ready.state if ready else "ready"),
                words=ready.words if ready else "",
                seats=known.seats,
                stretchers=known.stretchers,
                load_kg=known.load_kg,
                load_m3=known.load_m3,
                fuel_l=held.left_l,
                tank_l=known.tank_l,
                use_l_per_100km=known.use_l_per_100km,
                range_km=_range_km(held.left_l, known.use_l_per_100km),
                run=story.run if story else None,
                base=known.base,
                read_l=held.read_l,
                read_ms=held.read_ms,
                used_l=held.used_l,
                driven_ms=held.driven_ms,
            )
        )
    return sorted(lines, key=lambda v: (v.name, v.vehicle))


def _range_km(fuel_l: float | None, use_l_per_100km: float) -> float | None:
    return None if fuel_l is None or use_l_per_100km <= 0 else fuel_l / use_l_per_100km * 100
