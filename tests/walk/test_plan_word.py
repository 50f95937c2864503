"""`holdfast plan`: asked from the terminal, within what the commander allows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from holdfast import facts as f
from holdfast.asking import Limits, ask_once
from holdfast.base.errors import Refused
from holdfast.base.geo import Place
from holdfast.cli import parser
from holdfast.founding import Founding, found
from holdfast.node import Node, open_node

from .test_plan_to_options import MORNING_MS, SOUTH, WEST, lattice

PLACE = Place(WEST + 0.02, SOUTH + 0.012)
Ask = Callable[..., f.PlanOffered]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A base on the lattice with four people and a shop."""
    asked = Founding("Base", lattice(tmp_path / "map.geojson"), Place(WEST, SOUTH), "Etc/GMT-2")
    found(tmp_path / "base", asked, lambda _step, _part: None, lambda: MORNING_MS)
    shop = f.Point(WEST + 0.028, SOUTH + 0.02)
    with open_node(tmp_path / "base", lambda: MORNING_MS) as opened:
        opened.say_all([
            *(
                f.PersonRegistered(person=p, name=p.title(), base="base", skills=("lead",))
                for p in ("leila", "kai", "mark", "darren")
            ),
            f.ItemDefined(item="ration", name="Ration", unit="pack", need="food", worth=1.0),
            f.SiteNoted(site="shop", name="Shop", at=shop, what="shop"),
            f.SightingReported(
                sighting="said", at=shop, about="stock", words="", site="shop",
                reliability="B", credibility="2", contents=(f.Amount("ration", 60),),
            ),
        ])  # fmt: skip
        yield opened


@pytest.fixture
def ask(node: Node) -> Ask:
    """Asks it, about the shop unless told otherwise."""

    def put(*to: Place | str, **limits: object) -> f.PlanOffered:
        allowed = Limits(**limits)  # type: ignore[arg-type]
        return ask_once(node, to or ("shop",), "supply", "", allowed, lambda _step, _part: None)

    return put


def taskings(answer: f.PlanOffered) -> list[f.Tasking]:
    """All of an answer."""
    return [task for option in answer.options for task in option.taskings]


def test_every_limit_is_kept(ask: Ask) -> None:
    """Who stays, how many teams, how they go, when they are home."""
    assert taskings(ask())
    staying = ask(stays=("leila", "kai"), teams=1, modes=("foot",), home_by="11:00")
    assert taskings(staying)
    for option in staying.options[1:]:
        assert len(option.taskings) == 1
    for task in taskings(staying):
        assert set(task.crew) == {"mark", "darren"}
        assert task.home_ms <= MORNING_MS + 3 * 3_600_000  # 11:00 on the clocks of the base


def test_a_limit_that_nobody_can_keep_is_named(ask: Ask) -> None:
    """Staying home is left, and why."""
    for limits in ({"most": 0.0}, {"most_in_all": 0.0}, {"home_by": "08:05"}):
        answer = ask(**limits)
        assert not taskings(answer)
        assert answer.infeasible


def test_a_place_of_which_nothing_is_known_is_gone_to(ask: Ask) -> None:
    """Who names a place wants to go there; a site of which nothing is believed is another thing."""
    answer = ask(PLACE)
    assert {s.site for task in taskings(answer) for s in task.stops} == {"asked-place"}


def test_what_makes_no_sense_is_refused_in_a_sentence(ask: Ask) -> None:
    """A mode that there is not, danger below nothing."""
    with pytest.raises(Refused, match="makes no sense"):
        ask(modes=("camel",))
    with pytest.raises(Refused, match="makes no sense"):
        ask(most=-1.0)


def test_the_words_of_the_terminal_are_the_limits() -> None:
    """Each has its own."""
    words = ["plan", "base", "--to", "shop", "--home-by", "11:00", "--most", "0.01",
             "--most-in-all", "0.02", "--stays", "leila,kai", "--modes", "foot", "--must", "shop",
             "--teams", "2"]  # fmt: skip
    asked = vars(parser().parse_args(words))
    kept = {"home_by": "11:00", "most": 0.01, "most_in_all": 0.02, "stays": "leila,kai",
            "modes": "foot", "must": "shop", "teams": 2}  # fmt: skip
    assert {name: asked[name] for name in kept} == kept
