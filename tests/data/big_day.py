"""A big day: three teams with three stops each, for pages that must show many of both."""

from math import cos, pi, sin

from holdfast import facts as f
from holdfast.base.geo import Place, offset, pack_line

from .toys import HOME, MIN, NOON, D, H

PLAN = "big-day"
NAMES = ("Granary", "Clinic", "Pump house", "School on the ridge", "Market", "Fuel depot",
         "Old mill", "Pharmacy", "Radio mast")  # fmt: skip
PEOPLE = ("Ana", "Basil", "Chen", "Dora", "Emil", "Farah", "Goran", "Hala", "Ivo", "Jun",
          "Katya", "Leo")  # fmt: skip
BELIEVED = (("ration", 400.0), ("water", 900.0), ("drip", 60.0))


def big_day_facts(now_ms: int = NOON, home: Place = HOME, base: str = "") -> list[f.Fact]:
    """People, vehicles, nine sites around the base, and a plan of four options.

    Args:
        now_ms: when it is asked.
        home: where the base lies.
        base: its id if it is founded already; else it is founded here.
    """
    founded = [] if base else [
        f.BaseFounded(base="compound", name="The compound", at=f.Point(*home), zone="Etc/GMT-2",
                      exercise=True, when_ms=now_ms - D),
    ]  # fmt: skip
    base = base or "compound"
    return [
        *founded, *_books(base, now_ms), *_sites(home, now_ms),
        f.PlanAsked(plan=PLAN, base=base, objective="supply", when_ms=now_ms - 5 * MIN,
                    sites=tuple(_site(i) for i in range(len(NAMES))), depart_ms=now_ms + 20 * MIN),
        f.PlanOffered(plan=PLAN, options=options(now_ms + 20 * MIN, home, base),
                      infeasible=CANNOT, when_ms=now_ms - 4 * MIN),
    ]  # fmt: skip


CANNOT = (
    "Radio mast cannot be reached by truck: the track ends 3.1 km before it",
    "Leo is resting: back at 13:00",
    "Goran is owed rest until 06:00",
    "Jeep is unserviceable: gearbox",
    "No option visits all nine sites: the last would be home 1 h 10 min after last light",
)


def options(depart_ms: int, home: Place, base: str = "compound") -> tuple[f.Offered, ...]:
    """Staying home; one team; two teams; three teams with three stops each."""
    three = tuple(_team(n, (3 * n, 3 * n + 1, 3 * n + 2), depart_ms, home, base) for n in range(3))
    two = tuple(_team(n, (3 * n, 3 * n + 1), depart_ms, home, base) for n in range(2))
    one = (_team(0, (0,), depart_ms, home, base),)
    return (
        f.Offered("H", (), 0.0, 0.0, 1.0, "Stay home: nobody is exposed."),
        f.Offered("A", one, 88.0, 0.011, 0.989, "Truck to Granary: all home is likeliest.", STAYS),
        f.Offered("B", two, 171.0, 0.034, 0.967,
                  "Reaches Clinic, School on the ridge and Market too; costs 2.2 points of "
                  "all-home and 55 min.", STAYS[:2]),
        f.Offered("C", three, 266.0, 0.081, 0.922,
                  "Reaches all nine; costs 4.5 points of all-home and 1 h 20 min.", STAYS[:1]),
    )  # fmt: skip


STAYS = (
    "Leo stays: resting until 13:00.",
    "Katya stays: 31 h outside this week, the most of all medics.",
    "Jun stays: must not go with Emil.",
)


