"""What every store of entries must do: one class, run on each of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from holdfast.base.arrivals import Late
from holdfast.base.errors import Refused
from holdfast.ledger import Entry, Held, Signer, Tip, device_of, header_of, open_entry, seal
from holdfast.store import Row, SqliteStore, Store
from holdfast.store.sqlite import FORKS_KEPT

ANNA, BORIS = Signer(b"a" * 32), Signer(b"b" * 32)


def chain(signer: Signer, n: int) -> list[Entry]:
    entries: list[Entry] = []
    tip = Tip()
    for i in range(n):
        entries.append(seal(b"body %d" % i, signer, tip, 1_000 + i, 0))
        tip = Tip(i, entries[-1].id)
    return entries


class MemoryStore:
    """The smallest thing that keeps the contract; it also shows that the contract suffices."""

    def __init__(self, exercise: bool = False) -> None:
        self.exercise = exercise
        self._entries: dict[tuple[bytes, int], Entry] = {}
        self._came: dict[tuple[bytes, int], int | None] = {}
        self._known: dict[bytes, bool] = {}
        self._erased: set[tuple[bytes, int]] = set()
        self._forks: dict[bytes, Entry] = {}
        self._alarms: list[tuple[int, str]] = []
        self._late: dict[int, Late] = {}
        self._changes = 0

    def append(
        self,
        entries: Sequence[Entry],
        forks: Sequence[Entry] = (),
        late_bodies: Sequence[Entry] = (),
        came_ms: int | None = None,
    ) -> None:
        places = [(e.header.device, e.header.seq) for e in entries]
        if len(set(places)) < len(places) or set(places) & set(self._entries):
            raise Refused("A place in a chain is taken already. Nothing was kept.")
        self._entries |= zip(places, entries, strict=True)
        self._came |= dict.fromkeys(places, came_ms)
        for body in late_bodies:
            place = (body.header.device, body.header.seq)
            self._entries[place] = body
            self._changes += 1
            if came_ms is not None:
                n = list(self._entries).index(place) + 1
                self._late[n] = Late(len(self._entries), self._changes, came_ms, 0)
        self._forks |= {fork.id: fork for fork in forks}

    def erase_body(self, device: bytes, seq: int) -> bool:
        place = (device, seq)
        if place not in self._entries or place in self._erased:
            return False
        self._entries[place] = self._entries[place].without_body()
        self._erased.add(place)
        self._changes += 1
        return True

    def rows(self, after: int = 0) -> Iterator[Row]:
        for n, e in enumerate(list(self._entries.values()), 1):
            if n > after:
                came_ms = self._came[e.header.device, e.header.seq]
                yield Row(n, e.id, e.head, e.body, came_ms, self._late.get(n))

    def rows_of(self, device: bytes) -> Iterator[Row]:
        yield from (row for row in self.rows() if header_of(row.head).device == device)

    def know(self, device: bytes, own: bool) -> None:
        self._known[device] = own

    def known(self) -> dict[bytes, bool]:
        return dict(self._known)

    def held(self, device: bytes, seq: int) -> Held | None:
        entry = self._entries.get((device, seq))
        wants = entry is not None and entry.body is None and (device, seq) not in self._erased
        return Held(entry.id, wants) if entry else None

    def entry(self, device: bytes, seq: int) -> Entry | None:
        return self._entries.get((device, seq))

    def tip(self, device: bytes) -> Tip:
        return self.tips().get(device, Tip())

    def tips(self) -> dict[bytes, Tip]:
        ordered = sorted(self._entries.items(), key=lambda item: item[0])
        return {device: Tip(seq, entry.id) for (device, seq), entry in ordered}

    def since(self, vector: Mapping[bytes, int]) -> Iterator[Entry]:
        for (device, seq), entry in sorted(self._entries.items(), key=lambda item: item[0]):
            if seq > vector.get(device, -1):
                yield entry

    def forks(self) -> list[Entry]:
        return list(self._forks.values())

    def count(self) -> int:
        return len(self._entries)

    def late(self) -> dict[int, Late]:
        return dict(self._late)

    def n_changes(self) -> int:
        return self._changes

    def alarms(self) -> list[tuple[int, str]]:
        return list(self._alarms)

    def record_alarms(self, at_ms: int, sentences: Iterable[str]) -> None:
        self._alarms += [(at_ms, sentence) for sentence in sentences]

    def close(self) -> None:
        pass


class StoreContract(ABC):
    """The contract. A subclass says how a store is made."""

    @abstractmethod
    def make(self, folder: Path) -> Store:
        """An empty store."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """An empty store, closed afterwards."""
        store = self.make(tmp_path)
        yield store
        store.close()

    def test_an_empty_store_holds_nothing(self, store: Store) -> None:
        """No rows, no tips, no count."""
        assert list(store.rows()) == []
        assert store.tips() == {}
        assert store.tip(b"nobody") == Tip()
        assert store.held(b"nobody", 0) is None
        assert store.entry(b"nobody", 0) is None
        assert store.count() == 0

    def test_entries_come_back_raw_and_in_order_of_arrival(self, store: Store) -> None:
        """Two chains woven together are numbered as they came."""
        anna, boris = chain(ANNA, 3), chain(BORIS, 3)
        woven = [entry for pair in zip(anna, boris, strict=True) for entry in pair]
        store.append(woven[:2])
        store.append(woven[2:])

        rows = list(store.rows())

        assert [row.n for row in rows] == [1, 2, 3, 4, 5, 6]
        assert [open_entry(row.head + (row.body or b"")) for row in rows] == woven
        assert [row.n for row in store.rows(after=4)] == [5, 6]

    def test_when_an_entry_came_is_kept_beside_it(self, store: Store) -> None:
        """By our clock, not in what was signed; a device's rows can be read alone."""
        anna, boris = chain(ANNA, 2), chain(BORIS, 1)
        store.append([anna[0], *boris], came_ms=77)
        store.append(anna[1:])

        assert [row.came_ms for row in store.rows()] == [77, 77, None]
        assert [row.id for row in store.rows_of(device_of(ANNA))] == [e.id for e in anna]

    def test_who_is_known_is_remembered(self, store: Store) -> None:
        """Ours, or taken in; the last word counts."""
        store.know(device_of(ANNA), own=True)
        store.know(device_of(BORIS), own=True)
        store.know(device_of(BORIS), own=False)

        assert store.known() == {device_of(ANNA): True, device_of(BORIS): False}

    def test_tips_and_places_are_found(self, store: Store) -> None:
        """The end of each chain, and what lies at one place."""
        anna, boris = chain(ANNA, 3), chain(BORIS, 1)
        store.append([*anna, *boris])

        assert store.tips() == {
            device_of(ANNA): Tip(2, anna[2].id),
            device_of(BORIS): Tip(0, boris[0].id),
        }
        assert store.tip(device_of(ANNA)) == Tip(2, anna[2].id)
        assert store.held(device_of(ANNA), 1) == Held(anna[1].id, wants_body=False)
        assert store.entry(device_of(ANNA), 1) == anna[1]
        assert store.count() == 4

    def test_a_taken_place_refuses_the_whole_append(self, store: Store) -> None:
        """All or nothing: the good entries beside it are not kept either."""
        anna, boris = chain(ANNA, 2), chain(BORIS, 2)
        store.append(anna)

        with pytest.raises(Refused):
            store.append([*boris, anna[1]])

        assert store.count() == 2
        assert list(store.since({device_of(ANNA): 1})) == []
        store.append(boris)
        assert store.count() == 4

    def test_since_gives_what_a_peer_lacks(self, store: Store) -> None:
        """Each chain from the number after the one named, in its order."""
        anna, boris = chain(ANNA, 5), chain(BORIS, 3)
        store.append([*anna, *boris])

        lacking = list(store.since({device_of(ANNA): 2}))

        assert [e for e in lacking if e.header.device == device_of(ANNA)] == anna[3:]
        assert [e for e in lacking if e.header.device == device_of(BORIS)] == boris

    def test_an_erased_body_is_gone_and_stays_gone(self, store: Store) -> None:
        """Header and place remain; erasing twice or nothing answers False."""
        anna = chain(ANNA, 2)
        store.append(anna)

        assert store.erase_body(device_of(ANNA), 0)
        assert not store.erase_body(device_of(ANNA), 0)
        assert not store.erase_body(device_of(ANNA), 7)
        assert store.entry(device_of(ANNA), 0) == anna[0].without_body()
        assert store.held(device_of(ANNA), 0) == Held(anna[0].id, wants_body=False)
        assert store.count() == 2

    def test_a_body_may_come_late(self, store: Store) -> None:
        """An entry without its body wants it, until it comes."""
        (entry,) = chain(ANNA, 1)
        store.append([entry.without_body()])
        assert store.held(device_of(ANNA), 0) == Held(entry.id, wants_body=True)

        store.append([], late_bodies=[entry])

        assert store.entry(device_of(ANNA), 0) == entry
        assert store.held(device_of(ANNA), 0) == Held(entry.id, wants_body=False)

    def test_how_a_body_came_late_is_kept_beside_it(self, store: Store) -> None:
        """Among how many entries, as which change, and when: also beside those that came whole."""
        first, second, third = chain(ANNA, 3)
        store.append([first.without_body(), second], came_ms=5)
        store.erase_body(device_of(ANNA), 1)
        store.append([third], late_bodies=[first], came_ms=9)

        assert [row.late for row in store.rows()] == [Late(3, 2, 9, 0), None, None]
        assert next(store.rows_of(device_of(ANNA))).late == Late(3, 2, 9, 0)
        assert store.late() == {1: Late(3, 2, 9, 0)}
        assert store.n_changes() == 2

    def test_forks_are_kept_apart_and_once(self, store: Store) -> None:
        """A proof is no entry: it has no place in the chain and is not counted."""
        first, *_ = chain(ANNA, 1)
        rival = seal(b"rival", ANNA, Tip(), 5, 0)
        store.append([first], forks=[rival])
        store.append([], forks=[rival])

        assert store.forks() == [rival]
        assert store.count() == 1

    def test_alarms_are_remembered(self, store: Store) -> None:
        """With the time they were found."""
        store.record_alarms(7, ["One.", "Two."])

        assert store.alarms() == [(7, "One."), (7, "Two.")]


