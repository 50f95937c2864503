"""What the stores and the tanks need a person for: what runs low, has expired, is not counted, and
the fuel that nobody has read.
"""

from collections.abc import Iterator
from zlib import crc32

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.base.grid import date_words
from holdfast.know.bases import zone_here
from holdfast.know.fuel import fuel_words, unbelieved
from holdfast.know.keeping import handed_out
from holdfast.know.naming import holder_name, site_name
from holdfast.know.plausible import USUAL, most_of, n_words, too_much
from holdfast.know.runs import heard_at_ms
from holdfast.know.settings import setting_ms
from holdfast.know.state import State
from holdfast.know.stock import (
    LotLine,
    Supply,
    expires_ms,
    item_of,
    last_word_ms,
    lots,
    slips,
    supplies,
)
from holdfast.know.vehicles import vehicles
from holdfast.run.alarm import Act, Alarm, alarm_id

TODAY_DAYS, SPENT_DAYS = 1.0, 0.05
"""What does not last the day, and what is told as 0.0 days (assumed)."""
STORE = "/stock#lots"


def stock_alarms(state: State, base: str, now_ms: int) -> Iterator[Alarm]:
    """What the stores of one base need a person for."""
    for supply in supplies(state, base, now_ms):
        if supply.days is not None and (supply.low or _out(state, base, supply)):
            yield _low(state, base, supply)
        yield from _uncounted(state, base, supply, now_ms)
    held = [lot for lot in lots(state, f"base:{base}", now_ms) if lot.n > 0]
    soon_ms = setting_ms(state, "expiry_warning")
    for item in dict.fromkeys(lot.item for lot in held):
        mine = [lot for lot in held if lot.item == item]
        yield from _expired(state, base, [lot for lot in mine if lot.expired], now_ms)
        soon = [lot for lot in mine if _soon(lot, now_ms, soon_ms)]
        yield from _expiring(state, base, soon, now_ms)
    yield from _issued(state, base, now_ms)


def _out(state: State, base: str, supply: Supply) -> bool:
    """Whether nothing is left of what once lay here, whatever floor was set."""
    gone = supply.days is not None and supply.days < SPENT_DAYS
    return gone and last_word_ms(state, base, supply.need) > 0


def _low(state: State, base: str, supply: Supply) -> Alarm:
    """Below its floor it is a warning; what does not last the day is as grave as can be."""
    days, said = supply.days or 0.0, state.rations.get(supply.need)
    days_of = " days" if days < SPENT_DAYS else ""
    below = f", below {supply.floor_days:g}{days_of}" if supply.low else ""
    return Alarm(
        alarm=alarm_id("low", base, supply.need, int(supply.days or 0)),
        severity="critical" if days < TODAY_DAYS else "warning",
        icon="stock",
        who=whose(state, base, supply.name),
        what=f"{'None' if days < SPENT_DAYS else f'{days:.1f} days'} left{below}",
        more=supply.source,
        since_ms=last_word_ms(state, base, supply.need) or (heard_at_ms(said) if said else 0),
        acts=(Act("Plan a run", href=f"/plan?need={supply.need}"),),
    )


def _uncounted(state: State, base: str, supply: Supply, now_ms: int) -> Iterator[Alarm]:
    """Stock of which nobody said what one covers: it is in no figure until somebody does."""
    for one in supply.uncounted:
        yield Alarm(
            alarm=alarm_id("uncounted", base, one.item),
            severity="warning",
            icon="stock",
            who=whose(state, base, one.name),
            what=f"{n_words(one.n)} {one.unit} not counted: say what one covers",
            more=f"Days of {supply.need} are without {one.name}",
            since_ms=last_word_ms(state, base, supply.need) or now_ms,
            acts=(Act("Say what one covers", href="/stock#uncounted"),),
        )


def _soon(lot: LotLine, now_ms: int, soon_ms: int) -> bool:
    return lot.expires_ms is not None and now_ms < lot.expires_ms <= now_ms + soon_ms


def _lots_words(state: State, found: list[LotLine]) -> str:
    """'500 pack on 1 Nov 2026, 20 pack on 3 Dec 2025'."""
    zone = zone_here(state)
    parts = [f"{n_words(x.n)} {x.unit} on {date_words(x.expires_ms or 0, zone)}" for x in found]
    return ", ".join(parts[:4]) + (f" and {len(parts) - 4} more lots" if len(parts) > 4 else "")


def _expired(state: State, base: str, found: list[LotLine], now_ms: int) -> Iterator[Alarm]:
    """Lots of one item that have expired and still lie here."""
    if not found:
        return
    lot, last_ms = found[0], max(x.expires_ms or 0 for x in found)
    day = date_words(last_ms, zone_here(state))
    day = day if len(found) == 1 else f"by {day}"
    yield Alarm(
        alarm=alarm_id("expired", base, lot.item, crc32("|".join(x.lot for x in found).encode())),
        severity="warning",
        icon="stock",
        who=whose(state, base, lot.name),
        what=f"{n_words(sum(x.n for x in found))} {lot.unit} expired {day}, not counted",
        more=f"Expired: {_lots_words(state, found)}. Dispose of it, count it, or name who decides "
        "that it is issued all the same",
        since_ms=min(x.expires_ms or now_ms for x in found),
        acts=(Act("Dispose of it, or count it", href=STORE),),
    )


