"""Power loss, simulated: the disk keeps what was synced and does as it likes with the rest.

An apsw VFS and a witness record every write, truncation, sync and deletion, in order. At a cut the
files are built again: what was synced is there; each write after it is there, lost, or torn at 512
bytes, each independently. The real `open_ledger` then opens what is left.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from data.effort import tries
from holdfast.base.errors import HoldfastError
from holdfast.gate import Gate
from holdfast.ledger import Entry, Signer, Tip, device_of, run_holds, seal
from holdfast.store import open_ledger, verify
from holdfast.store.sqlite import SqliteStore
from holdfast.store.witness import Witness

NOW = 1_790_000_000_000
SECTOR_BYTES = 512
US, THEM = Signer(b"u" * 32), Signer(b"t" * 32)

Op = tuple[Any, ...]


class RecordedFile(apsw.VFSFile):
    """A file that tells the log what is done to it."""

    def __init__(self, log: list[Op], name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self.log, self.name = log, Path(path).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self.log.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self.log.append(("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self.log.append(("sync", self.name))


class RecordedDisk(apsw.VFS):
    """A disk that remembers the order of all things."""

    def __init__(self, name: str) -> None:
        self.log: list[Op] = []
        self.vfs_name = name
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> RecordedFile:
        return RecordedFile(self.log, name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        self.log.append(("delete", Path(name).name))
        super().xDelete(name, sync_folder)


class RecordedWitness(Witness):
    """The witness, on the same disk."""

    def __init__(self, path: Path, log: list[Op]) -> None:
        super().__init__(path)
        self.log = log
        log += [("write", path.name, 0, path.read_bytes()), ("sync", path.name)]

    def _put(self, record: bytes, offset: int) -> None:
        self.log.append(("write", "witness", offset, record))
        super()._put(record, offset)

    def _sync(self) -> None:
        super()._sync()
        self.log.append(("sync", "witness"))


def carry_out(file: bytearray, op: Op) -> None:
    """Do to the bytes of a file what the operation says."""
    if op[0] == "truncate":
        del file[op[2] :]
        return
    _, _, offset, data = op
    file.extend(bytes(max(0, offset - len(file))))
    file[offset : offset + len(data)] = data


def fates(op: Op, rng: random.Random) -> list[Op]:
    """What of an operation that was not synced reached the platter: nothing, all, some sectors."""
    fate = rng.random()
    if fate < 0.4:
        return []
    if fate < 0.6 and op[0] == "write" and len(op[3]) > SECTOR_BYTES:
        kind, name, offset, data = op
        starts = range(0, len(data), SECTOR_BYTES)
        kept = rng.sample(starts, rng.randrange(len(starts)))
        return [(kind, name, offset + at, data[at : at + SECTOR_BYTES]) for at in kept]
    return [op]


def left_on_disk(log: list[Op], rng: random.Random) -> dict[str, bytearray]:
    """What may be found after the power went at the end of this log."""
    files: dict[str, bytearray] = defaultdict(bytearray)
    pending: dict[str, list[Op]] = defaultdict(list)
    for op in log:
        if op[0] in ("write", "truncate"):
            pending[op[1]].append(op)
        elif op[0] == "sync":
            for done in pending.pop(op[1], []):
                carry_out(files[op[1]], done)
        elif op[0] == "delete":
            files.pop(op[1], None)
            pending.pop(op[1], None)
    for name, ops in pending.items():
        for done in [part for op in ops for part in fates(op, rng)]:
            carry_out(files[name], done)
    return files


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[RecordedDisk]:
    disk = RecordedDisk(f"power-{request.node.name}")
    yield disk
    disk.unregister()


def theirs(n: int) -> list[Entry]:
    entries: list[Entry] = []
    tip = Tip()
    for i in range(n):
        entries.append(seal(b"theirs %d" % i, THEM, tip, NOW, i))
        tip = Tip(i, entries[-1].id)
    return entries


def write_much(folder: Path, disk: RecordedDisk, n: int, synchronous: str = "") -> None:
    """Say, receive and erase; each acknowledgement goes into the log after its call returned."""
    store = SqliteStore(folder / "ledger.sqlite", vfs=disk.vfs_name)
    store._db.execute("pragma wal_autocheckpoint=25").fetchall()
    if synchronous:
        store._db.execute(f"pragma synchronous={synchronous}").fetchall()
    disk.log.append(("sync", "ledger.sqlite"))
    store.attach(RecordedWitness(folder / "witness", disk.log), device_of(US))
    disk.log.append(("begin",))
    node: Gate[None] = Gate(store, US, lambda: NOW, lambda *_: None)
    from_them = theirs(n)
    for i in range(n):
        own = node.say(*(b"ours %d/%d" % (i, j) + bytes(i * 97 % 900) for j in range(1 + i % 3)))
        disk.log.append(("said", [e.id for e in own]))
        node.receive([from_them[i].raw])
        disk.log.append(("said", [from_them[i].id]))
        if i % 10 == 9:
            node.erase(device_of(US), i)
            disk.log.append(("erased", i))
    store.close()


def power_cuts(folder: Path, log: list[Op], step: int, seed: int) -> Counter[str]:
    """Cut after every so many operations; count what came of it."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    begin = log.index(("begin",)) + 1
    found: Counter[str] = Counter()
    for k, cut in enumerate(range(begin, len(log) + 1, step)):
        after = folder / f"cut-{k}"
        after.mkdir()
        (after / "device.key").write_bytes(bytes(US))
        for name, data in left_on_disk(log[:cut], rng).items():
            if not name.endswith("-shm"):
                (after / name).write_bytes(data)
        found["cuts"] += 1
        found.update(judge(after, log[:cut]))
    return found


