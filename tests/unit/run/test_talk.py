"""A line of radio talk is read as what it may say, and never more surely than it is said."""

import msgspec
import pytest

from data.toys import MIN, NOON, H, toy_out
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.run.rules import complete, refuse
from holdfast.run.talk import Reading, Team, read, teams
from holdfast.run.talk.clauses import parts
from holdfast.run.talk.phrases import one_off
from holdfast.run.talk.team import sign_of


def team(run: str, call: str, phase: str, **more: object) -> Team:
    """A team with its sign in parts."""
    return Team(run, call, sign_of(call), phase, **more)  # type: ignore[arg-type]


EDDIE = ("eddie", "Eddie World fuel")
TEAMS = [
    team("h1", "HERON 1", "on_site", crew=("ben",), site="eddie", may_fall_back=True, helped=True,
         stops=(EDDIE, ("mill", "Mill"))),
    team("k1", "KESTREL 1", "outbound", crew=("ada",), site="depot", may_fall_back=True,
         stops=(("depot", "Depot"),)),
    team("h12", "HERON 12", "returning", crew=("kai",), site="mill", stops=(("mill", "Mill"),)),
    team("o2", "OTTER 2", "ready", crew=("x", "y"), site="mill", stops=(("mill", "Mill"),)),
    team("s9", "SWIFT 9", "home"),
]  # fmt: skip


def heard(line: str, now_ms: int = NOON) -> Reading:
    """The line as it is read at noon by the clocks of the base."""
    return read(line, TEAMS, now_ms, "Etc/GMT-2")


def short(reading: Reading) -> str:
    """What is offered, the act of Enter with a star: 'help* note'."""
    return " ".join(o.act + "*" * (i == reading.enter) for i, o in enumerate(reading.offers))


