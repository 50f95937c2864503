"""A rehearsal for a terminal: as a table, or as JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from holdfast.base.grid import clock_words
from holdfast.rehearse.rehearse import Rehearsed, rehearse
from holdfast.rehearse.setting import Setting
from holdfast.rehearse.tally import Tally
from holdfast.workers.pool import Workers
from holdfast.workers.rehearsals import assumptions, sweep

HEAD = f"{'option':<8}{'unharmed':>12}{'all home':>10}{'home at':>18}{'brings':>9}{'kept':>9}"


def played(
    setting: Setting, most: int, progress: Callable[[str, float], None], *, as_json: bool
) -> str:
    """Every option played until it is settled which is best."""
    found = rehearse(
        setting.scene, setting.odds, setting.seed,
        lambda part: progress("Rehearsing", part), most=most, first=min(most, 20_000),
    )  # fmt: skip
    if as_json:
        return json.dumps({"exercise": True, **asdict(found)})
    rows = [_row(setting, tally) for tally in found.tallies]
    advice = [
        f"Whether {a.matter.name} matters: knowing it first is worth {a.worth:.1f} person-days."
        for a in found.advice
    ]
    return "\n".join([HEAD, *rows, _settled(found), *advice])


def _row(setting: Setting, tally: Tally) -> str:
    """One option: chances with their standard errors, the middle nine tenths of home times."""
    unharmed = f"{tally.unharmed.mean:.1%}±{tally.unharmed.error:.1%}"
    home = "-"
    if tally.home_s is not None:
        early, late = (
            clock_words(setting.scene.began_ms + round(s * 1000), setting.scene.zone)
            for s in (tally.home_s[0], tally.home_s[-1])
        )
        home = f"{early} to {late}"
    return (
        f"{tally.letter:<8}{unharmed:>12}{tally.all_home.mean:>10.1%}{home:>18}"
        f"{tally.value.mean:>9.1f}{tally.kept.mean:>9.1f}"
    )


def _settled(found: Rehearsed) -> str:
    """The ranking, and whether it may be relied on."""
    order = ", ".join(found.ranking)
    by = (f"{x} ({' and '.join(others)})" for x, others in found.bettered.items())
    rest = f" Not ranked, as bettered: {', '.join(by)}." if found.bettered else ""
    if found.settled:
        return f"{found.n:,} plays of each. Safest first: {order}.{rest}"
    pairs = ", ".join(f"{a} and {b}" for a, b in found.unsettled)
    return f"{found.n:,} plays of each: {order}; what {pairs} keep cannot be told apart.{rest}"


def swept(
    workers: Workers, setting: Setting, n_seeds: int, most: int, *, as_json: bool
) -> Iterator[str]:
    """A line for each assumption and seed, as they come; as assumed first."""
    seeds = [setting.seed + i for i in range(n_seeds)]
    as_assumed, *others = assumptions(setting.odds)
    usual: dict[int, tuple[str, ...]] = {}
    for seed in seeds:
        found = rehearse(setting.scene, setting.odds, seed, most=most, first=min(most, 20_000))
        usual[seed] = found.ranking
        yield _line(as_assumed.words, seed, found, usual[seed], as_json=as_json)
    for assumed, seed, found in sweep(workers, setting, others, seeds, most):
        yield _line(assumed.words, seed, found, usual[seed], as_json=as_json)


def _line(words: str, seed: int, found: Rehearsed, usual: tuple[str, ...], *, as_json: bool) -> str:
    """One assumption: the ranking, what the best brings, and whether the order is another."""
    if as_json:
        return json.dumps({"exercise": True, "assumed": words, "seed": seed, **asdict(found)})
    best = next((t for t in found.tallies if t.letter == found.ranking[0]), None)
    kept = f"{best.kept.mean:8.1f} kept" if best else "stay home"
    mark = "" if found.ranking == usual else "  <- another order"
    return f"{words:<52} seed {seed:<6} {', '.join(found.ranking):<20} {kept}{mark}"
