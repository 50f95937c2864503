"""Shared files: made ready once a process, of the very bytes that were shared."""

import hashlib
import pickle
import threading
from pathlib import Path

import pytest

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.workers import Shared, kept, share
from holdfast.workers.far import Far, versions
from holdfast.workers.kept import FEW, at_hand, found, lay, pack


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_CACHE", str(tmp_path / "cache"))


def written(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(f"{folder}/{name}")
    return path


def test_a_handle_names_bytes(tmp_path: Path) -> None:
    """The place, and the sha256 of what is there."""
    path = written(tmp_path, "a.roads")
    assert share(path) == Shared(str(path), hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(Refused, match="cannot be shared"):
        share(tmp_path / "none")


def test_it_is_made_once_however_many_ask(tmp_path: Path) -> None:
    """At the same time, too."""
    handle, made = share(written(tmp_path, "a")), list[Path]()

    def make(path: Path) -> str:
        made.append(path)
        threading.Event().wait(0.05)
        return path.read_text()

    threads = [threading.Thread(target=kept, args=(handle, make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [tmp_path / "a"]


def test_only_a_few_are_kept(tmp_path: Path) -> None:
    """The one that was not asked for longest goes first."""
    made: list[str] = []

    def make(path: Path) -> None:
        made.append(path.name)

    handles = [share(written(tmp_path, str(i))) for i in range(FEW + 1)]
    for handle in [*handles[:FEW], handles[0], handles[FEW], handles[0], handles[1]]:
        kept(handle, make)
    assert made == [*map(str, range(FEW + 1)), "1"]


def test_what_could_not_be_made_is_tried_again(tmp_path: Path) -> None:
    """A failure is not kept."""
    handle, tries = share(written(tmp_path, "a")), iter([Damaged("broken"), None])

    def make(_path: Path) -> str:
        if trouble := next(tries):
            raise trouble
        return "made"

    with pytest.raises(Damaged):
        kept(handle, make)
    assert kept(handle, make) == "made"


def test_other_bytes_are_not_used(tmp_path: Path) -> None:
    """A file that changed is not the one that was shared."""
    path = written(tmp_path, "a")
    handle = share(path)
    path.write_text("longer than it was before, and different")
    assert not at_hand(handle)
    with pytest.raises(Unavailable, match="a is gone or has changed"):
        kept(handle, Path.read_text)


def test_a_copy_stands_in_for_a_file_that_is_not_here(tmp_path: Path) -> None:
    """Laid whole, under its address, with the ending of its name; other bytes are refused."""
    handle = Shared("/nowhere/b.roads", hashlib.sha256(b"roads").hexdigest())
    with pytest.raises(Damaged, match=r"b.roads that came here is damaged"):
        lay(handle, memoryview(b"toads"))
    assert not at_hand(handle)
    lay(handle, memoryview(b"roads"))
    assert found(handle) == tmp_path / "cache" / "shared" / f"{handle.sha}.roads"
    assert kept(handle, Path.read_bytes) == b"roads"
    assert [path.name for path in found(handle).parent.iterdir()] == [f"{handle.sha}.roads"]


def test_a_copy_that_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    """The cache may be full or forbidden."""
    (tmp_path / "cache").write_text("a file in the way")
    handle = Shared("/nowhere/c", hashlib.sha256(b"roads").hexdigest())
    with pytest.raises(Unavailable, match="No copy can be kept"):
        lay(handle, memoryview(b"roads"))


def test_an_argument_tells_its_shared_files(tmp_path: Path) -> None:
    """Wherever they are in it, each once; the argument comes out as it was."""
    one, other = share(written(tmp_path, "a")), share(written(tmp_path, "b"))
    argument = {"maps": [one, (other, one)], "n": 3}
    data, shared = pack(argument)
    assert pickle.loads(data) == argument  # noqa: S301  # our own bytes
    assert set(shared) == {one, other}
    assert len(shared) == 2


def all_of(far: Far) -> tuple[str, object]:
    """What a piece on a far machine ended in."""
    while True:
        for tag, body in far.news(5.0):
            if tag != "said":
                return tag, pickle.loads(body)  # noqa: S301  # our own bytes


def test_a_far_machine_brings_what_it_lacks() -> None:
    """Fetched once for a machine; the work finds it laid."""
    handle = Shared("/nowhere/d.roads", hashlib.sha256(b"far roads").hexdigest())
    fetched: list[object] = []

    def fetch(ref: object) -> bytes:
        fetched.append(ref)
        return b"far roads"

    far = Far(("data.chores:",), versions(), fetch)
    for _ in range(2):
        far.begin("data.chores:read", pickle.dumps((handle, 0.0)), [(handle, ["ref"])])
        tag, result = all_of(far)
        assert (tag, result[1]) == ("done", "far roads")
    assert fetched == ["ref"]


def test_a_far_machine_with_other_versions_refuses() -> None:
    """Its answers might be others."""
    far = Far(("data.chores:",), {**versions(), "numpy": "0.1"})
    far.begin("data.chores:double", pickle.dumps(1), [])
    tag, (kind, words, _note) = all_of(far)
    assert (tag, kind) == ("wrong", "Refused")
    assert "instead of 0.1" in words
