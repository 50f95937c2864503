"""What a disk can do to a ledger is noticed: a cut or flipped WAL at the next start, the rest by
the scrub. Change that loses nothing acknowledged needs no alarm and gets none.
"""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.effort import tries
from holdfast.base.errors import HoldfastError
from holdfast.gate import Gate
from holdfast.ledger import Entry, Signer, Tip, device_of, seal
from holdfast.store import open_ledger, verify

NOW = 1_790_000_000_000
THEM = Signer(b"t" * 32)
NAMES = ("ledger.sqlite", "ledger.sqlite-wal", "witness", "device.key")


def now() -> int:
    return NOW


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a crash leaves it: 60 entries in the file, 60 more in the WAL, half theirs."""
    live, copy = tmp_path_factory.mktemp("live"), tmp_path_factory.mktemp("crashed")
    ledger = open_ledger(live, now)
    node = Gate(ledger.store, ledger.signer, now, lambda *_: None)
    tip = Tip()
    for i in range(60):
        if i == 30:
            ledger.store._db.execute("pragma wal_checkpoint(truncate)").fetchall()
        node.say(b"ours %d " % i * 20)
        entry = seal(b"theirs %d " % i * 20, THEM, tip, NOW, i)
        tip = Tip(i, entry.id)
        node.receive([entry.raw])
    for name in NAMES:
        shutil.copy(live / name, copy / name)
    ledger.close()
    return copy


def all_of(folder: Path) -> tuple[tuple[str, ...], list[Entry], bytes]:
    """Open a folder: its alarms, what it still holds, and who it is now."""
    ledger = open_ledger(folder, now)
    try:
        return ledger.alarms, list(ledger.store.since({})), device_of(ledger.signer)
    finally:
        ledger.close()


def damaged(crashed: Path, folder: Path, name: str, change: Callable[[bytearray], None]) -> Path:
    shutil.copytree(crashed, folder)
    data = bytearray((folder / name).read_bytes())
    change(data)
    (folder / name).write_bytes(data)
    return folder


def check_start(crashed: Path, folder: Path) -> bool:
    """Open a damaged folder: what was lost is noticed, what was not is not. Answer: lost?"""
    whole = verify(crashed)
    scrubbed = verify(folder)
    alarms, entries, device = all_of(folder)
    lost = len(entries) < whole.n_entries
    assert bool(alarms) == lost
    assert scrubbed.whole != lost, scrubbed.problems
    own = device_of_folder(crashed)
    own_lost = sum(e.header.device == own for e in entries) < 60
    assert (device != own) == own_lost, "used numbers are not used again"
    shutil.rmtree(folder)
    return lost


def device_of_folder(folder: Path) -> bytes:
    return device_of(Signer((folder / "device.key").read_bytes()))


def cut_wal(crashed: Path, tmp_path: Path, n: int) -> int:
    rng = random.Random(3)  # noqa: S311  # no secret
    size = (crashed / "ledger.sqlite-wal").stat().st_size
    noticed = 0
    for k in range(n):
        length = rng.randrange(size)

        def cut(data: bytearray, length: int = length) -> None:
            del data[length:]

        noticed += check_start(crashed, damaged(crashed, tmp_path / str(k), NAMES[1], cut))
    return noticed


def test_the_loss_of_another_devices_last_entry_alone_is_noticed(
    crashed: Path, tmp_path: Path
) -> None:
    """Ours are all there, so our chain goes on; but one of all is missing, and that is said."""

    def cut(data: bytearray) -> None:
        del data[-1:]

    folder = damaged(crashed, tmp_path / "l", NAMES[1], cut)
    alarms, entries, device = all_of(folder)

    assert len(entries) == 119
    assert device == device_of_folder(crashed)
    assert ["1 of them are missing" in alarm for alarm in alarms] == [True]


def flip_wal(crashed: Path, tmp_path: Path, n: int) -> int:
    rng = random.Random(4)  # noqa: S311  # no secret
    size = (crashed / "ledger.sqlite-wal").stat().st_size
    noticed = 0
    for k in range(n):
        bit = rng.randrange(size * 8)

        def flip(data: bytearray, bit: int = bit) -> None:
            data[bit // 8] ^= 1 << bit % 8

        noticed += check_start(crashed, damaged(crashed, tmp_path / str(k), NAMES[1], flip))
    return noticed


def test_a_cut_wal_is_noticed_each_time(crashed: Path, tmp_path: Path) -> None:
    """Every length loses the last acknowledged entry at least."""
    assert cut_wal(crashed, tmp_path, 25) == 25


def test_a_flipped_bit_in_the_wal_is_noticed_whenever_it_loses_something(
    crashed: Path, tmp_path: Path
) -> None:
    """SQLite drops everything from the flipped frame on, silently; the witness does not."""
    assert flip_wal(crashed, tmp_path, 25) >= 20


@pytest.mark.slow
def test_hundreds_of_cuts_and_flips_are_noticed(crashed: Path, tmp_path: Path) -> None:
    """Lengths of the log beside the file, and its bits."""
    n_cuts, n_flips = tries(60, 1_500), tries(120, 3_000)
    assert cut_wal(crashed, tmp_path, n_cuts) == n_cuts
    assert flip_wal(crashed, tmp_path, n_flips) >= 0.9 * n_flips


def flip_file(crashed: Path, tmp_path: Path, n: int, seed: int) -> None:
    """One bit of the main file: no stack trace anywhere, and the scrub sees what it changed."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    settled = tmp_path / "settled"
    shutil.copytree(crashed, settled)
    _, before, _ = all_of(settled)
    size = (settled / NAMES[0]).stat().st_size
    for k in range(n):
        bit = rng.randrange(size * 8)

        def flip(data: bytearray, bit: int = bit) -> None:
            data[bit // 8] ^= 1 << bit % 8

        folder = damaged(settled, tmp_path / str(k), NAMES[0], flip)
        check_flipped(folder, before)
        shutil.rmtree(folder)


def check_flipped(folder: Path, before: list[Entry]) -> None:
    """Scrub, open, believe and write: what fails, fails in a sentence and the scrub foresaw it."""
    report = verify(folder)
    believed: list[bytes] = []
    try:
        ledger = open_ledger(folder, now)
    except HoldfastError:
        assert not report.whole
        return
    try:
        node = Gate(ledger.store, ledger.signer, now, lambda _, body, _came: believed.append(body))
        assert set(believed) <= {e.body for e in before}, "nothing the disk changed is believed"
        assert not report.whole or list(ledger.store.since({})) == before
        node.say(b"life goes on")
    except HoldfastError:
        assert not report.whole
    finally:
        ledger.close()


def test_a_flipped_bit_in_the_file_is_a_sentence_or_nothing(crashed: Path, tmp_path: Path) -> None:
    """A quick sample."""
    flip_file(crashed, tmp_path, 40, seed=5)


@pytest.mark.slow
def test_hundreds_of_flipped_bits_in_the_file(crashed: Path, tmp_path: Path) -> None:
    """A long sample."""
    flip_file(crashed, tmp_path, tries(150, 5_000), seed=6)
