"""The recipe: the same days for all, as many as it takes; what is said when that is not enough."""

from itertools import pairwise

import numpy as np
import pytest

from data.staged import QUIET, scene_of, staged, stop_shown, team_shown
from holdfast.rehearse import rehearse as recipe
from holdfast.rehearse.mission import Piece, Stop, Team
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.rehearse import FIRST, LITTLE, SURE, joined, rehearse, small, unsettled
from holdfast.rehearse.script import F64
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import columns, tally
from holdfast.rehearse.writing import write

WAY = (Piece(3_600.0, 10_000.0, 0.3, {0: 0.05, 1: 0.3}),)


def option(letter: str, value: float = 10.0, p_there: float = 0.5, site: int = 0) -> Staged:
    """One team to one site."""
    team = Team("car", (WAY, WAY), (Stop(Piece(1_800.0), site, p_there, fallback=WAY),), 4)
    shown = team_shown(stop_shown(("mill", "clinic")[site], value))
    return staged(letter, [team], [shown], p=(1.0, 0.3), dark_s=7_200.0)


def scene(*options: Staged) -> Scene:
    return scene_of(*options, p=(0.3,), sites=("mill", "clinic"))


SAME = scene(option("A"), option("B"))
CLEAR = scene(option("A"), option("B", 20.0))
CLOSE = scene(option("A", site=0), option("B", 10.15, site=1))
"""Another site's luck: as good by a hundredth and a half, which many plays cannot tell."""


# Whether it is settled


def test_the_same_option_twice_differs_by_nothing_at_all() -> None:
    """Play by play; and that is settled at once, as too little to matter."""
    plays = [play(write(o.mission, Odds()), Odds(), 7, 0, 3_000) for o in SAME.options]
    one, other = (columns(o, p).kept for o, p in zip(SAME.options, plays, strict=True))
    assert (one == other).all()
    told = rehearse(SAME, Odds(), 7)
    assert (told.settled, told.unsettled, told.n) == (True, (), FIRST)
    assert told.tallies[0].kept == told.tallies[1].kept


def test_a_clear_difference_is_settled_with_the_first_plays() -> None:
    """Twice as much for the same danger: the other one is not ranked any more."""
    told = rehearse(CLEAR, Odds(), 7)
    assert (told.settled, told.n, told.ranking) == (True, FIRST, ("B", "H"))
    assert told.bettered == {"A": ("B",)}


def test_two_that_are_close_are_said_to_be_open_at_the_bound() -> None:
    """All plays that may be played were, and the pair is named."""
    told = rehearse(CLOSE, Odds(), 7, first=1_000, most=5_000)
    assert (told.settled, told.unsettled, told.n) == (False, (("A", "B"),), 5_000)


def test_of_many_pairs_only_those_that_are_open_are_named() -> None:
    """A clear third option stands apart."""
    told = rehearse(scene(*CLOSE.options, option("C", 30.0)), Odds(), 7, first=1_000, most=2_000)
    assert told.unsettled == (("A", "B"),)
    assert told.ranking[0] == "C"


def test_more_is_played_until_it_is_settled() -> None:
    """A difference of a twentieth: open after few plays, settled before the bound."""
    pair = scene(option("A", site=0), option("B", 10.8, site=1))
    told = rehearse(pair, Odds(), 7, first=1_000, most=200_000)
    assert told.settled
    assert 1_000 < told.n < 200_000
    assert told.ranking == ("B", "H")


def kept(mean: float, spread: float, n: int) -> dict[str, F64]:
    """Two options whose difference has exactly this mean and this spread, about 10 each."""
    noise = np.resize([1.0, -1.0], n) * spread
    noise /= noise.std(ddof=1) / spread if spread else 1.0
    return {"A": np.full(n, 10.0), "B": 10.0 + mean + noise}


@pytest.mark.parametrize(
    ("mean", "doubt", "settled"),
    [
        (0.0, 0.0, True),
        (1.0, 0.5, True),
        (0.02, 0.01, True),
        (1.0, 2.0, False),
        (0.0, 0.9, True),
        (0.0, 1.2, False),
        (0.4, 0.5, True),
        (0.8, 0.9, False),
        (-0.8, 0.9, False),
        (-1.0, 0.9, True),
    ],
)
def test_a_pair_is_settled_if_told_apart_or_known_to_be_little(
    mean: float, doubt: float, settled: bool
) -> None:
    """In parts of the least that matters: mean difference, and how far it may be off."""
    little, n = LITTLE * 10.0, 10_000
    values = kept(mean * little, doubt * little * np.sqrt(n) / SURE, n)
    assert (unsettled(values) == []) == settled


def test_one_play_settles_nothing() -> None:
    """Nor do two that happen to be alike settle more than they show."""
    assert unsettled({"A": np.array([1.0]), "B": np.array([2.0])}) == [("A", "B")]
    assert unsettled({"A": np.zeros(9), "B": np.zeros(9)}) == []
    assert unsettled({}) == []
    assert rehearse(CLEAR, Odds(), 7, first=1, most=1).settled is False


# How it goes


def test_one_question_has_one_answer() -> None:
    """The same seed the same, another seed other plays; however the plays are parcelled."""
    few = {"first": 1_000, "most": 2_000}
    assert rehearse(CLOSE, Odds(), 7, **few) == rehearse(CLOSE, Odds(), 7, **few)
    assert rehearse(CLOSE, Odds(), 8, **few) != rehearse(CLOSE, Odds(), 7, **few)


