"""Day B, the supply run: from a rumour to the account, and what the room must hold at each step.

The steps follow the mission notes: a rumour about a storage facility, a plan with several ways, two
people who work well together, planned silence on the approach, a short fight inside, what is left
behind, stock in at the gate, a debrief that changes tomorrow's picture.
"""

from typing import Any

from holdfast.base.clock import HOUR_MS, MINUTE_MS
from holdfast.scenarios.looking import alarms_of, amounts, card_of, food_days, site_of
from holdfast.scenarios.play import Play
from holdfast.scenarios.stage import Spot
from holdfast.scenarios.supply_plan import (
    an_option_is_chosen,
    several_ways_are_offered,
    the_options_are_rehearsed,
)
from holdfast.scenarios.supply_world import BASE, LOOK_S, SITE, START_MS, world

NAME, AT, HEADCOUNT = "The compound", "compound", 3
RUMOUR = {"ration": 60, "bandage": 40, "tablets": 30}
FOUND = {"ration": 34, "bandage": 16, "tablets": 45, "antibiotic": 4}
MOST_CHECKS = 24
"""Check-ins on the way home: a team that is never home would check in for ever."""


def supply_run(play: Play, places: dict[str, Spot]) -> None:
    """The day from half past six to the evening."""
    the_room_knows(play, places)
    a_rumour_becomes_a_sighting(play, places)
    plan, letter = several_ways_are_offered(play)
    rehearsed = the_options_are_rehearsed(play, plan)
    run = an_option_is_chosen(play, plan, letter, rehearsed)
    consent_is_asked(play, run)
    tasking = the_team_leaves(play, run)
    silence_is_no_alarm(play, run, tasking)
    contact_inside(play, run)
    taken = what_was_found(play, run)
    an_overdue_report_is_raised_by_silence(play, run, tasking)
    home_before_dark(play, run, taken)
    the_debrief_changes_tomorrow(play, run)
    the_evening(play)


def the_room_knows(play: Play, places: dict[str, Spot]) -> None:
    """The base's people, stock and picture are on the books."""
    play.say(*world(places, START_MS))
    state = play.state()
    roll = state["roll"]
    play.check("eight people are on the books", roll["on_books"] == 8, roll)
    play.check("who rests or is in care cannot go", roll["can_go"] == 6, roll)
    days = {s["need"]: s["days"] for s in state["supplies"]}
    play.check(
        "food and water are counted in days", 5 < days["food"] < 40 and days["water"] > 5, days
    )
    play.check("every answer is marked as an exercise", state.get("exercise") is True)
    play.line(play.now_ms(), "The compound, the morning after the siege. Eight on the books.")
    play.pause(LOOK_S)


def a_rumour_becomes_a_sighting(play: Play, places: dict[str, Spot]) -> None:
    """A place found on the map becomes a site with one click; the rumour gets its grade."""
    play.until(START_MS + 20 * MINUTE_MS)
    depot = places["storage_facility"]
    hits = play.client.get("/api/search?q=rashid")["found"]
    on_map = [h for h in hits if h["kind"] == "spot" and "Rashid" in h["name"]]
    play.check("the storage facility can be searched on the map", bool(on_map), hits[:2])
    play.say(
        {
            "kind": "site_noted", "site": SITE, "name": depot.name, "name_local": depot.name_ar,
            "at": [depot.lon, depot.lat], "what": "warehouse",
        },
        {
            "kind": "sighting_reported", "sighting": "trader-rumour", "by": "leila",
            "at": [depot.lon, depot.lat], "about": "stock", "site": SITE,
            "contents": amounts(RUMOUR), "reliability": "C", "credibility": "3",
            "source": "trader at the south gate",
            "words": "Rations and bandages left in the old storage halls; nobody goes there.",
        },
    )  # fmt: skip
    site = site_of(play.state())
    graded = [c for c in site.get("belief", []) if c["grade"] == "C3"]
    play.check("the rumour is graded and counted as a chance", len(graded) == 3, site)
    play.line(play.now_ms(), "A trader's rumour, graded C3: rations in Al-Rashid storage.")
    play.pause(LOOK_S)