TABLE = """
HERON 1 not all well, still pinned, need help fast                  | help note*
HERON 1 not all well, Ben hit in the leg                            | help note*
HERON 1 casualty, rest all well                                     | help note*
HERON 1 no contact since 1210, asked KESTREL to check in with them  | note*
KESTREL 1 missed check-in, nothing heard                            | note*
KESTREL 1 not turning back                                          | note*
HERON 1 we are not leaving, Ben does not need help                  | note*
KESTREL 1 contact two armed east wing                               | contact* note
HERON 1 at Eddie World, gate locked, two pumps look intact          | note*

HERON 1 mayday                                                      | help* note
MAYDAY MAYDAY MAYDAY HERON 1                                        | help* note
heron one, need help now                                            | help* note
Heron-1: pinned down behind the pumps                               | help* note
HERON1 need medic                                                   | help* note
HERON 1 needs urgent help                                           | help* note
HERON 1 two casualties                                              | help* note
KESTREL 1 Ada is hit                                                | help* note
KESTREL 1 Ada shot in the arm                                       | help* note
KESTREL 1 bleeding badly, send help                                 | help* note
KESTREL 1 we are lost                                               | help* note
KESTREL 1 man down                                                  | help* note
KESTREL 1 ambush, Ada wounded                                       | help* contact note
KESTREL 1 this is KESTREL 1, under fire at the bridge, over         | contact* note
KESTREL 1 contact, 4 infected, moving east                          | contact* note
KESTREL 1 taking fire                                               | contact* note
KESTREL 1 mines on the road                                         | contact* note
KESTREL 1 in contact with six gunmen                                | contact* note
kestrel 1 shots fired                                               | contact* note

HERRON 1 mayday                                                     | help note*
HERON 1 maydya                                                      | help note*
HERON 1 casulty                                                     | help note*
mayday mayday                                                       | help help help note*
we are pinned down                                                  | help help help note*
HERON mayday                                                        | help help help note*
KESTREL mayday                                                      | help note*
SWIFT 9 casualty                                                    | help still_out note*
KESTREL 1 reports HERON 1 needs help                                | help help note*
HERON 1 possible casualty                                           | help note*
HERON 1 sounded like mayday, garbled                                | help note*
HERON 1 maybe pinned                                                | help note*
HERON 1 may need help                                               | help note*
HERON 1 will need a medic                                           | help note*
KESTREL 1 possible contact ahead                                    | contact note*
KESTREL 1 shots heard, not at us                                    | contact note*
HERON 1 Ben not breathing                                           | help note*
HERON 1 Ben cannot walk                                             | help note*
HERON 1 not pinned need help                                        | help note*
HERON 1 no casualties but need help                                 | help note*
HERON 1 all well but Ben is bleeding                                | help note*
HERON 1 casualty, where is the medic?                               | help note*
KESTREL 1 broken down                                               | trouble note*
KESTREL 1 stuck in the mud, all ok                                  | trouble note*
KESTREL 1 out of fuel                                               | trouble note*

HERON 1 no help needed                                              | note*
HERON 1 needs no help                                               | note*
HERON 1 don't need help                                             | note*
HERON 1 doesn\u2019t need a medic                                        | note*
HERON 1 nobody hurt                                                 | note*
HERON 1 no one is injured or bleeding                               | note*
HERON 1 casualties nil                                              | note*
HERON 1 help arrived                                                | note*
HERON 1 help is on the way                                          | note*
HERON 1 do you need help?                                           | note*
HERON 1 are you hurt                                                | note*
HERON 1 any casualties?                                             | note*
HERON 1 lost contact                                                | note*
HERON 1 trying to make contact                                      | note*
HERON 1 please contact base                                         | note*
KESTREL 1 in contact with HERON 1                                   | note*
KESTREL 1 no contact                                                | note*
KESTREL 1 turn left at the dead end                                 | note*
HERON 1 false alarm                                                 | close note*
HERON 1 cancel mayday, pressed by mistake                           | close note*
KESTREL 1 false alarm, no mayday                                    | note*

HERON 1 all well                                                    | well note*
HERON 1 ALL WELL                                                    | well note*
KESTREL 1 all ok, nothing to report                                 | well note*
KESTREL 1 everyone is fine                                          | well note*
KESTREL 1 checking in                                               | well note*
KESTREL 1 all well, no casualties                                   | well note*
KESTREL 1 arrived                                                   | arrived note*
KESTREL 1 arrived at the depot                                      | arrived note*
KESTREL 1 at depot, all well                                        | arrived well note*
KESTREL 1 arrived at the bridge                                     | note*
KESTREL 1 turning back, all ok                                      | turned well note*
KESTREL 1 heading home                                              | turned note*
KESTREL 1 taking plan b                                             | fallback note*
HERON 1 leaving now                                                 | left note*
HERON 1 on our way home                                             | left note*
OTTER 2 left the gate                                               | departed note*
HERON 12 home                                                       | home note*
HERON 12 through the gate, all well                                 | home well note*
KESTREL 1 Ada limps                                                 | unwell note*
KESTREL 1 not ok                                                    | unwell note*
KESTREL 1 all well but Ada limps                                    | unwell note*

KESTREL 1 all well?                                                 | note*
KESTREL 1 confirm you all well                                      | note*
KESTREL 1 are you home?                                             | note*
KESTREL 1 have you arrived                                          | note*
KESTREL 1 not home                                                  | note*
KESTREL 1 not yet home                                              | note*
KESTREL 1 hasn't arrived                                            | note*
KESTREL 1 has not checked in                                        | note*
KESTREL 1 failed to check in                                        | note*
KESTREL 1 please check in                                           | note*
KESTREL 1 told them to turn back                                    | note*
KESTREL 1 they say all well but nobody saw them                     | note*
KESTREL 1 villagers say they are all well                           | note*
KESTREL 1 probably all well                                         | note*
KESTREL 1 all well I think                                          | note*
KESTREL 1 was all well yesterday                                    | note*
KESTREL 1 will be home at 1400                                      | note*
OTTER 2 out of the gate                                             | departed note*
OTTER 2 not out the gate                                            | note*
HERON 1 still pinned                                                | help* note
KESTREL 1 no one is heard, all well at base                         | note*
KESTREL 1 about to leave                                            | note*
KESTREL 1 eta depot 1230                                            | note*
KESTREL 1 if all well turn back at 1400                             | note*
KESTREL 1 overdue, no answer                                        | note*
KESTREL 1 nothing heard, all well at 1130                           | note*
KESTREL 1 HERON 1 all well                                          | note*
all well                                                            | note*
the mill is quiet                                                   | note*
KESTREL 1 the truck is on the left                                  | note*
OTTER 2 all well                                                    | note*
SWIFT 9 all well                                                    | still_out note*
SWIFT 9 still out                                                   | still_out note*
SWIFT 9 is not home                                                 | still_out note*
SWIFT 9 home by mistake                                             | still_out note*
SWIFT 9 turning back                                                | still_out note*
SWIFT 9 is home                                                     | note*
SWIFT 9 home safe, all well                                         | note*
is SWIFT 9 still out?                                               | note*
SWIFT 9 debrief done                                                | note*
"""
ROWS = [tuple(part.strip() for part in row.split("|")) for row in TABLE.splitlines() if row]


@pytest.mark.parametrize(("line", "right"), ROWS, ids=[line for line, _ in ROWS])
def test_a_line_is_offered_as_what_it_may_say(line: str, right: str) -> None:
    """Gravest first, the note last; the star is what plain Enter does."""
    assert short(heard(line)) == right


def test_no_line_lets_enter_reset_a_clock_or_close_a_call() -> None:
    """Enter takes the note or raises an alarm, whatever is typed."""
    for line, _ in ROWS:
        offer = heard(line).offers[heard(line).enter]
        assert isinstance(offer.fact, f.NoteLogged | f.HelpCalled | f.ContactReported)
        for other in heard(line).offers:
            assert not isinstance(other.fact, f.HelpClosed)


