"""A contact in words: all that was said of it, for the log, the alarm and the threat's line."""

from holdfast import facts as f

OUTCOMES = {
    "avoided": "Avoided", "broke_off": "Broke off", "driven_off": "Driven off",
    "pinned": "Pinned down", "cut_off": "The way is cut", "not_known": "",
}  # fmt: skip
HARM = {"none": "Nobody hurt", "hurt": "We have hurt", "dead": "We have dead", "not_known": ""}
INTENTIONS = {
    "stay": "We stay where we are", "continue": "We go on", "withdraw": "We withdraw",
    "not_known": "",
}  # fmt: skip
POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def towards(direction_deg: float) -> str:
    """'north-east': the nearest of eight points, degrees clockwise from north."""
    return POINTS[round(direction_deg / 45) % 8]


def about_them(fact: f.ContactReported) -> list[str]:
    """Whether they are still there, where they go, what they do, look like and carry; as said."""
    there = {True: "They are still there", False: "They are gone", None: ""}[fact.still_there]
    moving = "" if fact.direction_deg is None else f"Moving {towards(fact.direction_deg)}"
    described = [
        f"{label}: {words.strip().rstrip('.')}" if words.strip() else ""
        for label, words in (
            ("They", fact.activity), ("Dressed", fact.uniform), ("With", fact.equipment),
        )
    ]  # fmt: skip
    return [part for part in (there, moving, *described) if part]


def contact_parts(fact: f.ContactReported) -> list[str]:
    """Everything that was said beyond who and how many, one short sentence each, gravest first:
    harm, outcome, what we do now, then what is known of them.
    """
    ours = HARM[fact.harm], OUTCOMES[fact.outcome], INTENTIONS[fact.intention]
    return [part for part in (*ours, *about_them(fact)) if part]
