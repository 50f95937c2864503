"""A ledger's folder: one process, one key, and a witness that is believed."""

import os
import shutil
from pathlib import Path

import pytest

from holdfast.base.clock import Stamp
from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.gate import Gate
from holdfast.ledger import device_of
from holdfast.store import Ledger, open_ledger
from holdfast.store.witness import SLOT_BYTES, read_mark, read_slots


def now() -> int:
    return 1_790_000_000_000


def node_of(ledger: Ledger) -> Gate[tuple[Stamp, bytes]]:
    return Gate(ledger.store, ledger.signer, now, lambda stamp, body, _came: (stamp, body))


def written(folder: Path, n: int) -> bytes:
    """A ledger with n entries of its own; answers its device."""
    ledger = open_ledger(folder, now)
    node = node_of(ledger)
    for i in range(n):
        node.say(b"body %d" % i)
    ledger.close()
    return device_of(ledger.signer)


def test_a_new_folder_is_quiet_and_keeps_its_key(tmp_path: Path) -> None:
    """No alarm at the first start nor at the second; the key is the owner's alone."""
    device = written(tmp_path / "new", 3)

    ledger = open_ledger(tmp_path / "new", now)

    assert ledger.alarms == ()
    assert device_of(ledger.signer) == device
    assert ledger.store.count() == 3
    assert (tmp_path / "new" / "device.key").stat().st_mode & 0o777 == 0o600
    ledger.close()


def test_a_folder_is_open_once(tmp_path: Path) -> None:
    """The second gets a sentence, and the first goes on."""
    ledger = open_ledger(tmp_path, now)

    with pytest.raises(Unavailable, match="open in another Holdfast"):
        open_ledger(tmp_path, now)

    ledger.close()
    open_ledger(tmp_path, now).close()


def test_a_drill_and_a_real_ledger_do_not_share_a_folder(tmp_path: Path) -> None:
    """What a ledger is was decided when it was made."""
    open_ledger(tmp_path, now, exercise=True).close()

    with pytest.raises(Refused, match="is a ledger of a drill, not a real ledger"):
        open_ledger(tmp_path, now, exercise=False)

    ledger = open_ledger(tmp_path, now)
    assert ledger.store.exercise
    ledger.close()


def test_a_place_that_is_no_folder_is_a_sentence(tmp_path: Path) -> None:
    """A file in the way."""
    (tmp_path / "file").touch()

    with pytest.raises(Unavailable, match="cannot be used"):
        open_ledger(tmp_path / "file", now)


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    """And the lock is free again afterwards."""
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all, but long enough " * 100)

    for _ in range(2):
        with pytest.raises(Damaged, match="holdfast verify"):
            open_ledger(tmp_path, now)


def lose_tail(folder: Path, n: int, more: int) -> bytes:
    """Write n entries, remember the ledger file, write more, and put the old file back."""
    device = written(folder, n)
    shutil.copy(folder / "ledger.sqlite", folder.parent / "old")
    written(folder, more)
    shutil.copy(folder.parent / "old", folder / "ledger.sqlite")
    return device


def test_lost_entries_are_named_and_their_numbers_not_used_again(tmp_path: Path) -> None:
    """The sentence names device and numbers; the node goes on as a new device."""
    device = lose_tail(tmp_path / "l", 5, 4)

    ledger = open_ledger(tmp_path / "l", now)
    said = node_of(ledger).say(b"after the loss")[0]

    assert f"{device.hex()[:8]} had said entries up to number 8" in ledger.alarms[0]
    assert "numbers 5 to 8 are missing" in ledger.alarms[0]
    assert "4 of them are missing" in ledger.alarms[1]
    assert said.header.device != device
    assert said.header.seq == 0
    assert (tmp_path / "l" / f"device-{device.hex()[:8]}.retired").exists()
    ledger.close()


def test_a_loss_is_said_once_and_remembered(tmp_path: Path) -> None:
    """The next start is quiet, but the record stays."""
    lose_tail(tmp_path / "l", 2, 1)
    first = open_ledger(tmp_path / "l", now)
    first.close()

    second = open_ledger(tmp_path / "l", now)

    assert second.alarms == ()
    assert tuple(sentence for _, sentence in second.store.alarms()) == first.alarms
    assert device_of(second.signer) == device_of(first.signer)
    second.close()


