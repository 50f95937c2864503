"""A toy base that every test knows: The compound, four people, a truck, a depot, KESTREL 1."""

from collections.abc import Iterator

import msgspec

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.base.geo import Place, pack_line
from holdfast.facts.said import Fact, Said
from holdfast.know.fold import fold_all
from holdfast.know.state import State

NOON = 1_795_168_800_000
"""10:00 UTC on 20 November 2026: noon on the clocks of the toy base."""
MIN = 60_000
H = 60 * MIN
D = 24 * H
HOME, DEPOT = Place(32.0, 30.0), Place(32.04, 30.0)
OUT_S = 3_600.0
LINE = pack_line([HOME, Place(32.02, 30.0), DEPOT])
FAR_LINE = pack_line([DEPOT, Place(32.02, 30.05), HOME])


class Talk:
    """Words said by devices; `state` is what they lead to."""

    def __init__(self) -> None:
        self.said: list[Said] = []

    def at(self, ms: int, *facts: Fact, device: str = "aa") -> Said:
        """Say facts at this moment by this device; the last is handed back."""
        for fact in facts:
            self.said.append(Said(Stamp(ms, 0, device, len(self.said)), fact))
        return self.said[-1]

    @property
    def state(self) -> State:
        """What a node believes that has heard all of it."""
        return fold_all(self.said)


def way(role: str, line: tuple[int, ...] = LINE, time_s: float = OUT_S) -> f.WayTold:
    """A way of 4 km between the compound and the depot."""
    ends = ("compound", "depot") if role == "out" else ("depot", "compound")
    return f.WayTold(
        role=role, start=ends[0], goal=ends[1], line=line,  # type: ignore[arg-type]
        length_m=4_000.0, time_s=time_s, hazard=0.02,
    )  # fmt: skip


def tasking(left_ms: int = NOON - H, **more: object) -> f.Tasking:
    """Leila and Kai on foot to the depot: an hour out, 45 minutes there, an hour back."""
    plain = f.Tasking(
        mode="foot", crew=("leila", "kai"), lead="leila",
        stops=(f.Stop("depot", left_ms + H, left_ms + 105 * MIN, (f.Amount("ration", 20),), 0.6),),
        ways=(way("out"), way("back"), way("fallback", FAR_LINE, 2 * OUT_S)),
        depart_ms=left_ms, turn_ms=left_ms + 4 * H, home_ms=left_ms + 165 * MIN,
        check_every_s=1_800.0, load_kg=25.0, hazard=0.05, value=30.0, dark_ms=left_ms + 6 * H,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


def tasked(run: str = "run-1", call: str = "KESTREL 1", **more: object) -> f.RunTasked:
    """The order for a run."""
    return f.RunTasked(
        run=run, call=call, objective="supply", base="compound", tasking=tasking(**more)
    )


def base_facts() -> Iterator[Fact]:
    """The base and its books."""
    yield f.BaseFounded(
        base="compound", name="The compound", at=f.Point(*HOME), zone="Etc/GMT-2", exercise=True
    )
    for name in ("Leila", "Kai", "Mark", "Darren"):
        yield f.PersonRegistered(person=name.lower(), name=name, base="compound")
    yield f.VehicleRegistered(
        vehicle="truck", name="Truck", base="compound", mode="truck", seats=3,
        use_l_per_100km=20.0,
    )  # fmt: skip
    yield f.ItemDefined(
        item="ration", name="Ration", unit="pack", need="food", kg=1.0, covers=2_100
    )
    yield f.LotDefined(lot="lot-1", item="ration")
    yield f.SiteNoted(site="depot", name="Depot", at=f.Point(*DEPOT), what="warehouse")


def toy() -> Talk:
    """The toy base, founded a week ago."""
    talk = Talk()
    talk.at(NOON - 7 * D, *base_facts())
    return talk


def toy_out() -> Talk:
    """The toy base with KESTREL 1 an hour on its way."""
    talk = toy()
    talk.at(
        NOON - 2 * H, tasked(),
        f.ConsentSaid(run="run-1", person="leila", yes=True),
        f.ConsentSaid(run="run-1", person="kai", yes=True),
    )  # fmt: skip
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila", "kai"), at=f.Point(*HOME)))
    return talk
