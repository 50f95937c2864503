"""The scrub: names what is wrong, changes nothing, trips over nothing."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from holdfast.gate import Gate
from holdfast.ledger import Entry, Signer, Tip, device_of, seal
from holdfast.store import Report, open_ledger, verify

NOW = 1_790_000_000_000
THEM = Signer(b"t" * 32)
THEIR_NAME = device_of(THEM).hex()[:8]


def now() -> int:
    return NOW


def chain(n: int) -> list[Entry]:
    entries: list[Entry] = []
    tip = Tip()
    for i in range(n):
        entries.append(seal(b"body %d " % i * 30, THEM, tip, NOW, i))
        tip = Tip(i, entries[-1].id)
    return entries


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole ledger: 30 entries of theirs, 10 of ours, a fork, an erased and an absent body."""
    folder = tmp_path / "ledger"
    ledger = open_ledger(folder, now)
    node = Gate(ledger.store, ledger.signer, now, lambda *_: None)
    node.say(*(b"ours %d" % i for i in range(10)))
    theirs = chain(30)
    theirs[7] = theirs[7].without_body()
    node.receive(e.raw for e in theirs)
    node.receive([seal(b"rival", THEM, Tip(), NOW, 0).raw])
    node.erase(node.device, 3)
    ledger.close()
    return folder


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


def change(folder: Path, statement: str) -> Report:
    db = apsw.Connection(str(folder / "ledger.sqlite"))
    db.execute(statement)
    db.close()
    return verify(folder)


def test_a_whole_ledger_is_found_whole_and_left_as_it_was(folder: Path) -> None:
    """Counts are right, the fork is listed but is no damage, and no file is touched."""
    before, told = state(folder), []

    report = verify(folder, lambda done, total: told.append((done, total)))

    assert report.whole, report.problems
    assert (report.n_entries, report.n_devices) == (40, 2)
    assert (report.n_erased, report.n_absent) == (1, 1)
    assert report.forks == [
        f"Entry 0 of device {THEIR_NAME} was said twice with different words; the second is kept "
        "as proof."
    ]
    assert told[-1] == (40, 40)
    assert state(folder) == before


def test_a_wal_left_behind_is_read_and_left_as_it_was(tmp_path: Path) -> None:
    """After a crash the newest entries lie in the WAL alone: they count, and no file is touched."""
    ledger = open_ledger(tmp_path / "live", now)
    node = Gate(ledger.store, ledger.signer, now, lambda *_: None)
    node.say(*[b"x" * 100] * 50)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("ledger.sqlite", "ledger.sqlite-wal", "witness", "device.key"):
        (crashed / name).write_bytes((tmp_path / "live" / name).read_bytes())
    ledger.close()
    before = state(crashed)

    report = verify(crashed)

    assert report.whole, report.problems
    assert report.n_entries == 50
    assert state(crashed) == before


def test_a_live_ledger_may_be_scrubbed(tmp_path: Path) -> None:
    """Beside the node that writes it."""
    ledger = open_ledger(tmp_path, now)
    node = Gate(ledger.store, ledger.signer, now, lambda *_: None)
    node.say(b"one")

    report = verify(tmp_path)

    assert report.whole, report.problems
    assert report.n_entries == 1
    node.say(b"two")
    ledger.close()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "update entry set body = x'ff' where n = 15",
            f"Entry 4 of device {THEIR_NAME} has a body that was changed.",
        ),
        (
            "update entry set head = zeroblob(200) where n = 15",
            f"Entry 4 of device {THEIR_NAME} cannot be read",
        ),
        (
            "update entry set id = zeroblob(32) where n = 15",
            f"Entry 4 of device {THEIR_NAME} has a header that was changed.",
        ),
        (
            "update entry set seq = 99 where n = 40",
            f"Entry 99 of device {THEIR_NAME} is filed wrongly: it says it is 29",
        ),
        ("delete from entry where n = 15", "The entry that arrived as number 15 is missing"),
        (
            "delete from entry where n = 15",
            f"Entry 5 of device {THEIR_NAME} follows number 3: what lies between is missing.",
        ),
        ("delete from entry where n > 36", "The witness saw 40 entries, and 4 of them are missing"),
        (
            "delete from entry where n < 11 and seq > 6",
            "had said entries up to number 9: numbers 7 to 9 are missing",
        ),
        ("delete from change", "Of 1 changes to bodies that the witness saw, some are missing."),
        ("drop table fork", "The proofs of forks and the earlier alarms cannot be read whole"),
        ("drop table entry", "The entries cannot be read"),
    ],
)
def test_what_was_done_to_a_ledger_is_named(folder: Path, statement: str, sentence: str) -> None:
    """Device by its first 8 digits, number, and what is wrong."""
    report = change(folder, statement)

    assert [p for p in report.problems if sentence in p], report.problems


