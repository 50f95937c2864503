"""kill -9 of a worker loses nothing but time, and of the room leaves nothing behind."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from data.chores import PERMITTED
from holdfast.base.errors import Unavailable
from holdfast.workers import Cluster, Here, Processes, share
from holdfast.workers.driver import SHORT

TESTS = Path(__file__).resolve().parents[1]
ROOM = """
import sys, threading, time
from data.chores import PERMITTED
from holdfast.workers import Cluster, Processes

kind, chores = sys.argv[1], sys.argv[2:]
if __name__ == "__main__":
    workers = Processes(2, PERMITTED) if kind == "processes" else Cluster(n=2, permitted=PERMITTED)
    for chore in chores:
        workers.start(f"data.chores:{chore}", None, lambda pid: print(pid, flush=True))
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        print("stopped", flush=True)
    workers.close()
"""


def room(kind: str, *chores: str) -> "subprocess.Popen[str]":
    """A process that has workers do these chores; each one's process id is a line of its output."""
    return subprocess.Popen(
        [sys.executable, "-c", ROOM, kind, *chores],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )


def pids_of(parent: "subprocess.Popen[str]", n: int) -> list[int]:
    assert parent.stdout is not None
    return [int(parent.stdout.readline()) for _ in range(n)]


def runs(pid: int) -> bool:
    """Whether a process does anything still; one that is dead and unburied does not."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def below(pid: int) -> set[int]:
    """A process's children, their children and so on."""
    try:
        tasks = list(Path("/proc", str(pid), "task").glob("*/children"))
        children = {int(word) for task in tasks for word in task.read_text().split()}
    except OSError:
        return set()
    return children.union(*(below(child) for child in children))


def comes_true(thing: Callable[[], bool], within_s: float = 15.0) -> bool:
    """Whether it is so, soon."""
    end_s = time.monotonic() + within_s
    while not thing() and time.monotonic() < end_s:
        time.sleep(0.02)
    return thing()


def test_workers_end_with_a_room_that_is_killed() -> None:
    """Also one that holds the interpreter and could not look for itself."""
    with room("processes", "patient", "deaf") as parent:
        pids = pids_of(parent, 2)
        time.sleep(0.5)  # the deaf one says where it is a moment before it hears nothing
        assert all(runs(pid) for pid in pids)
        os.kill(parent.pid, signal.SIGKILL)
        assert comes_true(lambda: not any(runs(pid) for pid in pids))


def test_ctrl_c_is_the_rooms_alone() -> None:
    """The workers write nothing, and are gone with the room."""
    with room("processes", "patient", "deaf") as parent:
        pids = pids_of(parent, 2)
        os.killpg(parent.pid, signal.SIGINT)
        out, err = parent.communicate(timeout=20)
    assert (out, err, parent.returncode) == ("stopped\n", "", 0)
    assert not any(runs(pid) for pid in pids)


def test_closing_leaves_nothing() -> None:
    """No process and no thread of ours, whatever was under way."""
    before, threads = below(os.getpid()), set(threading.enumerate())
    for chore in ("patient", "deaf", "double"):
        with Processes(2, PERMITTED) as workers:
            workers.warm()
            workers.start(f"data.chores:{chore}", 1)
    with Here(2, PERMITTED) as here:
        here.start("data.chores:patient", None)
    assert below(os.getpid()) == before
    assert comes_true(lambda: set(threading.enumerate()) <= threads)


def test_a_long_piece_whose_worker_is_killed_is_done_again() -> None:
    """From its beginning, with the same end; what it says is heard again."""
    heard: list[int] = []
    with Processes(1, PERMITTED) as workers:
        job = workers.start("data.chores:patient", None, heard.append)
        assert comes_true(lambda: len(heard) == 1)
        os.kill(heard[0], signal.SIGKILL)
        assert comes_true(lambda: len(heard) == 2)
        job.stop()
        assert job.result(10) == "what there is"
    assert heard[0] != heard[1]


def test_a_stopped_piece_whose_worker_is_killed_is_not_done_again() -> None:
    """Nobody wants it any more."""
    heard: list[int] = []
    with Processes(1, PERMITTED) as workers:
        job = workers.start("data.chores:stubborn", None, heard.append)
        assert comes_true(lambda: len(heard) == 1)
        job.stop()
        os.kill(heard[0], signal.SIGKILL)
        with pytest.raises(Unavailable, match="was ended"):
            job.result(10)
        assert workers.start("data.chores:double", 4).result(10) == 8


