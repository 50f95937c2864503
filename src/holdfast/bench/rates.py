"""How well rates learned from events foretell later events: fitted on one part of a record of real
events, scored on a later part.

Laws. No peeking: every choice (half-lives, strengths, which places are told apart) is made on the
part before the split; a place that nobody had heard of by then is not scored. Every
forecast of a period uses only periods before it. Good or bad, every record, split and grain that
was tried is told.

What is fitted, and what it is measured against, is in bench.foretold.
"""

from collections.abc import Sequence
from itertools import product
from math import inf, isinf
from pathlib import Path
from typing import Any

import numpy as np

from holdfast.base.errors import Refused
from holdfast.bench.dates import day_words, first_of_month
from holdfast.bench.foretold import (
    Panel,
    believed,
    brier_any,
    chosen,
    constants,
    frozen,
    log_scores,
    unforgetting,
)
from holdfast.bench.options import Options
from holdfast.bench.records import Events, Floats, read_events

SPLITS = (0.5, 0.6, 0.7, 0.8)
"""Where the later part begins, as parts of the record's time."""
PERIODS = ("month", "week")
FEW_EVENTS, FEW_PERIODS = 10, 8
"""Fewer in either part say nothing (assumed)."""
MOST_CELLS = 3_000_000
"""Places times periods, at most (assumed)."""
DAYS = {"month": 30, "week": 7}
"""Of the periods of a table that counts days from its beginning."""
Row = dict[str, Any]


def bench_rates(asked: Options) -> Row:
    """Figures for every record of events at `asked.source`, a file or a folder of them.

    Returns:
        `records`: for each file what it was read as, `scores` for each way of naming places,
        period and split, and `harm`, what share of people harmed were killed, injured and
        kidnapped. `left_out`: files that hold no record, and why. `better`: in how many of the
        scores ours beats each constant rate.

    Raises:
        Refused: nothing was named, or nothing there is a record of events.
    """
    if asked.source is None:
        raise Refused("'bench rates' needs records of events: holdfast bench rates FILE|DIR.")
    records, left_out = {}, {}
    for path in _files(asked.source):
        name = str(path.relative_to(asked.source)) if path != asked.source else path.name
        try:
            records[name] = of_record(read_events(path))
        except Refused as exc:
            left_out[name] = str(exc)
    if not records:
        first = next(iter(left_out.values()), "It holds no .csv or .xlsx file.")
        raise Refused(f"'{asked.source}' holds no record of events. {first}")
    scores = [score for record in records.values() for score in record["scores"]]
    return {"better": _better(scores), "records": records, "left_out": left_out}


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(p for p in source.rglob("*") if p.suffix.lower() in (".csv", ".tsv", ".xlsx"))
    if not source.exists():
        raise Refused(f"There is no '{source}'.")
    return [source]


def of_record(events: Events) -> Row:
    """All that is measured on one record."""
    scores, too_few = [], []
    for how, period, at in product(events.place, PERIODS, SPLITS):
        panel = counted(events, how, period, at)
        if isinstance(panel, str):
            too_few.append(f"{how}, {period}, split at {at:.0%}: {panel}")
        else:
            scores.append({"places": how, "period": period} | score(panel))
    return {
        "events": float(events.n.sum()),
        "from": day_words(int(events.day[0])),
        "to": day_words(events.end - 1),
        "left_out_rows": events.left_out,
        "read_as": dict(events.read_as),
        "scores": scores,
        "too_few": too_few,
        "harm": harm(events),
    }


def counted(events: Events, how: str, period: str, at: float) -> Panel | str:
    """Events by period and place; or why there are too few."""
    names = np.array(events.place[how])
    named = names != ""
    starts = _starts(events, period)
    split = round(at * (len(starts) - 1))
    if split < FEW_PERIODS or len(starts) - 1 - split < FEW_PERIODS:
        return f"{len(starts) - 1} periods"
    day, names, n = events.day[named], names[named], events.n[named]
    known = set(names[day < starts[split]]) | set(events.risk_until or ())
    places = tuple(sorted(known))
    if len(known) < 2:
        return "one place"
    if len(places) * len(starts) > MOST_CELLS:
        return f"{len(places)} places"
    row = np.searchsorted(starts, day, side="right") - 1
    kept = (row >= 0) & (row < len(starts) - 1) & np.isin(names, places)
    table = np.zeros((len(starts) - 1, len(places)))
    np.add.at(table, (row[kept], np.searchsorted(places, names[kept])), n[kept])
    if min(table[:split].sum(), table[split:].sum()) < FEW_EVENTS:
        return f"{table[:split].sum():.0f} events before it, {table[split:].sum():.0f} after"
    return Panel(np.rint(table), _risk(events, places, starts), places, tuple(starts[:-1]), split)


