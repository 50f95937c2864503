"""What a team does, as far as it can be true now: by its phase and by the stops of its tasking."""
# ruff: noqa: SIM905 - a list of words reads best as words

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.run.talk import lexicon as lex
from holdfast.run.talk.clauses import Clause, Line, parts
from holdfast.run.talk.marks import Marks, Sign
from holdfast.run.talk.offer import Offer, offer
from holdfast.run.talk.team import Team

ORDER = ("turned", "fallback", "left", "arrived", "departed", "home", "well")
"""The weightiest first; 'all well' is always the last."""
REACHED = frozenset("arrived arrives reached arrival".split())


def moves(team: Team, line: Line, found: Marks, text: str) -> Iterator[Offer]:
    """Each at most once. 'All well' is none where anything in the line speaks against it."""
    wanted: dict[str, Offer] = {}
    for sign in found.of("moves"):
        if not sign.pending:
            made = _move(team, line.clauses[sign.clause], sign, text)
            if made is not None:
                wanted.setdefault(made.act, made)
    at_site = _at_site(team, line)
    if at_site is not None:
        wanted.setdefault("arrived", _arrived(team, at_site, text))
    if (
        found.of("unwell")
        or "mixed" in found.unsure
        or any(s.negated and s.means == "well" for s in found.signs)
    ):
        wanted.pop("well", None)
    yield from (wanted[act] for act in ORDER if act in wanted)


def _move(team: Team, clause: Clause, sign: Sign, text: str) -> Offer | None:
    """What this sign comes to for a team in its phase; None where it cannot be."""
    run = team.run
    gate = "gate" in clause.words[sign.start : sign.end]
    if team.phase == "ready":
        fact = f.Departed(run=run, crew=team.crew, words=text)
        return offer("departed", team, fact) if sign.means == "left" or gate else None
    standing = team.phase == "on_site" and team.site is not None
    if sign.means == "well":
        return offer("well", team, f.CheckedIn(run=run, words=text))
    if sign.means == "home":
        return offer("home", team, None, href=f"/runs/{run}#home")
    if sign.means == "fallback":
        taken = f.WaySwitched(run=run, role="fallback", words=text)
        return offer("fallback", team, taken) if team.may_fall_back else None
    if standing and sign.means in ("left", "turned"):
        left = f.LeftSite(run=run, site=team.site or "", words=text)
        return offer("left", team, left, _named(team, team.site))
    if sign.means == "turned" and team.phase == "outbound":
        return offer("turned", team, f.TurnedBack(run=run, words=text))
    if sign.means == "arrived" and not _elsewhere(team, clause, sign):
        return _arrived(team, team.site, text) if team.phase == "outbound" and team.site else None
    return None


def _arrived(team: Team, site: str | None, text: str) -> Offer:
    fact = f.Arrived(run=team.run, site=site or "", words=text)
    return offer("arrived", team, fact, _named(team, site))


def _named(team: Team, site: str | None) -> str:
    return next((name for stop, name in team.stops if stop == site), "")


def _elsewhere(team: Team, clause: Clause, sign: Sign) -> bool:
    """'Arrived at the bridge': at a place that is not the stop for which they head."""
    after = clause.words[sign.end :]
    place = after[1:] if after[:1] == ["at"] else after
    told = clause.words[sign.start] in REACHED and place and not place[0][:1].isdigit()
    return bool(told) and _stop_in(team, clause) != team.site and (
        after[0] == "at" or clause.words[sign.start] == "reached"
    )  # fmt: skip


def _stop_in(team: Team, clause: Clause) -> str | None:
    """The stop that a clause names."""
    said = f" {' '.join(clause.words)} "
    return next((site for site, name in team.stops if f" {' '.join(parts(name))} " in said), None)


def _at_site(team: Team, line: Line) -> str | None:
    """'At Eddie World': a stop after 'at' or 'reached', where they are not yet."""
    for clause in line.clauses:
        said = f" {' '.join(clause.words)} "
        for site, name in team.stops:
            full = " ".join(parts(name))
            here = any(f" {word} {full} " in said or f" {word} the {full} " in said
                       for word in ("at", "reached", "arrived", "in"))  # fmt: skip
            there = team.phase == "on_site" and team.site == site
            if full and here and not there and team.outside and not _held(clause):
                return site
    return None


def _held(clause: Clause) -> bool:
    """Whether the clause says that it is not so, or not yet."""
    return any(w in lex.NEGATIONS or w in lex.NOT_YET - {"in"} for w in clause.words)
