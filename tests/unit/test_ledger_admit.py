"""The verdicts of the gate, each from its own cause."""

import pytest

from holdfast.ledger import (
    EXERCISE,
    Batch,
    Entry,
    Held,
    Signer,
    Tip,
    Verdict,
    WaitingRoom,
    device_of,
    genuine,
    open_entry,
    runs,
    seal,
)

SIGNER = Signer(bytes(range(32)))
DEVICE = device_of(SIGNER)


def say(body: bytes, tip: Tip, flags: int = 0) -> Entry:
    return seal(body, SIGNER, tip, 1_000, 0, flags)


def tip_of(entry: Entry) -> Tip:
    return Tip(entry.header.seq, entry.id)


def garbled(entry: Entry) -> Entry:
    return open_entry(entry.head[:-64] + bytes(64) + (entry.body or b""))


FIRST = say(b"first", Tip())
SECOND = say(b"second", tip_of(FIRST))
THIRD = say(b"third", tip_of(SECOND))
RIVAL = say(b"rival", tip_of(FIRST))
AFTER_RIVAL = say(b"after", tip_of(RIVAL))


@pytest.mark.parametrize(
    ("entry", "tip", "held", "verdict"),
    [
        (FIRST, Tip(), None, Verdict.ADMITTED),
        (SECOND, tip_of(FIRST), None, Verdict.ADMITTED),
        (FIRST, tip_of(FIRST), Held(FIRST.id, False), Verdict.KNOWN),
        (FIRST, tip_of(FIRST), Held(FIRST.id, True), Verdict.COMPLETED),
        (FIRST.without_body(), tip_of(FIRST), Held(FIRST.id, True), Verdict.KNOWN),
        (THIRD, tip_of(FIRST), None, Verdict.WAITING),
        (RIVAL, tip_of(SECOND), Held(SECOND.id, False), Verdict.FORKED),
        (AFTER_RIVAL, tip_of(SECOND), None, Verdict.FORKED),
        (SECOND, tip_of(SECOND), None, Verdict.FORKED),
        (say(b"drill", Tip(), EXERCISE), Tip(), None, Verdict.FOREIGN),
    ],
)
def test_each_cause_has_its_verdict(
    entry: Entry, tip: Tip, held: Held | None, verdict: Verdict
) -> None:
    """By its place in its chain, as a commit judges it; what is false never comes so far."""
    tips = {DEVICE: tip} if tip != Tip() else {}
    assert batch(tips, WaitingRoom(), held).offer(entry) is verdict


def test_a_real_entry_is_foreign_to_a_drill() -> None:
    """The wall between drill and reality stands on both sides."""
    commit = Batch({}, WaitingRoom(), lambda _device, _seq: None, exercise=True)

    assert commit.offer(FIRST) is Verdict.FOREIGN
    assert commit.entries == []


def test_runs_are_cut_where_links_break() -> None:
    """Each run can be vouched for by one signature."""
    assert runs([FIRST, SECOND, THIRD, RIVAL]) == [[FIRST, SECOND, THIRD], [RIVAL]]
    assert runs([]) == []


def test_a_run_with_a_false_head_is_looked_at_one_by_one() -> None:
    """One garbled entry does not cost the others their place."""
    assert genuine([FIRST, SECOND, garbled(THIRD)]) == [FIRST, SECOND]


def batch(tips: dict[bytes, Tip], waiting: WaitingRoom, held: Held | None = None) -> Batch:
    return Batch(tips, waiting, lambda _device, _seq: held, exercise=False)


def test_what_waited_follows_in_its_order() -> None:
    """Third, second, first: the last to come brings the others in."""
    waiting = WaitingRoom()
    commit = batch({}, waiting)

    verdicts = [commit.offer(entry) for entry in (THIRD, SECOND, FIRST)]

    assert verdicts == [Verdict.WAITING, Verdict.WAITING, Verdict.ADMITTED]
    assert commit.entries == [FIRST, SECOND, THIRD]
    assert commit.released == [SECOND, THIRD]
    assert len(waiting) == 2, "they leave only when the commit is on disk"


def test_of_two_that_wait_for_one_place_one_becomes_proof() -> None:
    """A fork that arrives early is found when its predecessor comes."""
    commit = batch({}, WaitingRoom())

    for entry in (SECOND, RIVAL, FIRST):
        commit.offer(entry)

    assert commit.entries == [FIRST, SECOND]
    assert commit.forks == [RIVAL]


def test_a_fork_within_one_batch_is_seen() -> None:
    """What the batch itself is about to keep counts as held."""
    commit = batch({DEVICE: tip_of(FIRST)}, WaitingRoom())

    assert [commit.offer(e) for e in (SECOND, SECOND, RIVAL)] == [
        Verdict.ADMITTED,
        Verdict.KNOWN,
        Verdict.FORKED,
    ]


def test_a_late_body_is_taken_once() -> None:
    """A body that a relay had stripped is put back when it comes."""
    commit = batch({DEVICE: tip_of(FIRST)}, WaitingRoom(), Held(FIRST.id, wants_body=True))

    assert [commit.offer(FIRST), commit.offer(FIRST)] == [Verdict.COMPLETED, Verdict.KNOWN]
    assert commit.late_bodies == [FIRST]


def test_the_waiting_room_is_bounded_each_and_together() -> None:
    """Those nearest to being admitted stay; the count of bytes goes back to nothing."""
    entries = [say(b"x" * 1000, Tip(seq, bytes(32))) for seq in range(50)]
    room = WaitingRoom(max_each=10, max_bytes=8_000)
    for entry in reversed(entries):
        room.hold(entry)
        room.hold(entry)

    held = [e for seq in range(52) for e in room.at(DEVICE, seq)]

    assert [e.header.seq for e in held] == [1, 2, 3, 4, 5, 6]
    assert room.n_bytes <= 8_000
    for entry in entries:
        room.let_go(entry)
    assert room.n_bytes == 0
    assert len(room) == 0


def test_one_device_cannot_crowd_the_others_out() -> None:
    """When all together is too much, who holds most gives way."""
    room = WaitingRoom(max_each=100, max_bytes=20_000)
    other = seal(b"y" * 1000, Signer(b"o" * 32), Tip(4, bytes(32)), 0, 0)
    room.hold(other)
    for seq in range(100):
        room.hold(say(b"x" * 1000, Tip(seq, bytes(32))))

    assert room.at(other.header.device, 5) == [other]
