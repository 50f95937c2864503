"""Reports that cannot all be true are kept, and shown with both versions."""

import pytest

from data.toys import HOME, MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.know.at_odds import Disagreement
from holdfast.know.caches import caches
from holdfast.know.disagreements import disagreements


def clashes(talk: Talk, kind: str) -> list[Disagreement]:
    """Of this kind."""
    return [d for d in disagreements(talk.state) if d.key.startswith(kind)]


def cached(*lifted: float, empty: bool = False) -> Talk:
    """Ten rations laid half an hour out, and so many lifted, each ten minutes later."""
    talk = toy_out()
    amount = (f.Amount("ration", 10),)
    talk.at(NOON, f.CacheLaid(run="run-1", cache="c", contents=amount, at=f.Point(*HOME)))
    for i, n in enumerate(lifted, 1):
        taken = (f.Amount("ration", n),)
        talk.at(
            NOON + 10 * i * MIN, f.CacheLifted(run="run-1", cache="c", taken=taken, empty=empty)
        )
    return talk


@pytest.mark.parametrize(("lifted", "short"), [((900,), 890), ((10, 10), 10), ((4, 7), 1)])
def test_a_cache_cannot_give_more_than_it_holds_nor_twice(
    lifted: tuple[float, ...], short: float
) -> None:
    """The words are kept; who laid and who lifted stands beside it."""
    talk = cached(*lifted)
    [clash] = clashes(talk, "cache:c")

    assert clash.what == f"{short:g} pack of Ration more was lifted from a cache than lay in it"
    assert [v.words for v in clash.versions] == [
        "KESTREL 1 laid 10", *(f"KESTREL 1 lifted {n:g}" for n in lifted),
    ]  # fmt: skip
    assert caches(talk.state) == []


def test_what_was_laid_and_lifted_rightly_is_no_clash() -> None:
    """Also where it was lifted in parts, or emptied."""
    assert clashes(cached(4, 6), "cache") == []
    assert clashes(cached(4, empty=True), "cache") == []
    assert [line.amounts for line in caches(cached(4).state)] == [(f.Amount("ration", 6),)]


def test_a_return_dated_before_the_departure_is_told() -> None:
    """It is believed as far as it goes; one of the two times is wrong."""
    talk = toy_out()
    home = f.CameHome(run="run-1", home=("leila", "kai"), when_ms=NOON - 2 * H)
    talk.at(NOON, home)
    [clash] = clashes(talk, "early")

    assert clash.what == "KESTREL 1 came home before it left"
    assert [v.words for v in clash.versions] == ["KESTREL 1 is home", "KESTREL 1 left"]


def test_a_return_after_the_departure_is_no_clash() -> None:
    """However late it is told."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai"), when_ms=NOON - 30 * MIN))

    assert clashes(talk, "early") == []
