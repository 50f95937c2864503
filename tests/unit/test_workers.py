"""The two calls are the same in every place: this process, local processes, a Ray cluster."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import chores
from data.chores import PERMITTED
from holdfast.base.errors import Damaged, HoldfastError, Refused, Unavailable
from holdfast.workers import Cluster, Here, Processes, Workers, share

PLACES = [
    pytest.param("here"),
    pytest.param("processes"),
    pytest.param("cluster", marks=pytest.mark.slow),
]


def opened(place: str) -> Workers:
    """Two workers in a place."""
    if place == "cluster":
        return Cluster(n=2, permitted=PERMITTED)
    return {"here": Here, "processes": Processes}[place](2, PERMITTED)


@pytest.fixture(scope="module", params=PLACES)
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    """Each place once."""
    with opened(request.param) as place:
        yield place


def mortal_only(workers: Workers) -> None:
    if isinstance(workers, Here):
        pytest.skip("a thread cannot die alone")


def ends(workers: Workers, chore: str, argument: object = None) -> object:
    """What a task ends in."""
    return workers.start(f"data.chores:{chore}", argument).result(60)


def test_a_task_is_done(workers: Workers) -> None:
    """It is handed its argument and ends in its result."""
    assert ends(workers, "double", 21) == 42


def test_what_is_said_is_heard_in_order(workers: Workers) -> None:
    """Every word, before the result is there."""
    heard: list[int] = []
    assert workers.start("data.chores:counted", 500, heard.append).result(60) == 500
    assert heard == list(range(500))


def test_each_gives_every_result_with_its_number(workers: Workers) -> None:
    """Once each, in whatever order."""
    assert sorted(workers.each("data.chores:double", range(40))) == [(i, 2 * i) for i in range(40)]
    assert list(workers.each("data.chores:double", ())) == []


def test_results_do_not_depend_on_the_workers(workers: Workers) -> None:
    """The seed alone decides: not the place, nor the number of workers."""
    with Here(1, PERMITTED) as alone:
        expected = dict(alone.each("data.chores:drawn", range(12)))
    assert dict(workers.each("data.chores:drawn", range(12))) == expected


def test_no_more_is_taken_than_there_is_room_for(workers: Workers) -> None:
    """Arguments are drawn as results are taken away: four ahead for two workers."""
    drawn: list[int] = []

    def arguments() -> Iterator[int]:
        for i in range(100):
            drawn.append(i)
            yield i

    results = workers.each("data.chores:double", arguments())
    assert not drawn
    for taken in range(1, 10):
        next(results)
        assert len(drawn) <= taken + 3
    results.close()
    assert len(drawn) < 20


def test_stopping_ends_a_task_with_what_it_has(workers: Workers) -> None:
    """The task sees it at once and says its last word."""
    begun = threading.Event()
    job = workers.start("data.chores:patient", None, lambda _said: begun.set())
    assert begun.wait(30)
    with pytest.raises(TimeoutError):
        job.result(0.01)
    job.stop()
    assert job.result(10) == "what there is"


def test_what_waits_can_be_stopped_too(workers: Workers) -> None:
    """It never begins, and its result is a sentence, though all workers are busy."""
    busy = [workers.start("data.chores:patient", None) for _ in range(2)]
    waiting = workers.start("data.chores:double", 1)
    waiting.stop()
    with pytest.raises(Unavailable, match="stopped before it began"):
        waiting.result(1)
    for job in busy:
        job.stop()


def test_closing_the_results_stops_the_pieces(workers: Workers) -> None:
    """From another thread too, while one waits for the next."""
    results = workers.each("data.chores:patient", [None] * 9)
    threading.Timer(0.3, results.close).start()
    assert list(results) == []
    assert ends(workers, "double", 1) == 2


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("refused", Refused, "^Our words.$"),
        ("damaged", Damaged, "^Our words.$"),
        ("unavailable", Unavailable, "^Our words.$"),
        ("memory", Unavailable, "more memory than a worker may take"),
        ("fault", Unavailable, "broke off.*ZeroDivisionError: division by zero"),
        ("exit", Unavailable, "broke off.*SystemExit: enough"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    workers: Workers, kind: str, error: type[HoldfastError], words: str
) -> None:
    """Of the same kind as in the task; a fault of ours carries its traceback as a note."""
    with pytest.raises(error, match=words) as caught:
        ends(workers, "raising", kind)
    notes = getattr(caught.value, "__notes__", [])
    assert ("raising" in "".join(notes)) == ("broke off" in words or kind == "memory")


def test_the_first_piece_that_fails_ends_the_whole(workers: Workers) -> None:
    """Its error is raised, and nothing comes after it."""
    results = workers.each("data.chores:raising", ["refused"] * 50)
    with pytest.raises(Refused, match="Our words"):
        next(results)
    assert list(results) == []


@pytest.mark.parametrize(
    "name",
    ["os:system", "data.toys:toy", "data.chores", "data.chores:", "data.chores:a.b", "", "x y:z",
     "data.chores:__import__", "holdfast.\n:x"],
)  # fmt: skip
def test_a_name_that_is_not_permitted_is_refused(workers: Workers, name: str) -> None:
    """At once, by both calls."""
    with pytest.raises(Refused, match="no work that workers may do"):
        workers.start(name, None)
    with pytest.raises(Refused, match="no work that workers may do"):
        workers.each(name, [None])


@pytest.mark.parametrize(
    "name",
    ["data.chores:nothing", "data.chores:NoTask", "data.chores:kept", "data.chores:PERMITTED",
     "holdfast.nowhere.at.all:work", "holdfast.nowhere:work"],
)  # fmt: skip
def test_a_task_that_is_not_there_is_refused(workers: Workers, name: str) -> None:
    """Only a function made in that very module is a task."""
    with pytest.raises(Refused, match="There is no work"):
        workers.start(name, None).result(30)


def test_what_cannot_travel_is_refused(workers: Workers) -> None:
    """An argument at once, a result when it is there."""
    with pytest.raises(Refused, match="cannot travel"):
        workers.start("data.chores:double", lambda: 1)
    with pytest.raises(Unavailable, match="broke off"):
        ends(workers, "secretive")


def test_an_error_of_the_listener_comes_back(workers: Workers) -> None:
    """It ends the piece and not the worker's thread."""

    def heard(_said: object) -> None:
        raise ValueError("cannot listen")

    with pytest.raises(ValueError, match="cannot listen"):
        workers.start("data.chores:counted", 5, heard).result(30)
    assert ends(workers, "double", 1) == 2


