"""What must be compiled is compiled before any budget begins, and somebody is told."""

import threading

import pytest

from holdfast.workers import ready


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, threading.Event]:
    """Two parts: one that is kept on disk, one that has to wait for the word that it waits."""
    told = {"slow": threading.Event()}

    def slow() -> None:
        assert told["slow"].wait(60)

    monkeypatch.setattr(ready, "PARTS", ((lambda: None, 10.0), (slow, 30.0)))
    monkeypatch.setattr(ready, "_done", set())
    return told


def test_what_is_kept_on_disk_is_read_without_a_word(parts: dict[str, threading.Event]) -> None:
    """And what is not is told of while it is compiled, with how much there is; once."""
    heard: list[tuple[str, float]] = []

    def say(words: str, part: float) -> None:
        heard.append((words, part))
        parts["slow"].set()

    ready.make_ready(say)

    assert heard == [(f"{ready.READYING}: part 2 of 2, about 30 s more", 0.25)]
    ready.make_ready(say)
    assert len(heard) == 1


def test_a_part_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is taken for ready that is not."""
    tries = iter([ValueError("no disk"), None])

    def part() -> None:
        if (error := next(tries)) is not None:
            raise error

    monkeypatch.setattr(ready, "PARTS", ((part, 1.0),))
    monkeypatch.setattr(ready, "_done", set())
    with pytest.raises(ValueError, match="no disk"):
        ready.make_ready(lambda *_: None)
    ready.make_ready(lambda *_: None)
    assert next(tries, "over") == "over"