def test_a_fall_between_witness_and_key_is_met_again(tmp_path: Path) -> None:
    """Whatever step of the opening was the last, used numbers are not used again."""
    device = lose_tail(tmp_path / "l", 5, 4)
    key = (tmp_path / "l" / "device.key").read_bytes()
    open_ledger(tmp_path / "l", now).close()
    (tmp_path / "l" / "device.key").write_bytes(key)

    ledger = open_ledger(tmp_path / "l", now)

    assert device_of(ledger.signer) != device
    ledger.close()


@pytest.mark.parametrize("name", ["witness", "device.key"])
def test_a_missing_file_is_an_alarm_and_a_new_device(tmp_path: Path, name: str) -> None:
    """No part of the folder can vanish unseen."""
    device = written(tmp_path, 3)
    (tmp_path / name).unlink()

    ledger = open_ledger(tmp_path, now)

    assert ledger.alarms
    assert device_of(ledger.signer) != device
    ledger.close()


def test_a_flipped_key_is_not_taken_for_ours(tmp_path: Path) -> None:
    """Any 32 bytes are a key, but only one wrote here."""
    written(tmp_path, 3)
    seed = bytearray((tmp_path / "device.key").read_bytes())
    seed[7] ^= 1
    (tmp_path / "device.key").write_bytes(seed)

    ledger = open_ledger(tmp_path, now)

    assert "goes on as the new device" in ledger.alarms[0]
    ledger.close()


def test_a_torn_witness_slot_leaves_the_other(tmp_path: Path) -> None:
    """Either slot may be garbage: no alarm, since nothing acknowledged was lost."""
    for torn in (0, SLOT_BYTES):
        folder = tmp_path / str(torn)
        device = written(folder, 4)
        with (folder / "witness").open("r+b") as file:
            file.seek(torn)
            file.write(os.urandom(100))
        assert len(read_slots(folder / "witness")) == 1

        ledger = open_ledger(folder, now)

        assert ledger.alarms == ()
        assert device_of(ledger.signer) == device
        ledger.close()


def test_each_commit_leaves_the_mark_before_it_readable(tmp_path: Path) -> None:
    """The slots are written in turn, so that no write can cost both marks."""
    ledger = open_ledger(tmp_path, now)
    node = node_of(ledger)
    for n in range(1, 6):
        node.say(b"x")
        assert sorted(mark.entries for mark in read_slots(tmp_path / "witness").values()) == [
            n - 1,
            n,
        ]
    ledger.close()


def test_a_witness_torn_whole_is_an_alarm(tmp_path: Path) -> None:
    """Then nobody can tell."""
    written(tmp_path, 4)
    (tmp_path / "witness").write_bytes(os.urandom(2 * SLOT_BYTES))

    ledger = open_ledger(tmp_path, now)

    assert "missing or unreadable" in ledger.alarms[0]
    ledger.close()


def test_a_lost_erasure_is_an_alarm(tmp_path: Path) -> None:
    """Consent that was withdrawn must not come back silently."""
    device = written(tmp_path / "l", 3)
    shutil.copy(tmp_path / "l" / "ledger.sqlite", tmp_path / "old")
    ledger = open_ledger(tmp_path / "l", now)
    node_of(ledger).erase(device, 1)
    ledger.close()
    shutil.copy(tmp_path / "old", tmp_path / "l" / "ledger.sqlite")

    ledger = open_ledger(tmp_path / "l", now)

    assert any("erased last may be readable again" in alarm for alarm in ledger.alarms)
    ledger.close()


def test_the_witness_knows_the_last_commit(tmp_path: Path) -> None:
    """Device, number and identity of what was said last."""
    ledger = open_ledger(tmp_path, now)
    *_, last = node_of(ledger).say(b"one", b"two")

    mark = read_mark(tmp_path / "witness")

    assert mark is not None
    assert (mark.device, mark.seq, mark.id) == (last.header.device, 1, last.id)
    assert mark.entries == 2
    ledger.close()