def test_a_shared_file_is_made_ready_once_a_process(workers: Workers, tmp_path: Path) -> None:
    """However many pieces ask for it."""
    path = tmp_path / "map.roads"
    path.write_text(f"roads of {workers}")
    chores.MADE.clear()
    asked = [(share(path), 0.01)] * 20
    seen = [result for _, result in workers.each("data.chores:read", asked)]
    assert {text for _, text, _, _ in seen} == {f"roads of {workers}"}
    assert {n for _, _, n, _ in seen} == {1}


def test_a_shared_file_that_changed_is_not_used(workers: Workers, tmp_path: Path) -> None:
    """The bytes are those of the asking, or there is a sentence."""
    path = tmp_path / "changing.roads"
    path.write_text("before")
    handle = share(path)
    path.write_text("afterwards")
    with pytest.raises(Unavailable, match=r"changing.roads is gone or has changed"):
        ends(workers, "read", (handle, 0.0))


def test_a_killed_worker_loses_nothing_but_time(workers: Workers, tmp_path: Path) -> None:
    """Every third piece kills its worker once; all results are there."""
    mortal_only(workers)
    pieces = [(str(tmp_path), n) for n in range(12)]
    assert dict(workers.each("data.chores:mortal", pieces)) == {n: n * n for n in range(12)}
    assert len(list(tmp_path.iterdir())) == 4


def test_a_piece_that_always_kills_is_given_up(workers: Workers) -> None:
    """With a sentence, and the others work on."""
    mortal_only(workers)
    with pytest.raises(Unavailable, match="given up: 3 workers ended over it"):
        ends(workers, "doomed")
    assert ends(workers, "double", 4) == 8


