"""The one gate: kept, then believed, then told."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from holdfast.base.clock import DAY_MS, MAX_SKEW_MS, Came, Stamp
from holdfast.base.errors import Refused, Unavailable
from holdfast.gate import Gate
from holdfast.ledger import EXERCISE, Entry, Signer, Tip, Verdict, device_of, seal
from holdfast.store import SqliteStore

NOW = 1_790_000_000_000
US, THEM = Signer(b"u" * 32), Signer(b"t" * 32)
Heard = tuple[Stamp, bytes]


def now() -> int:
    return NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "ledger.sqlite")
    yield store
    store.close()


def node_on(store: SqliteStore, clock: Callable[[], int] = now) -> tuple[Gate[Heard], list[Heard]]:
    """A node that believes into a list."""
    believed: list[Heard] = []

    def fold(stamp: Stamp, body: bytes, _came: Came | None) -> Heard:
        believed.append((stamp, body))
        return stamp, body

    return Gate(store, US, clock, fold), believed


def chain(n: int, signer: Signer = THEM, at_ms: int = NOW, flags: int = 0) -> list[Entry]:
    entries: list[Entry] = []
    tip = Tip()
    for i in range(n):
        entries.append(seal(b"body %d" % i, signer, tip, at_ms, i, flags))
        tip = Tip(i, entries[-1].id)
    return entries


def test_what_is_said_is_kept_believed_and_told(store: SqliteStore) -> None:
    """In that order: when a listener hears it, it is on disk and folded."""
    node, believed = node_on(store)
    told: list[tuple[list[Heard], int, int]] = []
    node.listeners.append(lambda news: told.append((news, store.count(), len(believed))))

    entries = node.say(b"one", b"two")

    assert [e.header.seq for e in entries] == [0, 1]
    assert [body for _, body in believed] == [b"one", b"two"]
    assert told == [(believed, 2, 2)]


def test_what_the_disk_refuses_is_not_believed(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing folded, nobody woken, and the number is used by the next one."""
    node, believed = node_on(store)

    def full(*_: Sequence[Entry]) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "append", full)
        with pytest.raises(Unavailable, match="full"):
            node.say(b"lost")

    assert believed == []
    assert node.say(b"kept")[0].header.seq == 0


def test_an_impossible_body_is_refused_before_the_line(store: SqliteStore) -> None:
    """And nothing said together with it is kept."""
    node, _ = node_on(store)

    with pytest.raises(Refused):
        node.say(b"good", b"")

    assert store.count() == 0


