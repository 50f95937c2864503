"""A full or failing disk: a sentence, nothing half-written, and life goes on when there is room."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from holdfast.base.errors import Unavailable
from holdfast.gate import Gate
from holdfast.ledger import Signer, run_holds
from holdfast.store import open_ledger, verify
from holdfast.store.sqlite import SqliteStore

NOW = 1_790_000_000_000
US = Signer(b"u" * 32)


def now() -> int:
    return NOW


class FailingFile(apsw.VFSFile):
    """A file on a disk with little room, or with a broken sync."""

    def __init__(self, disk: "FailingDisk", name: Any, flags: list[int]) -> None:
        self.disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        grows = max(0, offset + len(data) - self.xFileSize())
        if grows > self.disk.room_bytes:
            raise apsw.FullError("no room")
        self.disk.room_bytes -= grows
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        if self.disk.sync_fails:
            error = apsw.IOError("sync failed")
            error.extendedresult = apsw.SQLITE_IOERR_FSYNC
            raise error
        super().xSync(flags)


class FailingDisk(apsw.VFS):
    """A disk whose troubles are set from outside."""

    def __init__(self, name: str) -> None:
        self.vfs_name, self.room_bytes, self.sync_fails = name, 10**9, False
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> FailingFile:
        return FailingFile(self, name, flags)


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[FailingDisk]:
    disk = FailingDisk(f"failing-{request.node.name}")
    yield disk
    disk.unregister()


def node_on(store: SqliteStore) -> tuple[Gate[bytes], list[bytes]]:
    believed: list[bytes] = []
    return Gate(store, US, now, lambda _, body, _came: believed.append(body) or body), believed


def test_a_full_disk_keeps_nothing_of_what_it_refused(tmp_path: Path, disk: FailingDisk) -> None:
    """Whatever room is left: refused whole or kept whole, and afterwards the chain has no gap."""
    store = SqliteStore(tmp_path / "l", vfs=disk.vfs_name)
    node, believed = node_on(store)
    kept: list[bytes] = []
    refused: list[str] = []
    for k in range(60):
        disk.room_bytes = k * 700
        bodies = [b"%d/%d " % (k, i) * 60 for i in range(1 + k % 7)]
        try:
            node.say(*bodies)
            kept += bodies
        except Unavailable as exc:
            refused.append(str(exc))
    disk.room_bytes = 10**9
    node.say(b"room again")

    entries = list(store.since({}))

    assert 0 < len(refused) < 60
    assert all("disk is full" in sentence for sentence in refused)
    assert [e.body for e in entries] == [*kept, b"room again"] == believed
    assert run_holds(entries)
    store.close()


def test_a_sync_that_fails_stops_the_writing(tmp_path: Path, disk: FailingDisk) -> None:
    """After it nobody can know what the disk holds: no more is acknowledged until a restart."""
    store = SqliteStore(tmp_path / "l", vfs=disk.vfs_name)
    node, believed = node_on(store)
    node.say(b"before")
    disk.sync_fails = True
    with pytest.raises(Unavailable):
        node.say(b"lost")
    disk.sync_fails = False

    with pytest.raises(Unavailable, match="start Holdfast again"):
        node.say(b"not acknowledged either")

    assert believed == [b"before"]
    store.close()
    again = SqliteStore(tmp_path / "l")
    node, believed = node_on(again)
    node.say(b"after")
    assert believed[0] == b"before"
    assert run_holds(list(again.since({})))
    again.close()


def test_a_witness_that_cannot_be_written_stops_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry without its witness is not acknowledged, nor is any after it; nothing is forked."""
    ledger = open_ledger(tmp_path, now)
    node = Gate(ledger.store, ledger.signer, now, lambda *_: None)
    node.say(b"before")

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(ledger.store._witnesses[0], "_sync", broken)
    with pytest.raises(Unavailable, match="witness"):
        node.say(b"unknown")
    with pytest.raises(Unavailable, match="start Holdfast again"):
        node.say(b"refused")
    ledger.close()

    again = open_ledger(tmp_path, now)
    Gate(again.store, again.signer, now, lambda *_: None).say(b"after")
    assert again.alarms == ()
    again.close()
    assert verify(tmp_path).whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 4 MB, where the machine lets us have one."""
    path = tmp_path / "small"
    path.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount:
        pytest.skip("no mount command here")
    command = [mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(path)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a tmpfs here")
    yield path
    subprocess.run([umount, str(path)], check=True)


def until_refused(node: Gate[None]) -> int:
    """Say things until the disk takes no more; answer how many it took."""
    n_kept = 0
    while True:
        try:
            node.say(b"%d " % n_kept * 200)
        except Unavailable:
            return n_kept
        n_kept += 1


def test_a_real_disk_fills_and_is_freed(small_disk: Path) -> None:
    """Fill it to the last byte, restart on it, free some, write on: nothing lost, no alarm."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    ledger = open_ledger(small_disk / "l", now)
    node = Gate(ledger.store, ledger.signer, now, lambda *_: None)
    n_kept = until_refused(node)
    ledger.close()
    ballast.unlink()

    again = open_ledger(small_disk / "l", now)
    node = Gate(again.store, again.signer, now, lambda *_: None)
    (entry,) = node.say(b"room again")

    assert again.alarms == ()
    assert entry.header.seq == n_kept > 100
    again.close()
    assert verify(small_disk / "l").whole