@pytest.mark.parametrize("kind", [Here, Processes])
def test_a_limit_stops_a_piece(kind: type[Here] | type[Processes]) -> None:
    """First it is asked, and ends with what it has."""
    with kind(1, PERMITTED, limit_s=0.1) as workers:
        assert ends(workers, "patient") == "what there is"


@pytest.mark.parametrize("kind", [Here, Processes])
def test_a_limit_ends_a_piece_that_does_not_stop(kind: type[Here] | type[Processes]) -> None:
    """Its worker goes with it, and another takes its place."""
    with kind(1, PERMITTED, limit_s=0.1, grace_s=0.1) as workers:
        job = workers.start("data.chores:stubborn", None)
        with pytest.raises(Unavailable, match="did not end when it was asked to"):
            job.result(30)
    with kind(1, PERMITTED, grace_s=0.1) as workers:
        begun = threading.Event()
        job = workers.start("data.chores:stubborn", None, lambda _said: begun.set())
        assert begun.wait(30)
        job.stop()
        with pytest.raises(Unavailable, match="did not end when it was asked to"):
            job.result(30)
        assert ends(workers, "double", 4) == 8


@pytest.mark.parametrize("place", ["here", "processes"])
def test_closing_ends_what_is_under_way(place: str) -> None:
    """What works and what waits fail with sentences, and nothing is taken any more."""
    workers = opened(place)
    jobs = [workers.start("data.chores:patient", None) for _ in range(4)]
    workers.close()
    for job in jobs:
        with pytest.raises(Unavailable):
            job.result(1)
    with pytest.raises(Unavailable, match="closed"):
        workers.start("data.chores:double", 1)
    workers.close()


def test_work_started_alone_goes_before_pieces_of_many() -> None:
    """A plan need not wait for a sweep to be over."""
    order: list[str] = []
    with Here(1, PERMITTED) as workers:
        first = workers.start("data.chores:patient", None)
        sweep = threading.Thread(
            target=lambda: order.extend(
                "one of many" for _ in workers.each("data.chores:counted", [1] * 5)
            )
        )
        sweep.start()
        sweep.join(0.2)
        alone = workers.start("data.chores:counted", 1, lambda _said: order.append("alone"))
        first.stop()
        assert alone.result(5) == 1
        sweep.join()
    assert order == ["alone", *["one of many"] * 5]


def test_closing_the_results_does_not_wait_for_a_piece_that_will_not_end() -> None:
    """Whoever waits for the next one goes on at once."""
    with Processes(1, PERMITTED, grace_s=600) as workers:
        results = workers.each("data.chores:stubborn", [None])
        waits = threading.Thread(target=lambda: list(results), daemon=True)
        waits.start()
        waits.join(0.5)
        assert waits.is_alive()
        results.close()
        waits.join(10)
        assert not waits.is_alive()


def test_no_workers_are_refused() -> None:
    """Work needs somebody."""
    with pytest.raises(Refused, match="at least one"):
        Processes(0)


def test_a_process_gives_way_and_takes_one_core() -> None:
    """It is nicer than we are, and numba has one thread in it."""
    with Processes(1, PERMITTED) as workers:
        workers.warm()
        assert ends(workers, "settings") == (os.nice(0) + 10, "1")


def test_a_process_may_not_take_all_memory() -> None:
    """What asks for more gets a sentence; the worker stays."""
    with Processes(1, PERMITTED, memory_bytes=1 << 30) as workers:
        with pytest.raises(Unavailable, match="more memory"):
            ends(workers, "greedy", 4 << 30)
        assert ends(workers, "greedy", 1 << 20) == 1 << 20


def test_without_ray_a_cluster_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install."""
    (tmp_path / "ray.py").write_text("raise ImportError('not here')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Unavailable, match=r"install holdfast\[cluster\]"):
        Cluster()


def test_workers_that_cannot_start_are_a_sentence() -> None:
    """Tried a few times, not for ever; it costs the piece and not the room."""
    with Processes(1, PERMITTED, memory_bytes=1 << 20) as workers:
        for _ in range(2):
            with pytest.raises(Unavailable, match="No worker can be started: it ended with code 1"):
                ends(workers, "double", 1)
