"""A base on a bad day: a run in every state that needs a person, for pages that must bear it."""

from holdfast import facts as f
from holdfast.base.geo import Place, pack_line

from .toys import DEPOT, FAR_LINE, HOME, LINE, MIN, H, base_facts, tasking

HILL = Place(31.97, 30.02)
HILL_LINE = pack_line([HOME, Place(31.985, 30.012), HILL])
BACK_LINE = pack_line([DEPOT, Place(32.02, 30.004), HOME])
ASKED = "plan-1"


def way(
    role: str, line: tuple[int, ...], time_s: float = 3_600.0, shared_m: float = 0.0
) -> f.WayTold:
    """A way of 5 km with its danger by kilometre as it was planned."""
    ends = ("compound", "depot") if role == "out" else ("depot", "compound")
    return f.WayTold(
        role=role, start=ends[0], goal=ends[1], line=line,  # type: ignore[arg-type]
        length_m=5_000.0, time_s=time_s, hazard=0.02, shared_m=shared_m,
        hazard_by_km=(0.001, 0.004, 0.009, 0.004, 0.002),
    )  # fmt: skip


WAYS = (way("out", LINE), way("back", BACK_LINE, 3_900.0, 640.0),
        way("fallback", FAR_LINE, 7_200.0, 80.0))  # fmt: skip


def rich_facts(now_ms: int) -> list[f.Fact]:
    """Everything that is said by `now_ms`; what happened before carries its time."""
    return [
        *base_facts(), *_stores(now_ms), *_dangers(now_ms), *_silent(now_ms), *_late(now_ms),
        *_coming(now_ms), *_waiting(now_ms), *_short(now_ms), *_planned(now_ms),
    ]  # fmt: skip


def _run(
    run: str,
    call: str,
    left_ms: int,
    crew: tuple[str, ...],
    objective: str = "supply",
    **more: object,
) -> list[f.Fact]:
    """Asked, agreed and out, as of `left_ms`."""
    told = tasking(left_ms, crew=crew, lead=crew[0], ways=WAYS, **more)
    return [
        f.RunTasked(run=run, call=call, objective=objective, base="compound", tasking=told,  # type: ignore[arg-type]
                    when_ms=left_ms - 20 * MIN),
        *(f.ConsentSaid(run=run, person=p, yes=True, when_ms=left_ms - 10 * MIN) for p in crew),
        f.Departed(run=run, crew=crew, at=f.Point(*HOME), when_ms=left_ms),
    ]  # fmt: skip


def _stores(now_ms: int) -> list[f.Fact]:
    return [
        f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=7, source="Sphere"),
        f.StockMoved(lot="lot-1", n=19, source="outside", target="base:compound",
                     reason="received", when_ms=now_ms - 60 * H),
        f.ItemDefined(item="drip", name="Drip set", unit="set", need="medicine", kg=0.2),
        f.LotDefined(lot="lot-2", item="drip"),
        f.StockMoved(lot="lot-2", n=69, source="outside", target="base:compound",
                     reason="received", when_ms=now_ms - 90 * H),
        f.StockMoved(lot="lot-2", n=4, source="base:compound", target="used", reason="used",
                     when_ms=now_ms - 20 * H),
        f.SiteNoted(site="hill", name="The old water tower on the hill", at=f.Point(*HILL),
                    what="water"),
    ]  # fmt: skip


def _dangers(now_ms: int) -> list[f.Fact]:
    return [
        f.ThreatNoted(threat="jace", name="Jace's band", what="armed", at=f.Point(32.06, 29.96),
                      radius_m=1_500, reliability="B", credibility="2", when_ms=now_ms - 9 * H),
        f.ThreatNoted(threat="post", name="Checkpoint", what="armed", at=f.Point(32.02, 30.004),
                      radius_m=250, reliability="B", credibility="2", when_ms=now_ms - 5 * MIN),
    ]  # fmt: skip


