"""Who is where, and the head count."""

from data.toys import NOON, D, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.know.people import PersonLine, persons, roll, runs_together


def who(talk: Talk, person: str, now_ms: int = NOON) -> PersonLine:
    """This person's line."""
    return next(p for p in persons(talk.state, now_ms) if p.person == person)


def adds_up(talk: Talk, now_ms: int = NOON) -> bool:
    """Whether everyone is inside, outside, away or lost, and counted once."""
    count, lines = roll(talk.state, now_ms), persons(talk.state, now_ms)
    away = sum(p.state == "away" for p in lines)
    return count.inside + count.outside + count.lost + away == len(lines)


def home(talk: Talk, *people: str, at_ms: int = NOON, **more: tuple[str, ...]) -> None:
    """KESTREL 1 comes in with these people."""
    talk.at(at_ms, f.CameHome(run="run-1", home=people, **more))


def test_who_left_is_outside_and_cannot_go() -> None:
    """On a run: the call sign stands where 'inside' stood."""
    talk = toy_out()

    assert (who(talk, "kai").state, who(talk, "kai").where) == ("outside", "KESTREL 1")
    assert not who(talk, "kai").can_go
    assert who(talk, "mark").can_go
    assert (roll(talk.state, NOON).inside, roll(talk.state, NOON).outside) == (2, 2)
    assert adds_up(talk)


def test_who_stayed_behind_is_inside_though_tasked() -> None:
    """The departure says who really left."""
    talk = toy()
    talk.at(NOON - H, tasked(), f.Departed(run="run-1", crew=("leila",)))

    assert who(talk, "kai").where == "inside"


def test_two_departures_leave_nobody_out() -> None:
    """The gate and the team each told of their own; both count."""
    talk = toy_out()
    talk.at(NOON - H + 1, f.Departed(run="run-1", crew=("leila",)), device="bb")

    assert who(talk, "kai").state == "outside"


def test_who_is_named_missing_or_not_named_at_all_is_lost() -> None:
    """The count out equals the count home plus the known losses, also when the gate forgot one."""
    for more in ({"missing": ("kai",)}, {}):
        talk = toy_out()
        home(talk, "leila", **more)

        assert who(talk, "kai").state == "lost"
        assert not who(talk, "kai").can_go
        assert roll(talk.state, NOON).lost == 1
        assert adds_up(talk)


def test_an_older_word_does_not_hide_that_somebody_is_missing() -> None:
    """In care last week, missing today: lost, and not counted among those inside."""
    talk = toy_out()
    talk.at(NOON - 2 * H, f.ReadinessSaid(person="kai", state="in_care"))
    home(talk, "leila")

    assert who(talk, "kai").state == "lost"
    assert roll(talk.state, NOON).inside == 3


def test_the_missing_are_accounted_for_by_a_later_word() -> None:
    """Found, in care, or known dead: what is said last stands."""
    for state in ("ready", "in_care"):
        talk = toy_out()
        home(talk, "leila")
        talk.at(NOON + H, f.ReadinessSaid(person="kai", state=state))

        assert who(talk, "kai", NOON + H).state == state


def test_the_missing_may_come_home_later() -> None:
    """A second return of the same run brings them in; the first stays the run's time home."""
    talk = toy_out()
    home(talk, "leila", missing=("kai",))
    home(talk, "kai", at_ms=NOON + 5 * H)

    assert who(talk, "kai", NOON + 5 * H).state == "ready"
    assert roll(talk.state, NOON + 5 * H).lost == 0


def test_a_stranger_who_is_out_is_counted() -> None:
    """Who left without being on anyone's books is outside all the same, and lost if missing."""
    talk = toy()
    talk.at(NOON - H, tasked(), f.Departed(run="run-1", crew=("leila", "zed")))

    assert roll(talk.state, NOON).outside == 2
    assert roll(talk.state, NOON).on_books == 4
    assert adds_up(talk)

    home(talk, "leila")

    assert who(talk, "zed").state == "lost"
    assert adds_up(talk)


def test_rest_is_owed_after_a_run() -> None:
    """Ten hours from the gate; then they can go again."""
    talk = toy_out()
    home(talk, "leila", "kai")

    assert who(talk, "kai").rest_until_ms == NOON + 10 * H
    assert not who(talk, "kai").can_go
    assert roll(talk.state, NOON).resting == 2
    assert who(talk, "kai", NOON + 10 * H).can_go


def test_a_return_dated_ahead_does_not_hold_anyone_for_years() -> None:
    """A gate whose clock runs years ahead: rest and hours out are counted from now at most."""
    talk = toy_out()
    home(talk, "leila", "kai", at_ms=NOON + 900 * D)

    assert who(talk, "kai").rest_until_ms == NOON + 10 * H
    assert who(talk, "kai").hours_out_7d == 1


def test_a_state_that_has_ended_is_ready_again() -> None:
    """Resting and away end by themselves; care does not."""
    for state, after in (("resting", "ready"), ("away", "ready"), ("in_care", "in_care")):
        talk = toy()
        talk.at(NOON, f.ReadinessSaid(person="kai", state=state, until_ms=NOON + H))

        assert who(talk, "kai").state == state
        assert who(talk, "kai", NOON + H).state == after
        assert adds_up(talk)


def test_hours_out_are_of_the_last_seven_days() -> None:
    """A run of an hour counts today and no more in eight days."""
    talk = toy_out()
    home(talk, "leila", "kai")

    assert (who(talk, "kai").hours_out_7d, who(talk, "kai").runs_7d) == (1, 1)
    assert who(talk, "kai", NOON + 8 * D).runs_7d == 0
    assert runs_together(talk.state, "leila", "kai") == 1


def test_people_found_are_others_until_their_team_is_home() -> None:
    """No names, but a number that we are responsible for."""
    talk = toy_out()
    talk.at(NOON, f.PeopleFound(run="run-1", walking=3, carried=1))

    assert roll(talk.state, NOON).others == 4

    home(talk, "leila", "kai", others=4)  # type: ignore[arg-type]

    assert roll(talk.state, NOON).others == 0


def test_no_contact_counts_the_people_of_overdue_runs() -> None:
    """The board says which runs are overdue."""
    assert roll(toy_out().state, NOON, frozenset({"run-1"})).no_contact == 2


def test_who_was_said_to_be_lost_and_came_in_at_the_gate_is_here() -> None:
    """The gate saw them later; said to be lost after that, they are lost."""
    talk = toy_out()
    talk.at(NOON - 2, f.ReadinessSaid(person="kai", state="lost"))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    assert who(talk, "kai").where == "inside"
    assert roll(talk.state, NOON).lost == 0
    assert adds_up(talk)

    talk.at(NOON + 1, f.ReadinessSaid(person="kai", state="lost"))
    assert who(talk, "kai").state == "lost"