class TestMemoryStore(StoreContract):
    """In memory, for tests."""

    def make(self, folder: Path) -> Store:  # noqa: ARG002  # it needs no folder
        """Nothing on disk."""
        return MemoryStore()


class TestSqliteStore(StoreContract):
    """The one in use."""

    def make(self, folder: Path) -> Store:
        """One file."""
        return SqliteStore(folder / "ledger.sqlite")

    def test_everything_is_there_after_opening_again(self, tmp_path: Path) -> None:
        """Entries, erasures, forks and alarms outlive the process."""
        anna = chain(ANNA, 3)
        first = SqliteStore(tmp_path / "l", exercise=True)
        first.append(anna, forks=[seal(b"rival", ANNA, Tip(), 5, 0)])
        first.erase_body(device_of(ANNA), 1)
        first.record_alarms(1, ["Look."])
        before = (list(first.rows()), first.forks(), first.alarms(), first.mark())
        first.close()

        again = SqliteStore(tmp_path / "l")

        assert (list(again.rows()), again.forks(), again.alarms(), again.mark()) == before
        assert again.exercise
        again.close()

    def test_an_erased_body_is_nowhere_in_the_files(self, tmp_path: Path) -> None:
        """Not in the table, not in a freed page, not in the WAL."""
        store = SqliteStore(tmp_path / "l")
        secrets = [b"secret-%04d-" % i * 40 for i in range(20)]
        tip, entries = Tip(), []
        for secret in secrets:
            entries.append(seal(secret, ANNA, tip, 1, 0))
            tip = Tip(tip.seq + 1, entries[-1].id)
        store.append(entries)

        for seq in range(20):
            store.erase_body(device_of(ANNA), seq)

        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"secret-" not in files
        store.close()

    def test_proofs_of_one_device_are_bounded(self, tmp_path: Path) -> None:
        """A stolen key that forks a million times fills no disk; of a stranger one is kept."""
        store = SqliteStore(tmp_path / "l")
        store.know(device_of(ANNA), own=False)
        for signer in (ANNA, BORIS):
            store.append([], forks=[seal(b"%d" % i, signer, Tip(), 1, 0) for i in range(600)])

        assert len(store.forks()) == FORKS_KEPT + 1
        store.close()