def _silent(now_ms: int) -> list[f.Fact]:
    """KESTREL 1 was in contact at the depot, laid a cache, and has been silent since."""
    return [
        *_run("run-1", "KESTREL 1", now_ms - 3 * H, ("leila", "kai")),
        f.SilencePlanned(run="run-1", start_ms=now_ms - 150 * MIN, end_ms=now_ms - 120 * MIN,
                         when_ms=now_ms - 170 * MIN),
        f.Arrived(run="run-1", site="depot", at=f.Point(*DEPOT), when_ms=now_ms - 110 * MIN),
        f.ContactReported(run="run-1", unit="infected", size=4, at=f.Point(*DEPOT), harm="hurt",
                          outcome="broke_off", radius_m=300, when_ms=now_ms - 100 * MIN),
        f.CacheLaid(run="run-1", cache="cache-1", site="depot", at=f.Point(*DEPOT),
                    contents=(f.Amount("ration", 14),), mark="under the ramp",
                    when_ms=now_ms - 95 * MIN),
        f.CheckedIn(run="run-1", when_ms=now_ms - 80 * MIN),
    ]  # fmt: skip


def _late(now_ms: int) -> list[f.Fact]:
    """HERON 2 is on its way past its turn-round time, and MERLIN 3 calls for help."""
    return [
        *_run("run-2", "HERON 2", now_ms - 4 * H, ("mark",), "recon"),
        f.CheckedIn(run="run-2", at=f.Point(32.018, 30.0), when_ms=now_ms - 13 * MIN),
        *_run("run-3", "MERLIN 3", now_ms - 2 * H, ("darren",), "rescue"),
        f.HelpCalled(run="run-3", need="casualty", words="Darren has a broken ankle",
                     at=f.Point(32.03, 30.003), when_ms=now_ms - 10 * MIN),
    ]  # fmt: skip


def _coming(now_ms: int) -> list[f.Fact]:
    """OSPREY 4 comes home after last light, and not well."""
    return [
        f.PersonRegistered(person="nadia", name="Nadia", base="compound"),
        *_run("run-4", "OSPREY 4", now_ms - 5 * H, ("nadia",), dark_ms=now_ms + 10 * MIN),
        f.Arrived(run="run-4", site="depot", at=f.Point(*DEPOT), when_ms=now_ms - 2 * H),
        f.LeftSite(run="run-4", site="depot", at=f.Point(*DEPOT), when_ms=now_ms - 15 * MIN),
        f.CheckedIn(run="run-4", well=False, words="Feet gone", when_ms=now_ms - 5 * MIN),
    ]  # fmt: skip


def _waiting(now_ms: int) -> list[f.Fact]:
    """FALCON 5 was to leave an hour ago with somebody who will not go."""
    return [
        f.PersonRegistered(person="sami", name="Sami", base="compound"),
        f.RunTasked(run="run-5", call="FALCON 5", objective="patrol", base="compound", plan=ASKED,
                    tasking=tasking(now_ms - H, crew=("sami",), lead="sami", ways=WAYS)),
        f.ConsentSaid(run="run-5", person="sami", yes=False),
    ]  # fmt: skip


def _short(now_ms: int) -> list[f.Fact]:
    """SWIFT 6 came home without one of its crew, and nobody has debriefed it."""
    names = ("Omar", "Lina")
    return [
        *(f.PersonRegistered(person=n.lower(), name=n, base="compound") for n in names),
        *_run("run-6", "SWIFT 6", now_ms - 6 * H, ("omar", "lina")),
        f.CameHome(run="run-6", home=("omar",), missing=("lina",), when_ms=now_ms - 30 * MIN),
    ]  # fmt: skip


def _planned(now_ms: int) -> list[f.Fact]:
    """A question with three options, of which two people chose different ones."""
    told = tasking(now_ms + H, crew=("mark", "darren"), lead="mark", ways=WAYS)
    options = (
        f.Offered("A", (told,), 22.0, 0.015, 0.985, "2 on foot: of these, all home is likeliest."),
        f.Offered("B", (told,), 30.0, 0.035, 0.966,
                  "2 on foot to Depot: brings 8.0 person-days more, home 2 h 15 min later."),
        f.Offered("H", (), 0.0, 0.0, 1.0, "Stay home: nobody is exposed."),
    )  # fmt: skip
    return [
        f.PlanAsked(plan=ASKED, base="compound", objective="supply", sites=("depot",),
                    depart_ms=now_ms + H, when_ms=now_ms - 50 * MIN),
        f.PlanOffered(plan=ASKED, options=options, infeasible=("The truck has no fuel.",),
                      when_ms=now_ms - 49 * MIN),
        f.PlanChosen(plan=ASKED, letter="A", by="mark", when_ms=now_ms - 40 * MIN),
        f.PlanChosen(plan=ASKED, letter="B", by="leila", when_ms=now_ms - 39 * MIN),
    ]  # fmt: skip
