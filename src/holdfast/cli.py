"""The command line: one function for each word.

Law. What goes wrong on purpose is one sentence on standard error and exit code 1; 2 is for words
that nobody understands. docs/cli.md describes every word; a test compares. What a word needs is
brought in when the word is said, so that the room opens fast.
"""

import argparse
import json
import sys
import webbrowser
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.base.errors import HoldfastError, Refused
from holdfast.base.geo import Place
from holdfast.bench import BENCHES, run
from holdfast.bench.options import Options
from holdfast.progress import Bar

if TYPE_CHECKING:
    from holdfast.workers import Workers

DEMO_PORT, ROOM_PORT = 8460, 8460
PLACES = ("--at", "--to")
"""Options that take a place."""


def main(words: Sequence[str] | None = None) -> None:
    """Do what was asked; a refusal is a sentence and exit code 1."""
    asked = parser().parse_args(joined(sys.argv[1:] if words is None else words))
    try:
        asked.do(asked)
    except HoldfastError as exc:
        sys.exit(f"holdfast: {exc}")
    except KeyboardInterrupt:
        sys.exit("holdfast: stopped.")
    except BrokenPipeError:
        sys.stderr.close()


def joined(words: Sequence[str]) -> list[str]:
    """The words, with each place joined to its option: '--at -116.7,36.9' as '--at=-116.7,36.9'.

    So that a place west of Greenwich is not taken for an option.
    """
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in PLACES and word[:1] == "-" and word[1:2].isdigit():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def parser() -> argparse.ArgumentParser:
    """Every word with its options."""
    top = argparse.ArgumentParser(
        prog="holdfast",
        description="The operations room for a base whose people must come home.",
        epilog="In a checkout, ./holdfast also knows 'setup' and 'check'.",
    )
    words = top.add_subparsers(dest="word", required=True, metavar="WORD")

    word = _word(words, "demo", demo, "open the room with the supply-run drill playing in it")
    word.add_argument("--port", type=int, default=DEMO_PORT, help="0 takes any that is free")
    word.add_argument("--no-browser", action="store_true", help="do not open a browser")

    word = _word(words, "init", init, "found a base: a folder, a name, a map and a place")
    word.add_argument("folder", type=Path, metavar="DIR")
    word.add_argument("--name", required=True, help="what the base is called")
    word.add_argument("--map", required=True, type=Path, help=".osm(.gz .bz2 .pbf) or .geojson")
    word.add_argument("--at", required=True, metavar="LON,LAT", help="degrees; longitude first")
    word.add_argument("--zone", default="", help="time zone of the clocks, as Europe/Athens")
    word.add_argument(
        "--heights", type=Path, nargs="*", default=[], help="SRTM .hgt tiles for the relief"
    )
    word.add_argument("--headcount", type=int, default=0, help="people to feed who are not listed")
    word.add_argument("--exercise", action="store_true", help="mark all it says as an exercise")
    word.add_argument(
        "--clock", default="", metavar="WHEN",
        help="an exercise's own clock: begins there, as 2026-12-01T07:00Z, and stands until set",
    )  # fmt: skip

    word = _word(words, "amend", amend, "set a base's name, zone, headcount or map anew")
    word.add_argument("folder", type=Path, metavar="DIR")
    word.add_argument("--name", default="", help="what the base is called")
    word.add_argument("--zone", default="", help="time zone of the clocks, as Europe/Athens")
    word.add_argument("--headcount", type=int, help="people to feed who are not listed")
    word.add_argument("--map", type=Path, help="read in again, or another one")
    word.add_argument("--heights", type=Path, nargs="*", default=[], help="SRTM .hgt tiles")

    word = _word(words, "serve", serve, "open the room of a base to this machine's browsers")
    word.add_argument("folder", type=Path, metavar="DIR")
    word.add_argument("--host", default="127.0.0.1", help="anything else asks for a key")
    word.add_argument("--port", type=int, default=ROOM_PORT, help="0 takes any that is free")
    word.add_argument("--hostname", default="", help="further names it is reached by, with commas")
    word.add_argument(
        "--new-key", action="store_true", help="a new link: all who had the old one are shut out"
    )
    word.add_argument(
        "--workers", type=int, metavar="N", help="plan in N processes here; one, if not said"
    )
    word.add_argument("--cluster", metavar="ADDRESS", help="plan on the Ray cluster there")

    word = _word(words, "plan", plan, "ask what could be done: options for a run to a place")
    word.add_argument("folder", type=Path, metavar="DIR")
    word.add_argument(
        "--to",
        required=True,
        action="append",
        metavar="LON,LAT|SITE",
        help="a place or a site's id; say it again for more",
    )
    word.add_argument("--seconds", type=float, help="how long to look; default until it settles")
    word.add_argument("--objective", default="supply")
    word.add_argument("--depart", default="", metavar="HH:MM", help="local time; default now")
    word.add_argument("--night", action="store_true", help="being out after last light is allowed")
    word.add_argument("--home-by", default="", metavar="HH:MM", help="latest home, local time")
    word.add_argument("--most", type=float, metavar="H", help="contacts expected for one team")
    word.add_argument("--most-in-all", type=float, metavar="H", help="and for all together")
    word.add_argument("--stays", default="", metavar="IDS", help="who stays home, with commas")
    word.add_argument("--modes", default="", metavar="WORDS", help="foot,car,truck: no others")
    word.add_argument("--must", default="", metavar="SITES", help="not to be left out, with commas")
    word.add_argument("--teams", type=int, metavar="N", help="out at once, at most")
    word.add_argument("--json", action="store_true")

    word = _word(words, "rehearse", rehearse, "play a plan's options through, many times")
    word.add_argument("folder", type=Path, metavar="DIR")
    word.add_argument("plan", metavar="PLAN", help="the plan's id")
    word.add_argument("--plays", type=int, default=200_000, help="of each option, at most")
    word.add_argument("--sweep", action="store_true", help="with each assumption halved, doubled")
    word.add_argument("--seeds", type=int, default=1, help="sweep: so many, each played anew")
    word.add_argument("--workers", type=int, metavar="N", help="sweep in N processes here")
    word.add_argument("--cluster", metavar="ADDRESS", help="sweep on the Ray cluster there")
    word.add_argument("--json", action="store_true")

    word = _word(words, "verify", verify, "scrub a base's whole ledger and name what is wrong")
    word.add_argument("folder", type=Path, metavar="DIR")
    word.add_argument("--json", action="store_true")

    word = _word(words, "drill", drill, "play a drill against a fresh base and check the room")
    word.add_argument("name", metavar="NAME", help="supply-run")
    word.add_argument("--speed", type=float, help="times real time; default as fast as it can")
    word.add_argument("--json", action="store_true")

    word = _word(words, "bench", bench, "measure, and print the figures as JSON")
    word.add_argument("name", choices=sorted(BENCHES))
    word.add_argument("source", type=Path, nargs="?", metavar="MAP|DIR", help="what to measure on")
    word.add_argument("--noise", action="store_true", help="ways: noisy hazards")
    word.add_argument("--pairs", type=int, default=50, help="ways: pairs of places")
    word.add_argument("--tolerance", type=float, default=0.0, help="ways: as 0.01; 0 is exact")
    word.add_argument("--table", type=int, default=0, metavar="N", help="ways: among N places too")
    word.add_argument(
        "--bks", "--optima", type=Path, dest="known", help="top, optw: best scores, a CSV file"
    )
    word.add_argument("--seconds", type=float, help="top, optw, survive: CPU seconds for each")
    word.add_argument("--out", type=Path, help="top, optw: where the solutions are written")
    word.add_argument(
        "--with", default="", dest="beside", metavar="ENGINES", help="pyvrp,ortools: measure too"
    )
    word.add_argument("--seed", type=int, default=1, help="of all that is drawn")
    word.add_argument("--json", action="store_true", help="print nothing but JSON (it always is)")
    return top