def consent_is_asked(play: Play, run: str) -> None:
    """Nobody leaves unasked, and nobody unseen: a departure without a yes is asked back."""
    crew = card_of(play.state(), run).get("crew_ids", [])
    depart = {"kind": "departed", "run": run, "crew": crew}
    play.asked_back("who leaves before they have said yes is asked about", depart)
    play.say(*({"kind": "consent_said", "run": run, "person": p, "yes": True} for p in crew))
    card = card_of(play.state(), run)
    play.check("asked and ready", card.get("phase") == "ready", card.get("phase"))


def the_team_leaves(play: Play, run: str) -> dict[str, Any]:
    """Out of the gate: the clock runs."""
    play.until(START_MS + 90 * MINUTE_MS)
    state = play.state()
    card = card_of(state, run)
    play.say({"kind": "departed", "run": run, "crew": card["crew_ids"]})
    tasking: dict[str, Any] = play.client.get(f"/api/runs/{run}")["run"]["tasked"]["tasking"]
    card = card_of(play.state(), run)
    play.check("the team is outbound", card.get("phase") == "outbound", card.get("phase"))
    due = card["clock"]["check_ms"] - card["clock"]["heard_ms"]
    play.check("the next check-in is due by the plan", due == tasking["check_every_s"] * 1000, due)
    roll = play.state()["roll"]
    play.check("two are outside", roll["outside"] == 2, roll)
    play.line(play.now_ms(), "KESTREL 1 leaves the gate on foot.")
    play.pause(LOOK_S)
    return tasking