@pytest.mark.slow
def test_a_sweep_under_fire_gives_what_it_gives_in_peace() -> None:
    """Workers are killed at random from outside all the time; every result is there and equal."""
    rng = random.Random(3)  # noqa: S311  # no secret
    with Here(1, PERMITTED) as here:
        expected = dict(here.each("data.chores:drawn", range(400)))
    over = threading.Event()
    n_killed = 0

    def fire() -> None:
        nonlocal n_killed
        while not over.wait(rng.uniform(0.3, 0.9)):
            workers_alive = sorted(below(os.getpid()))
            if workers_alive:
                os.kill(rng.choice(workers_alive), signal.SIGKILL)
                n_killed += 1

    with Processes(2, PERMITTED) as workers:
        gun = threading.Thread(target=fire)
        gun.start()
        try:
            found = {}
            for number, result in workers.each("data.chores:drawn", range(400)):
                found[number] = result
                time.sleep(0.01)
        finally:
            over.set()
            gun.join()
    assert found == expected
    assert n_killed >= 3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers on a Ray of our own, with an empty cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOLDFAST_CACHE", str(tmp_path_factory.mktemp("cache")))
        before = below(os.getpid())
        with Cluster(n=2, permitted=PERMITTED, grace_s=1.0) as workers:
            yield workers
        assert comes_true(lambda: below(os.getpid()) == before)


@pytest.mark.slow
def test_a_cluster_of_our_own_listens_to_this_machine_alone(cluster: Cluster) -> None:
    """No port of it is open to others."""
    assert cluster.start("data.chores:double", 1).result(60) == 2
    places = listening(below(os.getpid()))
    assert len(places) >= 4
    assert [place for place in places if not place.endswith("0100007F")] == []


def listening(pids: set[int]) -> list[str]:
    """Addresses, in the kernel's hex, at which these processes take connections."""
    sockets = set()
    for pid in pids:
        for fd in Path("/proc", str(pid), "fd").glob("*"):
            with suppress(OSError):
                sockets.add(os.readlink(fd))
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    mine = [line for line in lines if f"socket:[{line[9]}]" in sockets]
    return [line[1].partition(":")[0] for line in mine if line[3] == "0A"]


@pytest.mark.slow
def test_a_cluster_brings_a_file_to_a_machine_that_lacks_it(
    cluster: Cluster, tmp_path: Path
) -> None:
    """The bytes go through Ray once, and are laid into the cache there."""
    path = tmp_path / "a.roads"
    path.write_text("roads")
    handle = share(path)
    pid, text, _, read = cluster.start("data.chores:read", (handle, 0.0)).result(60)
    assert (text, read) == ("roads", str(path))
    path.unlink()
    for _number, result in cluster.each("data.chores:read", [(handle, 0.3)] * 20):
        assert result[1] == "roads"
        if result[0] != pid:
            assert Path(result[3]).parent == Path(os.environ["HOLDFAST_CACHE"], "shared")
            return
    pytest.fail("only one worker worked")


@pytest.mark.slow
def test_a_cluster_ends_a_piece_that_does_not_stop(cluster: Cluster) -> None:
    """Its worker goes with it, and another takes its place."""
    heard: list[int] = []
    job = cluster.start("data.chores:stubborn", None, heard.append)
    assert comes_true(lambda: len(heard) == 1, 60)
    job.stop()
    with pytest.raises(Unavailable, match="did not end when it was asked to"):
        job.result(60)
    assert comes_true(lambda: not runs(heard[0]), 60)
    assert cluster.start("data.chores:double", 4).result(60) == 8


@pytest.mark.slow
def test_a_cluster_bears_the_loss_of_what_is_between(cluster: Cluster) -> None:
    """The process that speaks to Ray is killed: Ray is started again, and the piece done again."""
    heard: list[int] = []
    job = cluster.start("data.chores:patient", None, heard.append)
    assert comes_true(lambda: len(heard) == 1, 60)
    os.kill(cluster._driver._process.pid, signal.SIGKILL)
    assert comes_true(lambda: len(heard) == 2, 120)
    job.stop()
    assert job.result(10) == "what there is"


@pytest.mark.slow
def test_a_cluster_of_our_own_ends_with_a_room_that_is_killed() -> None:
    """Every process of Ray, and its folder."""
    with room("cluster", "patient", "stubborn") as parent:
        pids = pids_of(parent, 2)
        rays = below(parent.pid)
        assert set(pids) < rays
        os.kill(parent.pid, signal.SIGKILL)
        assert comes_true(lambda: not any(runs(pid) for pid in rays), 60)
    folders = [f"hf-ray-{pid}-*" for pid in rays]
    assert comes_true(lambda: not [f for name in folders for f in SHORT.glob(name)])