def _word(
    words: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    do: Callable[[argparse.Namespace], None],
    says: str,
) -> argparse.ArgumentParser:
    word: argparse.ArgumentParser = words.add_parser(name, help=says, description=says)
    word.set_defaults(do=do)
    return word


def place_of(text: str) -> Place:
    """'LON,LAT' as a place.

    Raises:
        Refused: it is not two numbers on the earth.
    """
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as exc:
        raise Refused(f"'{text}' is no place; write LON,LAT in degrees, as 24.31,27.52.") from exc
    place = Place(lon, lat)
    if not place.on_earth:
        raise Refused(f"'{text}' is no place on the earth; longitude comes first.")
    return place


def instant_of(text: str) -> int:
    """'2026-12-01T07:00Z' as milliseconds since 1970 UTC.

    Raises:
        Refused: it is no moment between 1970 and 2100, or does not say its zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1970 < moment.year < 2100:
        raise Refused(f"'{text}' is no moment; write it with its zone, as 2026-12-01T07:00Z.")
    return int(moment.timestamp()) * 1000


def demo(asked: argparse.Namespace) -> None:
    """Open the room with the drill playing in it."""
    from holdfast.scenarios.demo import demo as play

    def ready(address: str) -> None:
        print(f"EXERCISE  The room is open at {address}", flush=True)
        print("EXERCISE  Stop it with Ctrl-C.", flush=True)
        if not asked.no_browser:
            webbrowser.open(address)

    with Bar() as bar:
        play(asked.port, ready, lambda line: print(f"EXERCISE  {line}", flush=True), bar)


def init(asked: argparse.Namespace) -> None:
    """Found a base."""
    from holdfast.founding import Founding, found

    if not 0 <= asked.headcount <= 1_000_000:
        raise Refused("The headcount must lie between 0 and 1,000,000.")
    wanted = Founding(
        name=asked.name,
        map=asked.map,
        at=place_of(asked.at),
        zone=asked.zone,
        heights=tuple(asked.heights),
        exercise=asked.exercise,
        headcount=asked.headcount,
        clock_ms=instant_of(asked.clock) if asked.clock else None,
    )
    with Bar() as bar:
        founded = found(asked.folder, wanted, bar)
    roads = founded.map.roads
    off = "" if founded.off_road_m is None else f", {founded.off_road_m:.0f} m off its roads"
    print(f"{asked.name} is founded in {asked.folder} ({founded.zone}){off}.")
    print(f"Its map has {roads.n_nodes} junctions and {roads.n_arcs} arcs of road.")
    for what, n in sorted(founded.map.counts.items()):
        print(f"  {what.replace('_', ' ')}: {n}")
    print(f"Open its room: holdfast serve {asked.folder}")


def amend(asked: argparse.Namespace) -> None:
    """Set a base anew."""
    from holdfast.amending import Amendment
    from holdfast.amending import amend as set_anew

    must_be_base(asked.folder)
    if asked.headcount is not None and not 0 <= asked.headcount <= 1_000_000:
        raise Refused("The headcount must lie between 0 and 1,000,000.")
    wanted = Amendment(asked.name, asked.zone, asked.headcount, asked.map, tuple(asked.heights))
    with Bar() as bar:
        base = set_anew(asked.folder, wanted, bar)
    print(
        f"{base.name}: zone {base.zone}, headcount {base.headcount}, map {base.map[:8] or 'none'}."
    )


def serve(asked: argparse.Namespace) -> None:
    """Open the room of a base."""
    from holdfast.node import open_node
    from holdfast.web.room import GRACE_S
    from holdfast.web.serve import serve as open_room
    from holdfast.workers import Processes

    must_be_base(asked.folder)
    with open_node(asked.folder) as node:
        trouble = [node.map_trouble] if node.map is None and node.map_trouble else []
        for alarm in [*node.alarms, *node.damage, *trouble]:
            print(f"WARNING  {alarm}", file=sys.stderr, flush=True)
        open_room(
            node,
            asked.host,
            asked.port,
            name=asked.hostname,
            workers=workers_of(asked.workers, asked.cluster) or Processes(1, grace_s=GRACE_S),
            renew_key=asked.new_key,
            ready=lambda address: print(f"The room is open at {address}", flush=True),
        )


def workers_of(n: int | None, cluster: str | None) -> "Workers | None":
    """Where plans are worked out: on a cluster or in processes; None where nobody has said.

    Raises:
        Refused: both are asked for, or there are to be none.
        Unavailable: there is no such cluster.
    """
    from holdfast.web.room import GRACE_S
    from holdfast.workers import Cluster, Processes

    if n is not None and cluster is not None:
        raise Refused("Plan in processes here or on a cluster, not on both.")
    if cluster is not None:
        return Cluster(cluster, grace_s=GRACE_S)
    return Processes(n, grace_s=GRACE_S) if n is not None else None


def must_be_base(folder: Path) -> None:
    """A folder in which a base was founded.

    Raises:
        Refused: it is none, or its ledger is gone.
    """
    from holdfast.store.folder import holds_ledger
    from holdfast.store.remains import lost_ledger, remains

    if left := remains(folder):
        raise Refused(lost_ledger(folder, left))
    if not holds_ledger(folder):
        raise Refused(f"'{folder}' holds no base; found one: holdfast init {folder} --help")


def _names(text: str) -> tuple[str, ...]:
    """Words with commas between them."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def plan(asked: argparse.Namespace) -> None:
    """Ask the planner and print its options; nothing is said in the ledger."""
    from holdfast.asking import Limits, ask_once, shown, told
    from holdfast.node import open_node

    must_be_base(asked.folder)
    with open_node(asked.folder) as node:
        to = [place_of(where) if "," in where else where for where in asked.to]
        limits = Limits(
            asked.night, asked.home_by, asked.most, asked.most_in_all, _names(asked.stays),
            _names(asked.modes), _names(asked.must), asked.teams,
        )  # fmt: skip
        with Bar() as bar:
            answer = ask_once(node, to, asked.objective, asked.depart, limits, bar, asked.seconds)
        print(json.dumps(shown(answer), indent=1) if asked.json else told(answer, node))


