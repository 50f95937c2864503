"""A room knows which base it stands at, and never adds another base's people to its own."""

from pathlib import Path

import pytest

from data.toys import HOME, NOON, D, H, Talk, tasking, toy_out
from holdfast import facts as f
from holdfast.know.bases import base_names, own_base, zone_here
from holdfast.know.fold import fold_all
from holdfast.know.log import line
from holdfast.know.people import roll
from holdfast.node import open_node
from holdfast.run.alarms import alarms
from holdfast.run.board import board

OLDER = f.BaseFounded(base="a-mill", name="Mill", at=f.Point(*HOME), zone="Asia/Kathmandu")
OURS = f.BaseFounded(base="compound", name="The compound", at=f.Point(*HOME), zone="Etc/GMT-2")


def two_bases() -> Talk:
    """The toy base with a team out, and a mill of which a child's aunt is out alone, late."""
    talk = toy_out()
    talk.at(
        NOON - 3 * D, OLDER,
        f.PersonRegistered(person="ada", name="Ada", base="a-mill"),
        f.PersonRegistered(person="bo", name="Bo", base="a-mill"),
        f.VehicleRegistered(vehicle="cart", name="Cart", base="a-mill", mode="car", seats=2),
        f.RunTasked(run="run-9", call="HERON 1", objective="recon", base="a-mill",
                    tasking=tasking(NOON - 9 * H, crew=("ada",), lead="ada")),
        f.Departed(run="run-9", crew=("ada",)),
    )  # fmt: skip
    return talk


def test_each_base_counts_its_own_people() -> None:
    """Three of ours and two of theirs are never five in one count."""
    state = two_bases().state
    ours, theirs = roll(state, NOON, base="compound"), roll(state, NOON, base="a-mill")

    assert (ours.on_books, ours.inside, ours.outside) == (4, 2, 2)
    assert (theirs.on_books, theirs.inside, theirs.outside) == (2, 1, 1)
    assert roll(state, NOON).on_books == 6


def test_a_stranger_with_a_team_counts_at_the_base_that_sent_it() -> None:
    """Nobody's books have them, so the run says whose they are."""
    talk = two_bases()
    talk.at(NOON - H, f.Departed(run="run-9", crew=("ada", "somebody")))

    assert roll(talk.state, NOON, base="a-mill").outside == 2
    assert roll(talk.state, NOON, base="compound").outside == 2


def test_the_run_and_the_alarms_of_another_base_say_whose_they_are() -> None:
    """'HERON 1, Mill': this room cannot do the next act alone."""
    state = two_bases().state
    titles = {card.call: card.title for card in board(state, NOON)}

    assert titles == {"HERON 1": "Recon of Mill", "KESTREL 1": "Supply run"}
    whose = {a.who for a in alarms(state, NOON) if a.run == "run-9"}
    assert whose
    assert all(who.endswith(", Mill") for who in whose)


@pytest.mark.parametrize("first", [OLDER, OURS])
def test_a_room_stands_where_its_machine_founded_first(
    tmp_path: Path, first: f.BaseFounded
) -> None:
    """Not at the base that was heard of first, or comes first by name; also after a restart."""
    other = OURS if first is OLDER else OLDER
    with open_node(tmp_path / "base", lambda: NOON) as node:
        node.say_all([first])
        node.say_all([other])
    with open_node(tmp_path / "base", lambda: NOON + D) as node:
        assert own_base(node.state) is node.founding
        assert node.founding is not None
        assert node.founding.base == first.base
        assert zone_here(node.state) == first.zone
        assert next(iter(base_names(node.state))) == first.base


def test_a_state_that_no_node_opened_stands_at_the_base_founded_first() -> None:
    """Whatever order its words came in."""
    said = two_bases().said
    for order in (said, said[::-1]):
        own = own_base(fold_all(order))
        assert own is not None
        assert own.base == "compound"


def test_the_log_says_on_whose_books_and_from_where() -> None:
    """Of our own it says nothing more than it did."""
    talk = two_bases()
    words = [line(said, talk.state).words for said in talk.said]

    assert "Ada on the books of Mill." in words
    assert "Kai on the books." in words
    assert any(w.startswith("HERON 1 tasked: recon to Depot from Mill, Ada") for w in words)
    assert any(w.startswith("KESTREL 1 tasked: supply to Depot, Leila") for w in words)
