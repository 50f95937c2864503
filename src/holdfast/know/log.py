"""Every fact in words, for the log. One table; a fact without a sentence fails a test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from holdfast import facts as f
from holdfast.base.grid import span_words
from holdfast.facts.said import Fact, Said
from holdfast.know.bases import elsewhere
from holdfast.know.brought_in import people_of
from holdfast.know.contact_words import contact_parts
from holdfast.know.legs import begins_here
from holdfast.know.naming import (
    amounts_words,
    cache_name,
    holder_name,
    lot_name,
    person_name,
    plan_name,
    site_name,
    threat_name,
    vehicle_name,
)
from holdfast.know.order import in_order, misdated_words
from holdfast.know.placed import PLACED
from holdfast.know.plausible import n_words
from holdfast.know.risk import KINDS
from holdfast.know.runs import Story, story
from holdfast.know.settings import SETTINGS, wrong
from holdfast.know.state import State
from holdfast.know.stock import item_named, item_of
from holdfast.know.taking_back import in_place, key_of, takers, target_of

Tone = str
"""'bad', 'warn', 'good' or 'info'."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One fact for the log.

    Attributes:
        at_ms: when it happened; said_ms: when it was said (later for late reports), by
            its device's clock.
        who: call sign, person, or "Room"; device: the signing device, hex.
        taken_back: by whom and why, of a word that does not stand; empty of one that does.
    """

    at_ms: int
    said_ms: int
    who: str
    words: str
    tone: Tone
    run: str | None
    device: str
    seq: int
    kind: str
    taken_back: str = ""


def line(said: Said, state: State) -> LogLine:
    """The fact in words."""
    fact = said.fact
    tone, words = SENTENCES[type(fact)](state, fact)
    extra = getattr(fact, "words", "")
    if extra and extra not in words:
        words = f"{words} {extra}".strip()
    how = PLACED[fact.placed] if isinstance(fact, f.Report) else ""
    words += f" ({how[0].upper()}{how[1:]}.)" if how else ""
    misdated = misdated_words(said, said.said_ms)
    words += f" (Dated {misdated}.)" if misdated else ""
    run = run_of(state, fact)
    return LogLine(
        at_ms=said.happened_ms,
        said_ms=said.said_ms,
        who=_who(state, fact, run),
        words=words,
        tone=tone,
        run=run,
        device=said.stamp.device,
        seq=said.stamp.seq,
        kind=str(fact.__struct_config__.tag),
        taken_back=_taken_back(state, said),
    )


def _taken_back(state: State, said: Said) -> str:
    """'by Leila: was really HERON 2', of the last who took the word back."""
    found = takers(state, said) if state.takings else []
    if not found:
        return ""
    back = [s for s in found if isinstance(s.fact, f.Withdrawn)]
    fact = (back or found)[-1].fact
    why = getattr(fact, "words", "")
    who = person_name(state, fact.by) if fact.by else "the room"
    return f"{'taken back' if back else 'put right'} by {who}" + (f": {why}" if why else "")


def run_of(state: State, fact: Fact) -> str | None:
    """The run that a word is about; of a word about a word, the run that that one is about."""
    key = target_of(fact)
    first = state.taken_back.get(key) if key else None
    return getattr(first.fact if first else fact, "run", None)


def with_taken_back(state: State, told: Story) -> list[Said]:
    """All that was said about a run in the order in which it happened, what was taken back too."""
    gone = [s for s in state.taken_back.values() if run_of(state, s.fact) == told.run]
    takings = [
        s for words in state.takings.values() for s in words.values()
        if key_of(s) not in state.taken_back and run_of(state, s.fact) == told.run
    ]  # fmt: skip
    if not gone and not takings:
        return list(told.reports)
    plain = [s for s in told.reports if key_of(s) not in state.put_right]
    return [said for _, said in in_order([*plain, *gone, *takings])]


def _who(state: State, fact: Fact, run: str | None) -> str:
    if run and isinstance(fact, f.Report) and not isinstance(fact, f.RunTasked):
        return story(state, run).call
    return person_name(state, fact.by) if fact.by else "Room"


def _names(state: State, people: tuple[str, ...]) -> str:
    return ", ".join(person_name(state, p) for p in people) or "nobody"


def _contact(_state: State, fact: f.ContactReported) -> tuple[Tone, str]:
    size = "contact" if fact.size is None else f"contact, {fact.size} seen"
    said = "".join(f" {part}." for part in contact_parts(fact))
    return "bad", f"{size.capitalize()}: {KINDS[fact.unit].words.lower()}.{said}"


CLOSINGS = {
    "helped": "they have been helped", "safe": "they are safe", "mistake": "pressed by mistake",
    "other": "another reason",
}  # fmt: skip
"""Why a call for help is over."""
HARM_ANSWERS = {
    "same": "the same person as another contact's", "unknown": "nobody can tell who",
    "nobody": "nobody after all",
}  # fmt: skip
"""Whom a contact cost, where no name answers it."""
STATES = {
    "ready": "ready", "resting": "resting", "in_care": "in care", "away": "away", "lost": "lost",
    "dead": "dead",     "unserviceable": "unserviceable",
}  # fmt: skip


def _found(state: State, fact: f.FoundReported) -> tuple[Tone, str]:
    how = {"all": "searched", "part": "searched in part", "none": "not searched"}[fact.searched]
    found = amounts_words(state, fact.found)
    taken = amounts_words(state, fact.taken)
    return "good" if fact.found else "warn", (
        f"{site_name(state, fact.site)} {how}. Found {found}; taken {taken}."
    )


def _home(state: State, fact: f.CameHome) -> tuple[Tone, str]:
    missing = f" MISSING: {_names(state, fact.missing)}." if fact.missing else ""
    more = f" With {fact.others} people found." if fact.others else ""
    return ("bad" if missing else "good"), f"Home: {_names(state, fact.home)}.{missing}{more}"


def _moved(state: State, fact: f.StockMoved) -> tuple[Tone, str]:
    item, lot = item_of(state, fact.lot), lot_name(state, fact.lot)
    what = f"{n_words(fact.n)} {item.unit} {lot}" if item else f"{n_words(fact.n)} of {lot}"
    ends = [holder_name(state, h) for h in (fact.source, fact.target) if ":" in h]
    where = f" ({' to '.join(ends)})" if ends else ""
    if fact.allowed_by is None:
        return "info", f"{fact.reason.capitalize()} {what}{where}."
    who = person_name(state, fact.allowed_by)
    return "warn", f"{fact.reason.capitalize()} {what}{where}, expired: allowed by {who}."


def _counted(state: State, fact: f.StockCounted) -> tuple[Tone, str]:
    item, where = item_of(state, fact.lot), holder_name(state, fact.holder)
    unit = f"{item.unit} " if item else "of "
    return "info", f"Counted {n_words(fact.n)} {unit}{lot_name(state, fact.lot)} at {where}."


def _opened(state: State, fact: f.RoadOpened) -> tuple[Tone, str]:
    said = state.closures.get(fact.closure)
    words = said.fact.words if said and isinstance(said.fact, f.RoadClosed) else ""
    return "good", f"Road open again: {words}" if words else "Road open again."


def _chosen(state: State, fact: f.PlanChosen) -> tuple[Tone, str]:
    return "info", f"Plan {plan_name(state, fact.plan)}: option {fact.letter} chosen."


def _lot_defined(state: State, fact: f.LotDefined) -> tuple[Tone, str]:
    item = item_named(state, fact.item)
    batch = f", batch {fact.batch}" if fact.batch else ""
    return "info", f"Lot of {item.name if item else fact.item}{batch}."


def _lifted(state: State, fact: f.CacheLifted) -> tuple[Tone, str]:
    name = cache_name(state, fact.cache)
    return "info", f"{name[0].upper()}{name[1:]}: took {amounts_words(state, fact.taken)}."


ALARM_WORDS = {
    "help": "the call for help", "overdue": "the silence", "contact": "the contact",
    "turn": "the turn-round time", "skip": "a stop that comes too late",
    "dark": "being out after last light", "late": "leaving late",
    "declined": "somebody declining", "missing": "who is missing", "debrief": "the debrief",
    "way": "the threat on a way home", "low": "a supply that runs low", "clash": "the two versions",
    "ledger": "what the disk lost", "held": "words that are held", "fork": "the two chains",
    "full": "the full room for held words", "founder": "the second founding",
    "ahead": "a report dated ahead", "unwell": "who is not well",
    "clock": "this machine's clock", "behind": "a team that is late",
    "expired": "stock that has expired",
    "expires": "stock that expires soon", "issued": "expired stock that was handed out",
    "uncounted": "stock that is not counted", "fuel": "a tank to be read",
    "tank": "a reading that cannot be", "crew": "who cannot go",
    "vehicle": "a vehicle that cannot go", "noted": "a note that may be an alarm",
    "found": "people found", "harmed": "who was harmed",
    "again": "a team said to be home and heard again",
    "amount": "an amount that cannot be", "zone": "a time zone that is none",
    "unsaid": "a departure that nobody said",
    "recall": "a call home that is not answered", "shut": "a road shut on a team's way",
}  # fmt: skip
"""What an alarm is about, by the first part of its id (run.alarms)."""


def _alarm_seen(_state: State, fact: f.AlarmSeen) -> tuple[Tone, str]:
    about = ALARM_WORDS.get(fact.alarm.partition(".")[0], "an alarm")
    return "info", f"Has taken {about} upon themselves."


def _taken_in(_state: State, fact: f.DeviceTakenIn) -> tuple[Tone, str]:
    offset = fact.offset_ms
    ahead = f" Its clock runs {span_words(offset)} ahead: confirmed." if offset else ""
    return "info", f"Device {fact.device[:8]} is ours: {fact.name}.{ahead}"


def _debrief(_state: State, fact: f.Debriefed) -> tuple[Tone, str]:
    wrong = sum(m.held is False for m in fact.met)
    return "info", (
        f"Debriefed: {len(fact.met)} assumptions, {wrong} did not hold; pace {fact.pace:.2f}."
    )


def _tasked(state: State, fact: f.RunTasked) -> tuple[Tone, str]:
    """Where to, by whom; of a team that is out, that it was told anew."""
    sites = ", ".join(site_name(state, stop.site) for stop in fact.tasking.stops)
    to = f" to {sites}" if sites else ""
    base = elsewhere(state, fact.base)
    to += f" from {base}" if base else ""
    what = f"{fact.objective}{to}, {_names(state, fact.tasking.crew)}."
    anew = begins_here(fact.tasking)
    return (
        ("warn", f"{fact.call} tasked anew, from where it is: {what}")
        if anew
        else (
            "info",
            f"{fact.call} tasked: {what}",
        )
    )


def _on_the_books(state: State, fact: f.PersonRegistered | f.VehicleRegistered) -> tuple[Tone, str]:
    name = elsewhere(state, fact.base)
    return "info", f"{fact.name} on the books{f' of {name}' if name else ''}."


def _setting(_state: State, fact: f.SettingChosen) -> tuple[Tone, str]:
    known = SETTINGS.get(fact.name)
    if known is None or wrong(fact):
        return "warn", f"A setting that is none here: {fact.name}."
    source = f", {fact.source}" if fact.source else ""
    return "info", f"{known.words}: {fact.value:g} {fact.unit}".rstrip() + f"{source}."


def _withdrawn(state: State, fact: f.Withdrawn) -> tuple[Tone, str]:
    """Which word, as it stood in the log; where it stands again, only that one was meant."""
    key = target_of(fact)
    first = state.taken_back.get(key) if key else None
    return "warn", f"Taken back: {_quoted(state, first)}."


def _corrected(state: State, fact: f.Corrected) -> tuple[Tone, str]:
    key = target_of(fact)
    first = state.taken_back.get(key) if key else None
    right = in_place(first.fact, fact.fact) if first else fact.fact
    tone, words = SENTENCES[type(right)](state, right)
    return tone, f"Put right: {_quoted(state, first)}. It is: {words}"


def _quoted(state: State, said: Said | None) -> str:
    if said is None or isinstance(said.fact, f.AboutWord):
        return "a word" if said is None else "a word about a word"
    run = getattr(said.fact, "run", None)
    words = SENTENCES[type(said.fact)](state, said.fact)[1].rstrip(".")
    return f"'{words}' of {_who(state, said.fact, run)}"


def _asked(state: State, fact: f.PlanAsked) -> tuple[Tone, str]:
    sites = ", ".join(site_name(state, i) for i in fact.sites)
    if fact.despite_rest:
        who = f"{_names(state, fact.despite_rest)} may go although rest is owed"
        by = person_name(state, fact.by) if fact.by else "nobody named"
        return "warn", f"Plan asked: {fact.objective} to {sites}. {who}, orders {by}."
    if fact.run is None:
        return "info", f"Plan asked: {fact.objective} to {sites}."
    to = f" to {sites}" if sites else ", home"
    return "info", f"Plan asked anew for {story(state, fact.run).call}: {fact.objective}{to}."


def _plan(state: State, fact: f.PlanOffered) -> tuple[Tone, str]:
    said = state.asked.get(fact.plan)
    anew = said is not None and isinstance(said.fact, f.PlanAsked) and said.fact.run is not None
    n = f"{len(fact.options)} option{'' if len(fact.options) == 1 else 's'}"
    return (
        "info",
        f"Plan {plan_name(state, fact.plan)}: {n}{'' if anew else ', staying home among them'}.",
    )


SENTENCES: dict[type[Fact], Callable[[State, Any], tuple[Tone, str]]] = {
    f.BaseFounded: lambda _s, x: ("info", f"{x.name} opened."),
    f.PostureSet: lambda _s, x: ("warn", f"Posture: {x.posture.replace('_', '-')}."),
    f.SettingChosen: _setting,
    f.RationSet: lambda _s, x: (
        "info",
        f"Ration of {x.need}: {n_words(x.per_person_day)} {x.unit} a person a day.",
    ),
    f.NoteLogged: lambda _s, x: ("info", x.words),
    f.AlarmSeen: _alarm_seen,
    f.DeviceTakenIn: _taken_in,
    f.PersonRegistered: _on_the_books,
    f.ReadinessSaid: lambda s, x: (
        "bad" if x.state in ("dead", "lost") else "info",
        f"{person_name(s, x.person)}: {STATES[x.state]}.",
    ),
    f.PairNoted: lambda s, x: (
        "info",
        f"{person_name(s, x.one)} and {person_name(s, x.other)}: {x.rule.replace('_', ' ')}.",
    ),
    f.VehicleRegistered: _on_the_books,
    f.VehicleReadinessSaid: lambda s, x: (
        "info",
        f"{vehicle_name(s, x.vehicle)}: {STATES[x.state]}"
        + (f", {x.fuel_l:g} L in its tank." if x.fuel_l is not None else "."),
    ),
    f.ItemDefined: lambda _s, x: ("info", f"Item defined: {x.name}."),
    f.LotDefined: _lot_defined,
    f.StockMoved: _moved,
    f.StockCounted: _counted,
    f.SiteNoted: lambda _s, x: ("info", f"Site noted: {x.name}."),
    f.SightingReported: lambda _s, x: (
        "info",
        f"Sighting {x.reliability}{x.credibility}, {x.source or 'no source named'}: {x.words}",
    ),
    f.ThreatNoted: lambda _s, x: ("warn", f"Threat {x.reliability}{x.credibility}: {x.name}."),
    f.ThreatLifted: lambda s, x: ("good", f"Believed gone: {threat_name(s, x.threat)}."),
    f.RoadClosed: lambda _s, x: ("warn", f"Road closed for {', '.join(x.modes)}."),
    f.RoadOpened: _opened,
    f.PlanAsked: _asked,
    f.PlanOffered: _plan,
    f.PlanChosen: _chosen,
    f.RunTasked: _tasked,
    f.ConsentSaid: lambda s, x: (
        "info",
        f"{person_name(s, x.person)} {'will go' if x.yes else 'will not go'}.",
    ),
    f.Departed: lambda s, x: ("info", f"Left the gate: {_names(s, x.crew)}."),
    f.Withdrawn: _withdrawn,
    f.Corrected: _corrected,
    f.CheckedIn: lambda _s, x: (
        "good" if x.well else "warn",
        ("All well." if x.well else "Not well.") + (" (one tap)" if x.quiet else ""),
    ),
    f.Arrived: lambda s, x: ("info", f"At {site_name(s, x.site)}."),
    f.ContactReported: _contact,
    f.FoundReported: _found,
    f.PeopleFound: lambda _s, x: (
        "warn",
        f"{people_of(x)} people found: {x.walking} walking, {x.carried} carried, "
        f"{x.children} children.",
    ),
    f.CacheLaid: lambda s, x: (
        "info",
        f"Cache laid{f' at {site_name(s, x.site)}' if x.site else ''}: "
        f"{amounts_words(s, x.contents)}.",
    ),
    f.CacheLifted: _lifted,
    f.LeftSite: lambda s, x: ("info", f"Left {site_name(s, x.site)}."),
    f.TurnedBack: lambda _s, _x: ("warn", "Turned back."),
    f.WaySwitched: lambda _s, x: ("warn", f"Switched to the {x.role} way."),
    f.SilencePlanned: lambda _s, _x: ("info", "Radio silence planned."),
    f.HelpCalled: lambda _s, x: ("bad", f"Needs help now: {x.need}."),
    f.HelpClosed: lambda s, x: (
        "warn",
        f"Call for help closed by {person_name(s, x.by) if x.by else 'nobody named'}: "
        f"{CLOSINGS[x.reason]}.",
    ),
    f.RunCalledOff: lambda s, x: (
        "warn",
        "Called off." if story(s, x.run).departed_ms is None else "Called home.",
    ),
    f.CameHome: _home,
    f.BroughtInCounted: lambda s, x: (
        "info",
        f"Of those brought in by {story(s, x.run).call}, {x.n} are inside.",
    ),
    f.HarmAccounted: lambda s, x: (
        "warn",
        f"Whom the contact of {story(s, x.run).call} cost: {HARM_ANSWERS[x.answer]}.",
    ),
    f.RunRehearsed: lambda _s, x: (
        "info",
        f"Rehearsed {x.n:,} times: harm in {x.p_harm:.0%}, home late in {x.p_late:.0%}.",
    ),
    f.Debriefed: _debrief,
    f.Unknown: lambda _s, _x: ("info", "A fact of a newer version, kept for later."),
}