def test_many_threads_share_commits_and_lose_nothing(store: SqliteStore) -> None:
    """Each call returns with its own entries, believed; the chain has no gap; commits are fewer."""
    node, believed = node_on(store)
    appends = 0
    append = store.append

    def counted(*args: Sequence[Entry]) -> None:
        nonlocal appends
        appends += 1
        append(*args)

    store.append = counted  # type: ignore[method-assign]
    barrier, wrong = threading.Barrier(16), []

    def write(k: int) -> None:
        barrier.wait()
        for i in range(20):
            body = b"%d/%d" % (k, i)
            (entry,) = node.say(body)
            if entry.body != body or (entry.stamp, body) not in believed:
                wrong.append(body)

    threads = [threading.Thread(target=write, args=(k,)) for k in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert store.tip(device_of(US)).seq == 319
    assert [s.seq for s, _ in believed] == list(range(320))
    assert appends < 320


def test_an_unforeseen_error_reaches_everyone_in_the_group(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is left waiting, nobody is told that it was kept; the line goes on."""
    node, _ = node_on(store)

    def broken(*_: Sequence[Entry]) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(store, "append", broken)
        with pytest.raises(ZeroDivisionError):
            node.say(b"one")

    assert node.say(b"two")


def test_a_listener_may_not_say(store: SqliteStore) -> None:
    """It would wait for itself; it is told so instead."""
    node, _ = node_on(store)
    node.listeners.append(lambda _: node.say(b"again") and None)

    with pytest.raises(RuntimeError, match="listener"):
        node.say(b"once")

    node.listeners.clear()
    assert node.say(b"twice")[0].header.seq == 1


def test_a_delivery_gets_its_verdicts(store: SqliteStore) -> None:
    """Each thing that can be wrong is counted under its name."""
    node, believed = node_on(store)
    one, two, three, four = chain(4)
    rival = seal(b"rival", THEM, Tip(0, one.id), 5, 0)
    forged = four.head[:-64] + bytes(64) + b"body 3"
    drill = chain(1, Signer(b"d" * 32), flags=EXERCISE)[0]

    assert node.receive([one.raw, two.raw]) == {Verdict.ADMITTED: 2}
    assert node.receive([e if isinstance(e, bytes) else e.raw for e in
                         (one, rival, forged, drill, b"noise", four)]) == {
        Verdict.KNOWN: 1,
        Verdict.FORKED: 1,
        Verdict.FORGED: 1,
        Verdict.FOREIGN: 1,
        Verdict.UNREADABLE: 1,
        Verdict.WAITING: 1,
    }  # fmt: skip
    assert node.receive([three.raw]) == {Verdict.ADMITTED: 1}

    assert [body for _, body in believed] == [b"body 0", b"body 1", b"body 2", b"body 3"]
    assert store.forks() == [rival]
    assert node.verdicts[Verdict.ADMITTED] == 3


def test_a_chain_that_comes_backwards_is_believed_forwards(store: SqliteStore) -> None:
    """Delivered one by one from its end, a chain comes in whole with its first entry."""
    node, believed = node_on(store)
    entries = chain(50)

    for entry in reversed(entries):
        node.receive([entry.raw])

    assert [s.seq for s, _ in believed] == list(range(50))


def test_a_stripped_body_is_believed_when_it_comes(store: SqliteStore) -> None:
    """A relay that strips bodies delays, but does not silence; an erased body stays away."""
    node, believed = node_on(store)
    one, two = chain(2)

    assert node.receive([one.without_body().raw, two.raw]) == {Verdict.ADMITTED: 2}
    assert [body for _, body in believed] == [b"body 1"]
    assert node.receive([one.raw]) == {Verdict.COMPLETED: 1}
    assert [body for _, body in believed] == [b"body 1", b"body 0"]

    assert node.erase(device_of(THEM), 1)
    assert node.receive([two.raw]) == {Verdict.KNOWN: 1}
    assert store.entry(device_of(THEM), 1) == two.without_body()


def test_a_sealed_body_is_carried_and_not_folded(store: SqliteStore) -> None:
    """Without its key nobody may guess at it; it stands in the chain and travels on."""
    node, believed = node_on(store)

    (entry,) = node.say(b"ciphertext", key_id=b"medical")

    assert believed == []
    assert store.entry(node.device, 0) == entry


def test_stamps_run_behind_nothing_seen(store: SqliteStore) -> None:
    """Our next stamp lies after a peer's within the allowed skew, whatever our wall says."""
    node, _ = node_on(store)
    node.receive(chain(1, at_ms=NOW + MAX_SKEW_MS)[0].raw for _ in range(1))

    assert node.say(b"x")[0].stamp[:2] == (NOW + MAX_SKEW_MS, 1)
    assert node.n_skewed == 0


def test_a_word_said_after_one_that_is_years_ahead_stands_over_it(store: SqliteStore) -> None:
    """A stamp only orders, so it costs nothing to be pulled ahead; the difference is counted."""
    node, _ = node_on(store)
    theirs = chain(1, at_ms=NOW + 3_650 * DAY_MS)[0]

    verdicts = node.receive([theirs.raw])

    assert verdicts == {Verdict.ADMITTED: 1}
    assert node.n_skewed == 1
    assert node.say(b"x")[0].stamp > theirs.stamp


def test_our_own_stamps_never_run_back(store: SqliteStore) -> None:
    """Not within a millisecond, not when the wall is set back, not over a restart."""
    ahead, _ = node_on(store, lambda: NOW + 10**9)
    stamps = [ahead.say(b"x")[0].stamp for _ in range(3)]

    again, _ = node_on(store)
    stamps += [again.say(b"x")[0].stamp for _ in range(3)]

    assert stamps == sorted(set(stamps))


def test_after_a_restart_the_same_is_believed(store: SqliteStore) -> None:
    """The fold sees the same stamps and bodies, in order of arrival, and the chain goes on."""
    node, believed = node_on(store)
    node.say(b"ours")
    node.receive(e.raw for e in chain(3))

    again, believed_again = node_on(store)

    assert believed_again == believed
    assert again.say(b"more")[0].header.seq == 1


def test_what_the_disk_changed_is_not_believed(tmp_path: Path) -> None:
    """Header or body: it is named, the rest is believed, and the chain goes on after it."""
    store = SqliteStore(tmp_path / "l")
    node, _ = node_on(store)
    node.say(*(b"body %d" % i for i in range(6)))
    store._db.execute("update entry set body = x'00' where seq = 1")
    store._db.execute("update entry set head = x'00' where seq = 3")
    store._db.execute("update entry set head = zeroblob(150) where seq = 5")

    again, believed = node_on(store)

    assert [s.seq for s, _ in believed] == [0, 2, 4]
    assert again.n_damaged == 3
    assert "Entry 1 of device" in again.damage[0]
    assert again.say(b"next")[0].header.seq == 6
    store.close()


def test_a_view_reads_while_belief_stands_still(store: SqliteStore) -> None:
    """While a view reads, what another thread says is kept but not yet folded."""
    node, believed = node_on(store)
    with node.reading():
        writer = threading.Thread(target=node.say, args=(b"x",))
        writer.start()
        while store.count() == 0:
            pass
        assert believed == []
    writer.join()

    assert len(believed) == 1
