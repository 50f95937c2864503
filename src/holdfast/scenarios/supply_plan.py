"""Day B, its plan: several ways are offered, rehearsed, and one is chosen, with the price told."""

from typing import Any

from holdfast.base.clock import MINUTE_MS
from holdfast.scenarios.looking import card_of
from holdfast.scenarios.play import Play
from holdfast.scenarios.supply_world import LOOK_S, SITE, START_MS

OVERRIDE = (
    "The pick-up is all that runs and stays at the gate for whoever must be brought to a doctor; "
    "two on foot are quieter, and the others hold the wall."
)
"""Why the commander of day B sends two on foot (the scenario's own)."""


def several_ways_are_offered(play: Play) -> tuple[str, str]:
    """The planner offers several options, staying home among them; Leila and Kai on foot."""
    play.until(START_MS + 40 * MINUTE_MS)
    asked = {
        "plan": "plan-supply", "objective": "supply", "sites": [SITE],
        "depart_ms": START_MS + 90 * MINUTE_MS,
    }  # fmt: skip
    play.stand()
    plan = play.client.post("/api/plans", asked)
    options = plan["options"]
    away = [o for o in options if o["taskings"]]
    play.check("several options are offered", len(away) >= 3, [o["why"] for o in options])
    play.check("staying home is among them", len(away) < len(options))
    play.check(
        "what cannot go is said",
        any("gearbox" in w for w in plan["infeasible"]),
        plan["infeasible"],
    )
    good = [o for o in away if o["value"] > 0 and 0 < o["p_home"] <= 1]
    play.check("each has a value and a chance that all come home", good == away)
    tasks = [o["taskings"][0] for o in away]
    play.check(
        "each turns round in time to be home before last light",
        all(t["stops"][0]["leave_ms"] <= t["turn_ms"] < t["dark_ms"] for t in tasks),
    )
    roles = {w["role"] for w in tasks[0]["ways"]}
    play.check(
        "each has ways out, back and a fallback", roles == {"out", "back", "fallback"}, roles
    )
    foot = [o for o in away if set(o["taskings"][0]["crew"]) == {"leila", "kai"}]
    on_foot = [o for o in foot if o["taskings"][0]["mode"] == "foot"]
    play.check(
        "Leila and Kai are teamed: they work well together",
        bool(on_foot),
        [t["crew"] for t in tasks],
    )
    play.line(play.now_ms(), f"{len(away)} ways to spend the day, and staying home.")
    play.pause(LOOK_S)
    pick = max(on_foot or away, key=lambda o: o["p_home"])
    return str(plan["plan"]), str(pick["letter"])


def the_options_are_rehearsed(play: Play, plan: str) -> dict[str, Any]:
    """Each option is played through; one's own contingency is seen beside the day without it."""
    asked = {"what": [{"kind": "storm"}]}
    play.stand()
    told = play.client.post(f"/api/plans/{plan}/rehearse", asked)
    plain, stormy = told["without"], told["with"]
    away = plain["tallies"]
    play.check("every option is rehearsed", len(away) >= 3 and plain["n"] >= 20_000, plain["n"])
    play.check(
        "with how sure each figure is",
        all(0 < t["unharmed"]["error"] < 0.01 for t in away),
        [t["unharmed"] for t in away],
    )
    later = [b["home_s"][2] > a["home_s"][2] for a, b in zip(away, stormy["tallies"], strict=True)]
    play.check("a storm brings them home later", all(later), later)
    worst = {"letter": away[0]["letter"], "number": away[0]["worst"][0]}
    story = play.client.post(f"/api/plans/{plan}/story", worst)["story"]
    play.check("the worst play is told step by step", len(story["steps"]) > 2, story)
    play.line(play.now_ms(), f"Rehearsed {plain['n']:,} times: {', '.join(plain['ranking'])}.")
    return dict(plain)


def an_option_is_chosen(play: Play, plan: str, letter: str, rehearsed: dict[str, Any]) -> str:
    """The commander decides, and says why where it is not what the rehearsal puts first; the chosen
    plan becomes a run.
    """
    play.until(START_MS + 55 * MINUTE_MS)
    words = overriding(letter, rehearsed)
    asked = {"letter": letter, "call": "KESTREL 1", "words": words}
    play.stand()
    chosen = play.client.post(f"/api/plans/{plan}/choose", asked)
    run = str(chosen["runs"][0])
    card = card_of(play.state(), run)
    play.check("the chosen plan is a run on the board", card.get("phase") == "tasked", card)
    log = [line["words"] for line in play.client.get("/api/log?limit=20")["log"]]
    play.check("the log says why it was chosen", any(words in line for line in log), log)
    play.line(play.now_ms(), words)
    play.line(play.now_ms(), f"Option {letter} it is: KESTREL 1, Leila and Kai on foot.")
    return run


def overriding(letter: str, rehearsed: dict[str, Any]) -> str:
    """Why this option, with its price where the rehearsal puts another one first."""
    first = rehearsed["ranking"][0]
    if letter == first:
        return f"{letter} is what the rehearsal puts first."
    tallies = {t["letter"]: t for t in rehearsed["tallies"]}
    own, other = tallies[letter], tallies.get(first)
    if other is None:  # staying home: nothing kept, nobody harmed
        other = {"kept": {"mean": 0.0}, "unharmed": {"mean": 1.0}}
    less = other["kept"]["mean"] - own["kept"]["mean"]
    harmed = [f"{1000 * (1 - t['unharmed']['mean']):.0f}" for t in (own, other)]
    return (
        f"Commander's override: the rehearsal puts {first} first. {letter} keeps {abs(less):.0f} "
        f"person-days {'less' if less >= 0 else 'more'}, and harms somebody on {harmed[0]} days in "
        f"1,000, not {harmed[1]}. {OVERRIDE}"
    )