def test_the_plays_do_not_depend_on_how_many_are_played_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pieces of 300, or all at once, in one round or in several."""
    whole = rehearse(CLOSE, Odds(), 7, first=4_000, most=4_000)
    monkeypatch.setattr(recipe, "AT_ONCE", 300)
    assert rehearse(CLOSE, Odds(), 7, first=1_000, most=4_000) == whole


def test_no_more_is_played_than_is_asked() -> None:
    """Even where that is less than the first plays; never none."""
    for most, n in ((1_000, 1_000), (1, 1), (0, 1)):
        heard: list[float] = []
        told = rehearse(CLOSE, Odds(), 7, heard.append, most=most)
        assert told.n == n
        assert all(tally.n == n for tally in told.tallies)
        assert max(heard) <= 1.0


def test_the_part_that_is_done_rises_to_all() -> None:
    """From above nothing to 1 where everything is played."""
    heard: list[float] = []
    rehearse(CLOSE, Odds(), 7, heard.append, first=1_000, most=5_000)
    assert all(a <= b for a, b in pairwise(heard))
    assert 0 < heard[0] < 0.2
    assert heard[-1] == pytest.approx(1.0)


def test_the_part_is_said_within_an_option_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piece by piece, by how much of all there is to play."""
    monkeypatch.setattr(recipe, "AT_ONCE", 500)
    heard: list[float] = []
    rehearse(scene(option("A")), Odds(), 7, heard.append, first=1_500, most=2_000)
    assert heard == pytest.approx([0.25, 0.5, 0.75])


def test_it_ends_early_with_what_it_has() -> None:
    """After the first plays, whole rounds only: every option has as many."""
    told = rehearse(CLOSE, Odds(), 7, stop=lambda: True, first=1_000, most=50_000)
    assert (told.n, told.settled) == (1_000, False)


def test_it_ends_in_the_middle_of_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """The round is left out: the answer is that of the plays before it."""
    monkeypatch.setattr(recipe, "AT_ONCE", 500)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 6

    told = rehearse(CLOSE, Odds(), 7, stop=stop, first=1_000, most=50_000)
    assert told == rehearse(CLOSE, Odds(), 7, first=1_000, most=told.n)
    assert told.n in (1_000, 2_000)
    assert len(asked) == 7


def test_one_option_is_rehearsed_alone() -> None:
    """There is nothing to settle."""
    told = rehearse(scene(option("A")), Odds(), 7)
    assert (told.n, told.settled, told.ranking) == (FIRST, True, ("A", "H"))


def test_no_option_leaves_only_staying_home() -> None:
    """An answer all the same."""
    told = rehearse(scene(), Odds(), 7)
    assert (told.tallies, told.ranking, told.settled, told.advice) == ((), ("H",), True, ())


def test_what_brings_nothing_is_not_ranked() -> None:
    """Nobody goes for nothing: staying home betters it."""
    told = rehearse(scene(option("A", 0.0), option("B")), Odds(), 7, most=2_000)
    assert told.ranking == ("B", "H")
    assert told.bettered == {"A": ("H",)}


# Room


def test_plays_in_less_room_are_the_same_plays() -> None:
    """What is told of them is the same, to six figures."""
    mission = option("A").mission
    plays = play(write(mission, Odds()), Odds(), 7, 0, 3_000)
    less = small(plays, wide=False)
    for name in plays.runs.dtype.names or ():
        assert less.runs[name] == pytest.approx(plays.runs[name], rel=1e-6)
    for name in plays.days.dtype.names or ():
        assert (less.days[name] == plays.days[name]).all()
    one, other = (tally(option("A"), p) for p in (plays, less))
    assert other.kept == one.kept
    assert other.home_s == one.home_s
    assert other.struck == one.struck


def test_every_bit_has_room_in_less_room() -> None:
    """64 stops, 64 threats, 22 things that strike, a thousand people."""
    full = play(write(option("A").mission, QUIET), QUIET, 1, 0, 2)
    full.runs["brought"] = 2**64 - 1
    full.runs["struck"], full.runs["dead"] = 2**22 - 1, 1_000
    full.days["there"] = full.days["held"] = 2**64 - 1
    less = small(full)
    assert (less.runs["brought"] == 2**64 - 1).all()
    assert (less.days["there"] == 2**64 - 1).all()
    assert (less.runs["struck"] == 2**22 - 1).all()
    assert (less.runs["dead"] == 1_000).all()


def test_what_many_stops_brought_is_kept_whole() -> None:
    """Beyond eight, as with eight: the last stop's share is in the figures."""
    for n in (8, 9):
        stops = tuple(Stop(Piece(60.0), 0) for _ in range(n))
        team = Team("car", tuple((Piece(60.0),) for _ in range(n + 1)), stops, 4)
        one = staged("A", [team], [team_shown(*(stop_shown(value=float(k)) for k in range(n)))])
        told = rehearse(scene(one), QUIET, 1, most=100)
        assert told.tallies[0].value.mean == sum(range(n))


def test_a_million_plays_of_five_options_with_three_teams_have_room() -> None:
    """Less than 600 MB are kept until the end."""
    some = small(play(write(option("A").mission, QUIET), QUIET, 1, 0, 1), wide=False)
    kept_of_one = some.runs.dtype.itemsize * 3 + some.days.dtype.itemsize + 8
    assert kept_of_one * 5 * 1_000_000 < 600e6


def test_plays_that_follow_one_another_are_joined() -> None:
    """The first number is that of the first."""
    script = write(option("A").mission, Odds())
    whole = play(script, Odds(), 7, 10, 30)
    parts = [play(script, Odds(), 7, 10, 10), play(script, Odds(), 7, 20, 20)]
    both = joined(parts)
    assert isinstance(both, Plays)
    assert both.first == 10
    assert (both.runs == whole.runs).all()
    assert (both.days == whole.days).all()