def rehearse(asked: argparse.Namespace) -> None:
    """Rehearse a plan that the ledger holds, and print what came of it; nothing is said."""
    from holdfast.node import open_node
    from holdfast.rehearse.setting import setting
    from holdfast.workers import Here
    from holdfast.workers.printed import played, swept

    must_be_base(asked.folder)
    if not 1_000 <= asked.plays <= 1_000_000 or not 1 <= asked.seeds <= 1_000:
        raise Refused("Play 1,000 to 1,000,000 times, with 1 to 1,000 seeds.")
    with open_node(asked.folder) as node:
        scene = setting(node.state, asked.plan)
    if not asked.json:
        print("EXERCISE  A rehearsal: nothing of this has happened.")
    if asked.sweep:
        with workers_of(asked.workers, asked.cluster) or Here() as workers:
            for line in swept(workers, scene, asked.seeds, asked.plays, as_json=asked.json):
                print(line, flush=True)
        return
    with Bar() as bar:
        text = played(scene, asked.plays, bar, as_json=asked.json)
    print(text)


def verify(asked: argparse.Namespace) -> None:
    """Scrub everything; exit code 1 when anything is wrong."""
    from holdfast.store import verify as scrub
    from holdfast.store.remains import remains

    if not remains(asked.folder):  # those are for the scrub to tell
        must_be_base(asked.folder)
    with Bar() as bar:
        report = scrub(asked.folder, lambda done, total: bar("Verifying", done / max(total, 1)))
    if asked.json:
        print(json.dumps(report.shown(), indent=1))
    else:
        print(report.told())
    if not report.whole:
        sys.exit(1)