def _expiring(state: State, base: str, found: list[LotLine], now_ms: int) -> Iterator[Alarm]:
    """Lots of one item that are to be used first."""
    if not found:
        return
    lot = found[0]
    first_ms = min(x.expires_ms or now_ms for x in found)
    days = (first_ms - now_ms) // DAY_MS
    yield Alarm(
        alarm=alarm_id("expires", base, lot.item, crc32("|".join(x.lot for x in found).encode())),
        severity="notice",
        icon="stock",
        who=whose(state, base, lot.name),
        what=f"Use first: expires {_lots_words(state, found)}",
        more="Within a day" if days < 1 else f"In {days} day{'' if days == 1 else 's'}",
        since_ms=first_ms - setting_ms(state, "expiry_warning"),
        acts=(Act("See the lots", href=STORE),),
    )


def _issued(state: State, base: str, now_ms: int) -> Iterator[Alarm]:
    """Expired stock that was handed out of this base's store and nobody has answered for."""
    zone, issued_ms = zone_here(state), setting_ms(state, "expired_issued")
    for lot, words in state.stock.items():
        until_ms = expires_ms(state, lot)
        if until_ms is None or until_ms > now_ms:
            continue
        for said in words.values():
            fact, at_ms = said.fact, heard_at_ms(said)
            if not isinstance(fact, f.StockMoved) or not handed_out(fact):
                continue
            if fact.source != f"base:{base}" or fact.allowed_by is not None:
                continue
            if not max(until_ms, now_ms - issued_ms) <= at_ms:
                continue
            item = item_of(state, lot)
            unit, name = (item.unit, item.name) if item else ("", lot)
            day = date_words(until_ms, zone)
            yield Alarm(
                alarm=alarm_id("issued", lot, said.stamp.at_ms, said.stamp.seq),
                severity="warning",
                icon="stock",
                who=whose(state, base, name),
                what=f"{n_words(fact.n)} {unit} was handed out, expired {day}",
                more=fact.words or f"To {holder_name(state, fact.target)}",
                since_ms=at_ms,
                acts=(Act("Find out who has it", href="/log"),),
            )


def whose(state: State, base: str, what: str) -> str:
    """'Food', or with several bases 'Food at Mill', so that nobody looks in the wrong store."""
    return f"{what} at {site_name(state, base)}" if len(state.bases) > 1 else what


def slip_alarms(state: State) -> Iterator[Alarm]:
    """Counts and movements of more than can be: kept, not believed, asked about."""
    for lot in state.stock:
        for said in slips(state, lot):
            fact, item = said.fact, item_of(state, lot)
            counted = isinstance(fact, f.StockCounted)
            n, unit = float(getattr(fact, "n", 0.0)), item.unit if item else ""
            yield Alarm(
                alarm=alarm_id("amount", lot, said.stamp.at_ms, said.stamp.seq),
                severity="warning",
                icon="stock",
                who=item.name if item else lot,
                what=f"{n_words(n)} {unit}".strip()
                + (" was counted" if counted else " was moved")
                + ": can that be?",
                more="Not believed, what was known before stands. "
                + too_much(n, most_of(item), unit, "a base holds", USUAL)
                + " Count it anew.",
                since_ms=heard_at_ms(said),
                acts=(Act("Count it anew", href=STORE),),
            )


def fuel_alarms(state: State, now_ms: int) -> Iterator[Alarm]:
    """Tanks that a run has drawn on and nobody has read since, and readings that cannot be."""
    zone = zone_here(state)
    for line in vehicles(state, now_ms):
        ask = Act("Say what the gauge reads", href=f"/people#book-state-{line.vehicle}")
        if line.driven_ms is not None and line.run is None and line.state != "lost":
            yield Alarm(
                alarm=alarm_id("fuel", line.vehicle, line.read_ms or 0, line.driven_ms or 0),
                severity="notice",
                icon="time",
                who=whose(state, line.base, line.name),
                what="Back from a run: read the gauge",
                more=f"Now {fuel_words(line, zone, now_ms)}",
                since_ms=line.driven_ms or now_ms,
                acts=(ask,),
            )
        wrong = unbelieved(state, line.vehicle)
        if wrong is not None:
            litres, at_ms = wrong
            yield Alarm(
                alarm=alarm_id("tank", line.vehicle, at_ms),
                severity="warning",
                icon="stock",
                who=whose(state, line.base, line.name),
                what=f"{n_words(litres)} L was read, and its tank holds {line.tank_l:g} L",
                more=f"Not believed; {fuel_words(line, zone, now_ms)}",
                since_ms=at_ms,
                acts=(ask,),
            )
