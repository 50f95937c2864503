"""A flood of what is no good costs little memory and hides nothing that is good."""

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from holdfast.gate import Gate
from holdfast.ledger import Signer, Tip, Verdict, seal
from holdfast.ledger.waiting import MAX_WAITING, MAX_WAITING_BYTES
from holdfast.store.sqlite import SqliteStore

NOW = 1_790_000_000_000
US, THEM = Signer(b"u" * 32), Signer(b"t" * 32)


def rubbish(n: int) -> Iterator[bytes]:
    """Noise, cut entries, forged entries, and entries of chains without a beginning."""
    rng = random.Random(7)  # noqa: S311  # no secret
    tips = [Tip(rng.randrange(2**40), bytes(32)) for _ in range(50)]
    stray = [seal(rng.randbytes(2_000), Signer(rng.randbytes(32)), tip, 1, 0) for tip in tips]
    for k in range(n):
        entry = stray[k % 50]
        match k % 4:
            case 0:
                yield rng.randbytes(rng.randrange(2_500))
            case 1:
                yield entry.raw[: rng.randrange(len(entry.raw))]
            case 2:
                yield entry.head[:-64] + rng.randbytes(64) + (entry.body or b"")
            case _:
                yield entry.raw


def test_a_flood_of_bad_frames_leaves_memory_and_ledger_as_they_were(tmp_path: Path) -> None:
    """Only what may yet be admitted is held, and that is bounded; a good entry passes at once."""
    store = SqliteStore(tmp_path / "l")
    node = Gate(store, US, lambda: NOW, lambda _, body, _came: body)
    good = seal(b"casualty", THEM, Tip(), NOW, 0)
    node.receive(rubbish(200))
    tracemalloc.start()

    for _ in range(10):
        node.receive(rubbish(200))
    grown_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown_bytes < 2_000_000
    assert store.count() == 0
    assert node.receive([*rubbish(20), good.raw])[Verdict.ADMITTED] == 1
    assert node.verdicts[Verdict.UNREADABLE] > 500
    store.close()


def test_a_flood_of_truly_signed_strays_is_bounded(tmp_path: Path) -> None:
    """One device may make as many early entries as it likes: so many wait, and no more."""
    store = SqliteStore(tmp_path / "l")
    node = Gate(store, US, lambda: NOW, lambda _, body, _came: body)

    node.receive(seal(b"x", THEM, Tip(k, bytes(32)), NOW, 0).raw for k in range(2 * MAX_WAITING))

    assert len(node._waiting) == MAX_WAITING
    assert node._waiting.n_bytes < MAX_WAITING_BYTES
    store.close()
