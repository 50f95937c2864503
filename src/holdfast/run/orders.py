"""What an order may not clash with: one choice a plan, one call sign a run that is to go or is out.

Law. An order (what shall be) is refused in words; a report (what happened) never is, for such a
reason.
"""

import unicodedata

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.know.calls import open_help
from holdfast.know.choices import called_off, standing
from holdfast.know.people import missing
from holdfast.know.runs import Story, stories
from holdfast.know.state import State

TO_GO = ("tasked", "ready")


LOOKALIKES = str.maketrans("авекмнорстухіѕјαβεικμνορτυχ", "abekmhopctyxisjabeikmvoptyx")
"""Small Cyrillic and Greek letters that nobody tells from Latin ones on a board."""


def spoken(call: str) -> str:
    """A call sign as it is heard and seen: letters and digits, whatever their case, the blanks and
    dashes between them, or the script that a letter is borrowed from."""
    plain = unicodedata.normalize("NFKC", call).casefold().translate(LOOKALIKES)
    return "".join(c for c in plain if c.isalnum())


def calls_in_use(state: State) -> dict[str, Story]:
    """Runs that are to go, are out, miss somebody or have a call for help open, by their call sign
    as it is heard."""
    return {
        spoken(told.call): told
        for told in stories(state).values()
        if told.phase in TO_GO or told.outside or missing(state, told) or open_help(told)
    }


def refuse_call(state: State, call: str, run: str) -> None:
    """Look whether another run goes by this call sign.

    Raises:
        Refused: one does.
    """
    other = calls_in_use(state).get(spoken(call))
    if other is None or other.run == run:
        return
    is_so = "is tasked already" if other.phase in TO_GO else "is out already"
    raise Refused(f"{other.call} {is_so}: take another call sign.")


def chosen_before(state: State, plan: str, letter: str) -> tuple[str, ...] | None:
    """The runs of this very choice, if it was made already and stands.

    Raises:
        Refused: another option was chosen and stands, or this one was and all its runs were called
            off.
    """
    told = stories(state)
    for _, said in sorted(state.chosen.get(plan, {}).items()):
        if not isinstance(fact := said.fact, f.PlanChosen):
            continue
        stands = standing(fact, told)
        if fact.letter == letter and stands:
            return fact.runs
        if fact.letter == letter:
            raise Refused(f"Option {letter} was chosen already and called off. Ask anew.")
        if stands and not fact.runs:
            raise Refused(f"Option {fact.letter}, staying home, was chosen already. Ask anew.")
        if stands:
            left = next(run for run in fact.runs if not called_off(told.get(run)))
            raise Refused(
                f"Option {fact.letter} of this plan was chosen already. "
                f"Call off {told[left].call if left in told else left} first, or ask anew."
            )
    return None