def drill(asked: argparse.Namespace) -> None:
    """Play a drill; exit code 1 and the failed checks named when one fails."""
    from holdfast.scenarios.drill import drill as play

    if asked.speed is not None and not 0 < asked.speed <= 3600:  # NaN fails too
        raise Refused("The speed must lie above 0 and at most at 3600 times real time.")
    told = sys.stderr if asked.json else sys.stdout
    with Bar() as bar:
        result = play(
            asked.name,
            asked.speed,
            lambda line: print(f"EXERCISE  {line}", file=told, flush=True),
            bar,
        )
    if asked.json:
        print(json.dumps(result.shown(), indent=1))
    else:
        held = sum(c.passed for c in result.checks)
        print(f"EXERCISE  {held} of {len(result.checks)} checks held.")
    if not result.passed:
        failed = "; ".join(c.name for c in result.checks if not c.passed)
        sys.exit(f"holdfast: EXERCISE: the drill failed: {result.trouble or failed}")


def bench(asked: argparse.Namespace) -> None:
    """Measure and print figures."""
    asked_for = Options(
        source=asked.source,
        known=asked.known,
        out=asked.out,
        beside=tuple(name for name in asked.beside.split(",") if name),
        seconds=asked.seconds,
        seed=asked.seed,
        noise=asked.noise,
        n_pairs=asked.pairs,
        tolerance=asked.tolerance,
        n_table=asked.table,
    )
    print(json.dumps(run(asked.name, asked_for), indent=1))


if __name__ == "__main__":
    main()
