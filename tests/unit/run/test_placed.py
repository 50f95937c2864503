"""What is guessed of a place is never shown as said."""

import pytest
from starlette.testclient import TestClient

from data.toys import DEPOT, HOME, MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.know.caches import caches
from holdfast.know.log import line
from holdfast.know.picture import picture
from holdfast.know.risk import threats
from holdfast.know.runs import story
from holdfast.node import Node
from holdfast.run.board import Card, board
from holdfast.run.rules import complete
from holdfast.web.app import make_app
from holdfast.web.picture import teams


def card(talk: Talk, now_ms: int = NOON) -> Card:
    """The run's card."""
    return next(c for c in board(talk.state, now_ms) if c.run == "run-1")


def said_now(talk: Talk, fact: f.Fact, at_ms: int = NOON) -> f.Fact:
    """A word said in the room, with what is filled in there."""
    whole = complete(talk.state, fact, at_ms)
    talk.at(at_ms, whole)
    return whole


def guessed() -> Talk:
    """KESTREL 1 left an hour ago, and tells of a contact without a place half an hour later."""
    talk = toy_out()
    said_now(talk, f.ContactReported(run="run-1", unit="armed"), NOON - 30 * MIN)
    return talk


def test_a_place_that_was_filled_in_says_so_in_the_fact() -> None:
    """Reckoned by plan and time; the site where they stand; one that was given stays as said."""
    talk = toy_out()
    contact = f.ContactReported(run="run-1")
    reckoned = complete(talk.state, contact, NOON - 30 * MIN)
    assert isinstance(reckoned, f.ContactReported)
    assert reckoned.placed == "reckoned"
    assert reckoned.at is not None

    given = complete(talk.state, f.ContactReported(run="run-1", at=f.Point(*DEPOT)), NOON)
    assert isinstance(given, f.ContactReported)
    assert given.placed == "said"

    talk.at(NOON - 10 * MIN, f.Arrived(run="run-1", site="depot"))
    at_site = complete(talk.state, contact, NOON)
    assert isinstance(at_site, f.ContactReported)
    assert (at_site.placed, at_site.at) == ("site", f.Point(*DEPOT))


def test_a_contact_without_a_place_moves_no_last_place() -> None:
    """The lost-contact circle starts where they said that they were: at the gate, an hour ago."""
    talk = guessed()
    fix = card(talk).fix
    assert fix is not None
    assert (fix.reported_place, fix.placed_ms) == (HOME, NOON - H)
    assert story(talk.state, "run-1").place == HOME

    late = card(talk, NOON + 5 * H)
    assert late.clock.overdue_ms > 0
    assert late.fix is not None
    assert late.fix.reported_place == HOME
    assert late.fix.reach_m > 0


def test_the_threat_that_it_raises_is_marked_on_list_and_map() -> None:
    """Its place is a guess, and whoever plans by it must know."""
    talk = guessed()
    [threat] = threats(talk.state, NOON)
    [drawn] = picture(talk.state, NOON)["threats"]["features"]
    assert threat.placed == "reckoned"
    assert "place reckoned, not said" in drawn["properties"]["label"]


def test_the_log_says_that_a_place_was_filled_in() -> None:
    """Beside what the team said."""
    talk = guessed()
    [said] = talk.state.contacts.values()
    assert "(Place reckoned, not said.)" in line(said, talk.state).words


def test_a_cache_without_a_place_is_marked() -> None:
    """Whoever goes for it looks further round."""
    talk = toy_out()
    laid = f.CacheLaid(run="run-1", cache="k1", contents=(f.Amount("ration", 3),))
    said_now(talk, laid, NOON - 30 * MIN)
    assert caches(talk.state)[0].placed == "reckoned"
    [drawn] = picture(talk.state, NOON)["caches"]["features"]
    assert "reckoned" in drawn["properties"]["contents"]


def test_the_board_says_what_is_reckoned_and_what_was_said_last() -> None:
    """With both times and the place that they gave; on the map it is marked too."""
    talk = toy_out()
    one = card(talk, NOON - 40 * MIN)
    assert one.where.startswith("reckoned 11:20, last said 11:00 at ")
    [team] = teams([one])["features"]
    assert team["properties"]["reckoned"]

    talk.at(NOON - 10 * MIN, f.CheckedIn(run="run-1", at=f.Point(32.02, 30.0)))
    talk.at(NOON - 5 * MIN, f.Arrived(run="run-1", site="depot"))
    there = card(talk)
    assert there.where.startswith("said 11:55 at ")


@pytest.mark.parametrize("page", ["/runs/run-1", "/"])
def test_the_pages_say_so(toy_node: Node, page: str) -> None:
    """The run's page and its card."""
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        assert "eckoned" in client.get(page).text
        [one] = [c for c in client.get("/api/state").json()["board"] if c["run"] == "run-1"]
        assert one["where"].startswith("reckoned ")


def test_a_contact_sent_again_is_the_same_word(toy_node: Node) -> None:
    """What was filled in is no other word."""
    word = {"kind": "contact_reported", "run": "run-1", "ref": "field-0123456789"}
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        assert client.post("/api/facts", json=word).status_code == 201
        assert client.post("/api/facts", json=word).status_code == 200