def silence_is_no_alarm(play: Play, run: str, tasking: dict[str, Any]) -> None:
    """One tap on the way, then planned silence on the approach, longer than a check-in apart."""
    out_ms = tasking["stops"][0]["arrive_ms"] - tasking["depart_ms"]
    left_ms = play.now_ms()
    every_ms = int(tasking["check_every_s"] * 1000)
    tap_ms = left_ms + min(every_ms - 5 * MINUTE_MS, out_ms // 3)
    play.until(tap_ms)
    play.say({"kind": "checked_in", "run": run, "quiet": True})
    arrive_ms = max(left_ms + out_ms, tap_ms + every_ms + 15 * MINUTE_MS)
    play.say(
        {
            "kind": "silence_planned", "run": run, "start_ms": tap_ms + 10 * MINUTE_MS,
            "end_ms": arrive_ms + 5 * MINUTE_MS, "words": "Approach: nothing on the radio.",
        }
    )  # fmt: skip
    play.line(play.now_ms(), "One tap: all well. Radio silence from here to the halls.")
    play.until(tap_ms + every_ms + 10 * MINUTE_MS)
    state = play.state()
    play.check(
        "planned silence raises no alarm", not alarms_of(state, "overdue", run), state["alarms"]
    )
    card = card_of(state, run)
    play.check(
        "the board says that silence is planned", card["clock"]["silent_until_ms"] is not None
    )
    play.until(arrive_ms)
    play.say({"kind": "arrived", "run": run, "site": SITE})
    play.check("the team is on site", card_of(play.state(), run)["phase"] == "on_site")
    play.line(play.now_ms(), "At the storage halls. Doors ajar, plants growing in.")
    play.pause(LOOK_S)


def contact_inside(play: Play, run: str) -> None:
    """A small cluster comes out of the dark; the map shows it, the hazard rises and will fade."""
    before = card_of(play.state(), run)["p_home"]
    play.until(play.now_ms() + 12 * MINUTE_MS)
    play.say(
        {
            "kind": "contact_reported", "run": run, "by": "leila", "size": 4, "unit": "infected",
            "activity": "Came out of the corridor, beaten off", "harm": "none",
            "still_there": True, "outcome": "driven_off", "intention": "continue",
            "radius_m": 250,
        }
    )  # fmt: skip
    state = play.state()
    alarm = alarms_of(state, "contact", run)
    play.check(
        "a contact report is an alarm with its next act", bool(alarm and alarm[0]["acts"]), alarm
    )
    raised = [t for t in state["threats"] if t["run"] == run]
    play.check(
        "it raises a threat at that place", len(raised) == 1 and raised[0]["belief"] > 0.5, raised
    )
    after = card_of(state, run)["p_home"]
    play.check("the chance that all come home falls", after < before, (before, after))
    drawn = play.client.get("/api/map")["threats"]["features"]
    play.check("it is on the map", any(x["id"] == raised[0]["threat"] for x in drawn if raised))
    play.line(play.now_ms(), "CONTACT: four infected in the corridor. Driven off, nobody hurt.")
    play.pause(LOOK_S)
    if alarm:
        play.say({"kind": "alarm_seen", "alarm": alarm[0]["alarm"], "by": "mark"})
        seen = alarms_of(play.state(), "contact", run)
        play.check(
            "a taken alarm stays, quietly", bool(seen and seen[0]["seen_by"] == "Mark"), seen
        )


def what_was_found(play: Play, run: str) -> dict[str, float]:
    """Believed against found; what two cannot carry becomes a cache."""
    play.until(play.now_ms() + 25 * MINUTE_MS)
    taken = {"ration": 20.0, "bandage": 16.0, "tablets": 45.0, "antibiotic": 4.0}
    play.asked_back(
        "more taken than was found is asked about",
        {
            "kind": "found_reported", "run": run, "site": SITE, "searched": "all",
            "found": [["ration", 3]], "taken": [["ration", 9]],
        },
    )  # fmt: skip
    play.say(
        {
            "kind": "found_reported", "run": run, "site": SITE, "searched": "part",
            "found": amounts(FOUND), "taken": amounts(taken),
        },
        {
            "kind": "cache_laid", "run": run, "cache": "under-the-ramp", "site": SITE,
            "contents": [["ration", 14]], "mark": "under the loading ramp, left side",
            "knows": ["leila", "kai"],
        },
        {"kind": "left_site", "run": run, "site": SITE},
    )  # fmt: skip
    state = play.state()
    play.check(
        "what stays behind is a cache", any(c["cache"] == "under-the-ramp" for c in state["caches"])
    )
    belief = {c["item"]: c["n"] for c in site_of(state)["belief"]}
    play.check("the site is believed to hold what was left", belief.get("ration", 0) >= 14, belief)
    play.check("the team is returning", card_of(state, run)["phase"] == "returning")
    play.line(play.now_ms(), "Found 34 ration packs; 20 in the bag, 14 cached under the ramp.")
    return taken


def an_overdue_report_is_raised_by_silence(play: Play, run: str, tasking: dict[str, Any]) -> None:
    """A late report becomes an alarm by silence alone, and only a report ends it."""
    heard_ms = card_of(play.state(), run)["clock"]["heard_ms"]
    play.until(heard_ms + int(tasking["check_every_s"] * 1000) + 6 * MINUTE_MS)
    state = play.state()
    alarm = alarms_of(state, "overdue", run)
    play.check(
        "silence alone raises the alarm", bool(alarm and alarm[0]["severity"] == "critical"), alarm
    )
    play.check("with its next act", bool(alarm and alarm[0]["acts"]), alarm)
    card = card_of(state, run)
    play.check(
        "an old position is not shown as current",
        not card["fix"]["reckoned"] and card["fix"]["reach_m"] > 0,
        card["fix"],
    )
    play.line(play.now_ms(), "No report from KESTREL 1, past due.")
    play.pause(LOOK_S)
    play.say({"kind": "checked_in", "run": run, "quiet": True, "words": "Dead ground in the wadi."})
    play.check("a report ends it", not alarms_of(play.state(), "overdue", run))
    play.line(play.now_ms(), "KESTREL 1: all well, dead ground in the wadi.")


def home_before_dark(play: Play, run: str, taken: dict[str, float]) -> None:
    """Everyone home, counted; stock in at the gate, by lot, as one movement each."""
    card = card_of(play.state(), run)
    late_ms = card["clock"]["check_ms"] - MINUTE_MS
    for _ in range(MOST_CHECKS):
        if card["clock"]["home_ms"] <= late_ms:
            break
        play.until(late_ms)
        play.say({"kind": "checked_in", "run": run})
        late_ms += 25 * MINUTE_MS
        card = card_of(play.state(), run)
    play.until(max(card["clock"]["home_ms"], play.now_ms() + MINUTE_MS))
    play.asked_back(
        "whom a count at the gate forgets is asked about",
        {"kind": "came_home", "run": run, "home": ["leila"]},
    )
    food = food_days(play)
    play.say({"kind": "came_home", "run": run, "home": card["crew_ids"]})
    play.refused("a team that is home takes no order", {"kind": "run_called_off", "run": run})
    for item, n in taken.items():
        lot = f"{item}-rashid"
        play.say(
            {"kind": "lot_defined", "lot": lot, "item": item, "words": "Al-Rashid storage"},
            {
                "kind": "stock_moved", "lot": lot, "n": n, "source": "outside",
                "target": f"run:{run}", "reason": "loaded", "run": run,
            },
            {
                "kind": "stock_moved", "lot": lot, "n": n, "source": f"run:{run}",
                "target": f"base:{BASE}", "reason": "unloaded", "run": run,
            },
        )  # fmt: skip
    state = play.state()
    home_ms, dark_ms = card_of(state, run)["clock"]["home_ms"], card["clock"]["dark_ms"]
    play.check("home before last light", home_ms < dark_ms, (home_ms, dark_ms))
    gone = state["roll"]["outside"] + state["roll"]["lost"]
    play.check("everyone is inside", gone == 0, state["roll"])
    gained = food_days(play) - food
    expected = taken["ration"] * 2400 / 2100 / (8 + HEADCOUNT)
    play.check(
        "the stock counts what came in, once", abs(gained - expected) < 0.01, (gained, expected)
    )
    play.check("who was out is owed rest", state["roll"]["can_go"] == 4, state["roll"])
    play.line(play.now_ms(), "Everyone home. Stock in at the gate.")
    play.pause(LOOK_S)


def the_debrief_changes_tomorrow(play: Play, run: str) -> None:
    """Assumed against met; belief about way and site follows, also from what stayed quiet."""
    play.until(play.now_ms() + 40 * MINUTE_MS)
    before = {t["threat"]: t["belief"] for t in play.state()["threats"]}
    answer = play.client.post(f"/api/runs/{run}/debrief", {"words": "The wadi way is quiet."})
    debrief = answer["debrief"]
    wrong = [m for m in debrief["met"] if m.get("held") is False]
    play.check("the debrief says which assumptions did not hold", bool(wrong), debrief["met"])
    play.check("it counts what came home", debrief["value"] > 10, debrief["value"])
    rehearsed = [m for m in debrief["met"] if m["assumed"].startswith("Rehearsed")]
    play.check(
        "what was rehearsed stands beside what happened",
        len(rehearsed) == 2 and any(m.get("held") is not None for m in rehearsed),
        rehearsed,
    )
    state = play.state()
    after = {t["threat"]: t["belief"] for t in state["threats"]}
    quiet = [x["threat"] for x in debrief.get("exposures", []) if x["contacts"] == 0]
    play.check(
        "what was passed in quiet is believed less",
        bool(quiet) and all(after[t] < before[t] for t in quiet),
        [(t, before[t], after[t]) for t in quiet],
    )
    play.check("the run is closed", card_of(state, run)["phase"] == "debriefed")
    raised = [t for t in state["threats"] if t["run"] == run]
    play.check("the contact's hazard fades", bool(raised) and raised[0]["belief"] < 0.86, raised)
    again = play.client.post(
        "/api/plans",
        {"plan": "plan-tomorrow", "objective": "recovery", "sites": [SITE],
         "depart_ms": play.now_ms() + 20 * HOUR_MS},
    )  # fmt: skip
    stops = [t["stops"][0] for o in again["options"] for t in o["taskings"]]
    known = any(item == "ration" for stop in stops for item, _ in stop["expect"])
    play.check("tomorrow's plan knows the cache", known, [o["why"] for o in again["options"]])
    play.line(play.now_ms(), "Debriefed. Tomorrow's plan knows the cache and the contact.")


def the_evening(play: Play) -> None:
    """Meals go on; nothing disagrees; the log holds it all, signed."""
    play.say(
        {
            "kind": "stock_moved", "lot": "rice-a", "n": 9, "source": f"base:{BASE}",
            "target": "used", "reason": "issued", "words": "evening meal",
        }
    )  # fmt: skip
    state = play.state()
    play.check("no two facts disagree", not state["disagreements"], state["disagreements"])
    log = play.client.get("/api/log?limit=200")["log"]
    play.check(
        "the log is signed and whole", len(log) > 60 and all(x["device"] for x in log), len(log)
    )
    play.line(play.now_ms(), "Evening meal. The roof is half repaired. A quiet night, they hope.")


__all__ = ["AT", "HEADCOUNT", "NAME", "START_MS", "supply_run"]
