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


CLINIC, MILL = Place(32.02, 30.01), Place(32.04, 30.01)
PLACES = {"compound": HOME, "clinic": CLINIC, "mill": MILL, "depot": DEPOT}
ROUND_WAYS = (
    ("out", "compound", "clinic", OUT_S), ("between", "clinic", "mill", OUT_S),
    ("between", "mill", "depot", OUT_S), ("back", "depot", "compound", OUT_S),
    ("fallback", "clinic", "compound", OUT_S / 2), ("fallback", "mill", "compound", OUT_S),
    ("fallback", "depot", "compound", 2 * OUT_S),
)  # fmt: skip


def leg(
    role: str, start: str, goal: str, time_s: float = OUT_S, at: Place | None = None
) -> f.WayTold:
    """A straight way between two places of the round; from 'here', where the team is at."""
    line = pack_line([at or PLACES[start], PLACES[goal]])
    return f.WayTold(role, start, goal, line, 4_000.0, time_s, 0.02)  # type: ignore[arg-type]


def stop(site: str, arrive_ms: int, turn_ms: int | None = None, **more: object) -> f.Stop:
    """A visit of half an hour."""
    plain = f.Stop(site, arrive_ms, arrive_ms + 30 * MIN, turn_ms=turn_ms)
    return msgspec.structs.replace(plain, **more)


def round_tasking(left_ms: int = NOON - H, **more: object) -> f.Tasking:
    """Leila and Kai on foot to clinic, mill and depot: an hour each leg, half an hour each stop.

    Home from the clinic in half an hour, from the mill in one, from the depot in one or, by its
    fallback, two. They turn by 7 h at the clinic, 6.5 h at the mill, 6 h at the depot; dark at 8 h.
    """
    stops = (
        stop("clinic", left_ms + H, left_ms + 7 * H),
        stop("mill", left_ms + 150 * MIN, left_ms + 390 * MIN),
        stop("depot", left_ms + 4 * H),
    )
    told = {
        "stops": stops, "ways": tuple(leg(*ends) for ends in ROUND_WAYS), "hazard": 0.1,
        "turn_ms": left_ms + 6 * H, "home_ms": left_ms + 330 * MIN, "dark_ms": left_ms + 8 * H,
    }  # fmt: skip
    return tasking(left_ms, **told | more)


def round_out(left_ms: int = NOON - H, **more: object) -> Talk:
    """The toy base with KESTREL 1 on its round since `left_ms`."""
    talk = toy()
    talk.at(
        left_ms - H,
        f.SiteNoted(site="clinic", name="Clinic", at=f.Point(*CLINIC), what="hospital"),
        f.SiteNoted(site="mill", name="Mill", at=f.Point(*MILL), what="food"),
        msgspec.structs.replace(tasked(), tasking=round_tasking(left_ms, **more)),
        *(f.ConsentSaid(run="run-1", person=p, yes=True) for p in ("leila", "kai")),
    )
    talk.at(left_ms, f.Departed(run="run-1", crew=("leila", "kai"), at=f.Point(*HOME)))
    return talk


def told_anew(
    at_ms: int, at: Place, sites: tuple[str, ...] = ("depot",), **more: object
) -> f.RunTasked:
    """KESTREL 1 is tasked anew from where it is: to these sites, an hour each leg, and home."""
    ends = ("here", *sites)
    roles = ("out", *("between" for _ in sites[1:]))
    ways = [
        leg(role, a, b, at=at if a == "here" else None)
        for role, a, b in zip(roles, ends, sites, strict=False)
    ]
    home = leg("back", ends[-1], "compound", at=at if not sites else None)
    stops = tuple(stop(site, at_ms + H + i * 90 * MIN) for i, site in enumerate(sites))
    plain = round_tasking(
        at_ms, stops=stops, ways=(*ways, home), turn_ms=at_ms + 5 * H, depart_ms=at_ms,
        home_ms=at_ms + H + 90 * MIN * len(sites),
    )  # fmt: skip
    plain = msgspec.structs.replace(plain, **more)
    return msgspec.structs.replace(tasked(), tasking=plain)


def goes(talk: Talk, left_ms: int, *words: tuple[int, str, str]) -> Talk:
    """Reports of the round, each as minutes since it left, what, and of which site."""
    kinds = {"at": f.Arrived, "left": f.LeftSite, "back": f.TurnedBack, "seen": f.CheckedIn}
    for minutes, what, site in words:
        named = {"site": site} if what in ("at", "left") else {}
        talk.at(left_ms + minutes * MIN, kinds[what](run="run-1", **named))  # type: ignore[operator]
    return talk