def garble(folder: Path, first: int, last: int) -> Report:
    """Spoil the signatures of some entries by their numbers of arrival."""
    db = apsw.Connection(str(folder / "ledger.sqlite"))
    heads = db.execute(
        "select head, n from entry where n between ? and ?", (first, last)
    ).fetchall()
    db.executemany(
        "update entry set head = ? where n = ?", [(head[:-64] + bytes(64), n) for head, n in heads]
    )
    db.close()
    return verify(folder)


def test_an_entry_exchanged_for_its_rival_is_named(folder: Path) -> None:
    """Truly signed and sound in itself, but not what the next one continues."""
    true = chain(6)
    rival = seal(b"rival", THEM, Tip(3, true[3].id), NOW, 0)
    db = apsw.Connection(str(folder / "ledger.sqlite"))
    db.execute(
        "update entry set id = ?, head = ?, body = ? where n = 15",
        (rival.id, rival.head, rival.body),
    )
    db.close()

    problems = verify(folder).problems

    assert f"Entry 5 of device {THEIR_NAME} does not continue the entry before it." in problems
    assert "The first 40 entries are not those that the witness saw." in problems


def test_a_spoilt_signature_is_named_and_who_vouches(folder: Path) -> None:
    """The links and a later signature vouch for what was said."""
    report = garble(folder, 20, 20)

    assert report.problems == [
        f"Entry 9 of device {THEIR_NAME} carries a signature that does not hold; what it says is "
        "vouched for by entry 10."
    ]


def test_spoilt_signatures_at_the_end_are_vouched_for_by_nobody(folder: Path) -> None:
    """The head itself is false."""
    report = garble(folder, 39, 40)

    assert report.problems == [
        f"Entry {seq} of device {THEIR_NAME} carries a signature that does not hold."
        for seq in (28, 29)
    ]


def absent(folder: Path) -> None:
    (folder / "ledger.sqlite").unlink()


def empty(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"")


def cut(folder: Path) -> None:
    os.truncate(folder / "ledger.sqlite", 9_000)


def noise(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(random.Random(1).randbytes(50_000))  # noqa: S311  # no secret


def no_witness(folder: Path) -> None:
    (folder / "witness").unlink()


def no_key(folder: Path) -> None:
    (folder / "device.key").unlink()


def a_folder_instead(folder: Path) -> None:
    absent(folder)
    (folder / "ledger.sqlite").mkdir()


@pytest.mark.parametrize("spoil", [absent, empty, cut, noise, no_witness, no_key, a_folder_instead])
def test_a_spoilt_folder_yields_sentences(folder: Path, spoil: Callable[[Path], None]) -> None:
    """Never a stack trace, and never 'whole'."""
    spoil(folder)

    report = verify(folder)

    assert not report.whole
    assert all(problem.endswith(".") for problem in report.problems)


def test_no_folder_at_all_is_a_sentence(tmp_path: Path) -> None:
    """A wrong path."""
    assert "There is no ledger" in verify(tmp_path / "nowhere").problems[0]