def _starts(events: Events, period: str) -> list[int]:
    """First days of all whole periods of a record, and the day after the last."""
    first, end = int(events.day[0]), events.end
    if events.risk_until is not None or period == "week":
        return list(range(0 if events.risk_until else first, end + 1, DAYS[period]))
    starts = [first_of_month(first)]
    while (after := first_of_month(starts[-1], 1)) <= end:
        starts.append(after)
    return starts


def _risk(events: Events, places: Sequence[str], starts: Sequence[int]) -> Floats:
    """The part of each period that each place is at risk."""
    risk = np.ones((len(starts) - 1, len(places)))
    if events.risk_until is None:
        return risk
    begin, end = np.array(starts[:-1]), np.array(starts[1:])
    for i, place in enumerate(places):
        until = events.risk_until[place]
        risk[:, i] = np.clip((until - begin) / (end - begin), 0.0, 1.0)
    return risk


def score(panel: Panel) -> Row:
    """Ours and the constant rates on the later part; means over places and periods at risk.

    Returns:
        `log_score`: mean ln of the chance given to what happened, nats, higher is better.
        `brier_any`: of 'any event in this place and period', lower is better. `lead`: ours above
        each other, nats, with its standard error over periods; `frozen` learns nothing after the
        split.
    """
    memory = chosen(panel)
    held = {"ours": believed(panel, memory), "ours, frozen": frozen(panel, memory)}
    held |= constants(panel) | {"never forgetting": unforgetting(panel)}
    later = panel.split
    at_risk = max(1, int((panel.risk[later:] > 0).sum()))
    logs = {name: log_scores(panel, g)[later:] for name, g in held.items()}
    briers = {n: np.where(panel.risk > 0, brier_any(panel, g), 0)[later:] for n, g in held.items()}
    return {
        "split": day_words(panel.starts[later]),
        "n_places": len(panel.places),
        "n_periods": [later, len(panel.starts) - later],
        "n_events": [float(panel.n[:later].sum()), float(panel.n[later:].sum())],
        "half_life": _told(memory.own),
        "half_life_all": _told(memory.all_places),
        "strength": memory.strength,
        "log_score": {name: round(float(x.sum()) / at_risk, 5) for name, x in logs.items()},
        "brier_any": {name: round(float(x.sum()) / at_risk, 5) for name, x in briers.items()},
        "lead": {
            f"{mine} over {name}": _lead(logs[mine] - logs[name], at_risk)
            for mine in ("ours", "ours, frozen")
            for name in logs
            if not name.startswith("ours")
        },
    }


def _told(half_life: float) -> float | str:
    return "never" if isinf(half_life) else half_life


def _lead(ahead: Floats, at_risk: int) -> list[float]:
    """The mean lead, and its standard error from the sums of periods."""
    sums = ahead.sum(axis=1)
    error = float(sums.std(ddof=1)) * len(sums) ** 0.5 if len(sums) > 1 else inf
    return [round(float(sums.sum()) / at_risk, 5), round(error / at_risk, 5)]


def _better(scores: Sequence[Row]) -> Row:
    """In how many scores ours is ahead, and ahead by more than two standard errors."""
    names = list(dict.fromkeys(name for score in scores for name in score["lead"]))
    leads = {name: [score["lead"][name] for score in scores] for name in names}
    return {
        name: {
            "n": len(held),
            "ahead": sum(lead > 0 for lead, _ in held),
            "clearly": sum(lead > 2 * error for lead, error in held),
            "clearly_behind": sum(lead < -2 * error for lead, error in held),
        }
        for name, held in leads.items()
    }


def harm(events: Events) -> Row:
    """Of people harmed in the record: how many were killed, injured and kidnapped, and events.

    `killed_of_hurt`: killed among killed and injured, over events in which anybody was either.
    """
    people = {what: float(n.sum()) for what, n in events.harm.items()}
    if not people.keys() >= {"killed", "injured"}:
        return people
    hurt = people["killed"] + people["injured"]
    return people | {"killed_of_hurt": round(people["killed"] / hurt, 4) if hurt else None}