def _team(n: int, stops: tuple[int, ...], depart_ms: int, home: Place, base: str) -> f.Tasking:
    """Team n by its vehicle to these sites."""
    crew = tuple(name.lower() for name in PEOPLE[3 * n : 3 * n + 3])
    at_ms, told, ways = depart_ms + n * 10 * MIN, list[f.Stop](), list[f.WayTold]()
    here, where = home, base
    for k, i in enumerate(stops):
        there = place(i, home)
        ways.append(_way("between" if k else "out", where, _site(i), here, there, n))
        at_ms += 55 * MIN
        told.append(f.Stop(
            _site(i), at_ms, at_ms + 40 * MIN, (f.Amount(*BELIEVED[i % 3]),), 0.5 + 0.05 * i,
            turn_ms=at_ms + 70 * MIN if k < 2 else None,
        ))  # fmt: skip
        at_ms, here, where = at_ms + 40 * MIN, there, _site(i)
    ways.append(_way("back", where, base, here, home, n, bend=0.3))
    ways.append(_way("fallback", _site(stops[0]), base, place(stops[0], home), home, n, bend=0.7))
    ways.append(_way("fallback", where, base, here, home, n, bend=-0.6))
    return f.Tasking(
        mode="foot" if n == 2 else "truck", crew=crew, lead=crew[0], stops=tuple(told),
        ways=tuple(ways), depart_ms=depart_ms + n * 10 * MIN, turn_ms=at_ms + 30 * MIN,
        home_ms=at_ms + 60 * MIN, check_every_s=1_200.0, load_kg=310.0 - 120 * n,
        hazard=0.011 + 0.016 * n, value=88.0 - 2 * n, dark_ms=depart_ms + 7 * H,
        vehicle=(None if n == 2 else ("truck", "pickup")[n]), fuel_l=18.0 if n < 2 else 0.0,
        assumes=("Jace's band is where it was seen (B2, 74%)", "The ford can be passed"),
        crew_why=(
            f"{PEOPLE[3 * n]} leads: has led 4 runs home, 6 h outside this week.",
            f"{PEOPLE[3 * n + 1]} drives, and has come home with {PEOPLE[3 * n]} three times.",
            f"{PEOPLE[3 * n + 2]} is the medic that Clinic needs.",
        ),
    )  # fmt: skip


def place(i: int, home: Place) -> Place:
    """Where the i-th site lies: three in a row in each of three directions."""
    team, step = divmod(i, 3)
    turn = 2 * pi * team / 3 + 0.5 + 0.25 * step
    far = 4_000.0 + 2_600.0 * step
    return offset(home, far * cos(turn), far * sin(turn))


def _site(i: int) -> str:
    return f"site-{i + 1}"


def _way(
    role: str, start: str, goal: str, a: Place, b: Place, n: int, bend: float = 0.12
) -> f.WayTold:
    """A bent line with danger by kilometre."""
    middle = Place((a.lon + b.lon) / 2 + bend * (b.lat - a.lat),
                   (a.lat + b.lat) / 2 - bend * (b.lon - a.lon))  # fmt: skip
    km = tuple(0.0004 * (1 + n) * (1 + (k * 7 + n) % 5) for k in range(6))
    return f.WayTold(
        role=role, start=start, goal=goal, line=pack_line([a, middle, b]),  # type: ignore[arg-type]
        length_m=5_600.0, time_s=3_300.0, hazard=sum(km), shared_m=420.0, hazard_by_km=km,
    )  # fmt: skip


def _books(base: str, now_ms: int) -> list[f.Fact]:
    skills = (("lead", "driver"), ("driver",), ("medic",))
    long_ago = {"when_ms": now_ms - D}
    return [
        *(f.PersonRegistered(person=p.lower(), name=p, base=base, skills=skills[i % 3], **long_ago)
          for i, p in enumerate(PEOPLE)),
        f.VehicleRegistered(vehicle="truck", name="Truck", base=base, mode="truck", seats=3,
                            load_kg=2_000.0, load_m3=9.0, use_l_per_100km=22.0, **long_ago),
        f.VehicleRegistered(vehicle="pickup", name="Pickup", base=base, mode="truck", seats=4,
                            load_kg=700.0, load_m3=3.0, use_l_per_100km=14.0, **long_ago),
        f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=7, **long_ago),
        f.RationSet(need="water", per_person_day=15, unit="L", floor_days=3, **long_ago),
        f.ItemDefined(item="ration", name="Ration", unit="pack", need="food", kg=1.0, covers=2_100,
                      **long_ago),
        f.ItemDefined(item="water", name="Water", unit="L", need="water", kg=1.0, covers=1,
                      **long_ago),
        f.ItemDefined(item="drip", name="Drip set", unit="set", need="medicine", kg=0.2,
                      **long_ago),
    ]  # fmt: skip


def _sites(home: Place, now_ms: int) -> list[f.Fact]:
    what = ("food", "hospital", "water", "school", "food", "fuel", "warehouse", "pharmacy", "other")
    found: list[f.Fact] = []
    for i, name in enumerate(NAMES):
        at = f.Point(*place(i, home))
        found.append(f.SiteNoted(site=_site(i), name=name, at=at, what=what[i],
                                 when_ms=now_ms - D))  # fmt: skip
        if i < 7:
            found.append(f.SightingReported(
                sighting=f"seen-{i}", at=at, about="stock", words="Shelves still full",
                reliability="C", credibility="3", site=_site(i),
                contents=(f.Amount(*BELIEVED[i % 3]),), when_ms=now_ms - 3 * H,
            ))  # fmt: skip
    return found