def judge(after: Path, log: list[Op]) -> list[str]:
    """What is wrong with what was found after a cut."""
    acknowledged = {id_ for op in log if op[0] == "said" for id_ in op[1]}
    erased = [op[1] for op in log if op[0] == "erased"]
    try:
        ledger = open_ledger(after, lambda: NOW)
    except HoldfastError:
        return ["refused"]
    node = Gate(ledger.store, ledger.signer, lambda: NOW, lambda *_: None)
    kept = list(ledger.store.since({}))
    chains = [[e for e in kept if e.header.device == device_of(s)] for s in (US, THEM)]
    again = [ledger.store.entry(device_of(US), seq) for seq in erased]
    node.say(b"life goes on")
    ledger.close()
    wrong = {
        "alarm": bool(ledger.alarms),
        "lost": not acknowledged <= {e.id for e in kept},
        "broken chain": any(chain and not run_holds(chain) for chain in chains),
        "erasure undone": any(e is None or e.body is not None for e in again),
        "not whole": not verify(after).whole,
    }
    return [name for name, so in wrong.items() if so]


def test_power_cuts_lose_nothing_acknowledged(tmp_path: Path, disk: RecordedDisk) -> None:
    """All acknowledged entries and erasures are there, nothing alarms, writing goes on."""
    write_much(tmp_path, disk, n=12)

    found = power_cuts(tmp_path, disk.log, step=4, seed=1)

    assert found.keys() == {"cuts"}, found
    assert found["cuts"] > 40


@pytest.mark.slow
def test_hundreds_of_power_cuts_lose_nothing_acknowledged(
    tmp_path: Path, disk: RecordedDisk
) -> None:
    """Every operation of a longer history; anew by other seeds when there is time."""
    write_much(tmp_path, disk, n=60)

    for seed in range(2, 2 + tries(1, 20)):
        (tmp_path / str(seed)).mkdir()
        found = power_cuts(tmp_path / str(seed), disk.log, step=1, seed=seed)
        assert found.keys() == {"cuts"}, found


def test_the_simulator_catches_a_store_that_does_not_sync(
    tmp_path: Path, disk: RecordedDisk
) -> None:
    """With synchronous=OFF entries are lost, and then the witness raises the alarm each time."""
    write_much(tmp_path, disk, n=12, synchronous="off")

    found = power_cuts(tmp_path, disk.log, step=4, seed=1)

    assert found["lost"] > 0
    assert found["alarm"] >= found["lost"]