def test_a_reading_says_what_a_press_will_do_and_why_enter_will_not() -> None:
    """In words, for somebody who has been awake since yesterday."""
    reading = heard("HERON 1 not all well, Ben hit in the leg")
    help_, note = reading.offers

    assert help_.label == "HERON 1 has a casualty"
    assert "Raises a call for help" in help_.does
    assert isinstance(help_.fact, f.HelpCalled)
    assert (help_.fact.need, help_.fact.words) == (
        "casualty",
        "HERON 1 not all well, Ben hit in the leg",
    )
    assert note.label == "A note under HERON 1"
    assert note.fact == f.NoteLogged(words=help_.fact.words, about="h1")
    assert heard("KESTREL 1 not turning back").why == "it says “not”"
    assert "stays open" in heard("HERON 1 all well").offers[0].does


def test_what_was_met_is_told_as_far_as_the_line_tells_it() -> None:
    """Kind and number where they are said, and nothing that is not."""
    (met, _) = heard("KESTREL 1 contact two armed east wing").offers
    assert isinstance(met.fact, f.ContactReported)
    assert (met.fact.unit, met.fact.size, met.fact.harm) == ("armed", 2, "not_known")
    assert met.label == "KESTREL 1 in contact: 2 armed people"

    (met, _) = heard("KESTREL 1 contact at grid 4512 3377").offers
    assert isinstance(met.fact, f.ContactReported)
    assert (met.fact.unit, met.fact.size) == ("unknown", None)


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("KESTREL 1 all well at 1150", -10), ("KESTREL 1 all well 11:50", -10),
        ("KESTREL 1 all well at 0950Z", -10), ("KESTREL 1 arrived depot 1130", -30),
        ("KESTREL 1 contact at 1145 two armed", -15), ("HERON 1 pinned since 1130", None),
        ("KESTREL 1 all well", None), ("KESTREL 1 all well, 1500 m to go", None),
        ("KESTREL 1 all well, grid 1130", None),
    ],
)  # fmt: skip
def test_a_report_of_ten_to_twelve_is_not_one_of_now(line: str, minutes: int | None) -> None:
    """Else typing it late would hide how long nothing was heard."""
    fact = heard(line).offers[0].fact
    assert fact is not None
    assert fact.when_ms == (None if minutes is None else NOON + minutes * MIN)


def test_a_time_before_midnight_is_yesterdays() -> None:
    """At ten past midnight '2355' was a quarter of an hour ago."""
    fact = heard("KESTREL 1 all well at 2355", NOON + 12 * H + 10 * MIN).offers[0].fact
    assert fact is not None
    assert fact.when_ms == NOON + 11 * H + 55 * MIN


def test_what_is_offered_may_be_said() -> None:
    """Each offer of a real board passes the rules; a team may say what its phase allows."""
    talk = toy_out()
    state = talk.state
    board = teams(state, NOON)
    assert [t.call for t in board] == ["KESTREL 1"]
    for words in ("mayday", "contact", "all well", "arrived", "turning back", "fallback", "not ok"):
        for offer in read(f"KESTREL 1 {words}", board, NOON).offers:
            assert offer.fact is not None
            try:
                refuse(state, complete(state, offer.fact, NOON), NOON)
            except Refused as exc:
                pytest.fail(f"{words}: {exc}")


def test_a_call_sign_says_nothing_by_its_words() -> None:
    """A team called HELP 1 does not call for help whenever it is named."""
    odd = [team("x", "MAYDAY 1", "outbound"), team("y", "All Well 2", "outbound")]
    assert short(read("MAYDAY 1 two pumps look intact", odd, NOON)) == "note*"
    assert short(read("all well 2 at the ford", odd, NOON)) == "note*"
    assert short(read("MAYDAY 1 mayday", odd, NOON)) == "help* note"


def test_words_are_read_however_they_are_written() -> None:
    """Capitals, curly apostrophes, wide letters, hyphens."""
    assert parts("DON\u2019T check-in\u3000\uff2e\uff4f\uff57") == ["dont", "check", "in", "now"]
    assert one_off("casulty", "casualty")
    assert one_off("maydya", "mayday")
    assert not one_off("mayday", "mayday")
    assert not one_off("mad", "mayday")


@pytest.mark.parametrize(
    "line",
    ["", "   ", "?", "no " * 1_000, "need " * 1_000, "HERON 1 " * 500, "\u202e\x00", "1" * 9_999],
)  # fmt: skip
def test_whatever_is_typed_is_at_least_a_note(line: str) -> None:
    """Also what is empty, endless or no words at all; what is too long is cut where words end."""
    reading = heard(line)
    assert reading.offers[-1].act == "note"
    assert isinstance(reading.offers[-1].fact, f.NoteLogged)
    msgspec.json.encode(reading)


def test_the_work_grows_with_the_line_and_not_with_its_square() -> None:
    """Counted in words that are looked at, not in seconds."""

    class Counted(list[str]):
        looked = 0

        def __getitem__(self, at: object) -> object:  # type: ignore[override]
            Counted.looked += 1
            return super().__getitem__(at)  # type: ignore[index]

    from holdfast.run.talk import lexicon
    from holdfast.run.talk.phrases import find, table

    among = table(lexicon.GRAVE)

    def looks(n: int) -> int:
        Counted.looked = 0
        find(among, Counted(["need", "a", "is", "cannot"] * n))
        return Counted.looked

    assert looks(400) < 2.2 * looks(200)
