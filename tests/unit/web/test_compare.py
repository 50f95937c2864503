"""Two options beside each other: said from the second one's side, gain first, then the price."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from data.big_day import NOON, big_day_facts, options
from data.toys import HOME
from holdfast import facts as f
from holdfast.node import open_node
from holdfast.web.compare import figures, listed, names, sentences
from holdfast.web.desk import Desk, make_desk

H, A, B, C = options(NOON, HOME)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The big day's names."""
    folder: Path = tmp_path_factory.mktemp("node")
    with open_node(folder / "node", lambda: NOON, exercise=True) as node:
        node.say_all(big_day_facts(NOON))
        yield make_desk(node)


def safer(option: f.Offered, p_home: float) -> f.Offered:
    """The same with another chance that all come home."""
    return msgspec.structs.replace(option, p_home=p_home, letter="D")


def test_a_bolder_option_is_told_by_what_it_reaches_and_what_that_costs(desk: Desk) -> None:
    """Sites and person-days gained; points of all-home, time and people paid."""
    lead = sentences(A, B, desk)[0]
    assert lead == (
        "B reaches Clinic, School on the ridge and Market too and brings 83 person-days more; "
        "costs 2.2 points of all-home, 1 h 45 min and 3 more people outside."
    )


def test_the_same_two_the_other_way_round_swap_gain_and_price(desk: Desk) -> None:
    """What was gained is paid, what was paid is gained."""
    lead = sentences(B, A, desk)[0]
    assert lead == (
        "A is safer by 2.2 points of all-home, is home 1 h 45 min sooner and keeps 3 people more "
        "at home; costs the visit to Clinic, School on the ridge and Market and 83 person-days."
    )


def test_staying_home_is_told_by_what_it_forgoes(desk: Desk) -> None:
    """No time and no crew are compared with nobody's."""
    said = sentences(B, H, desk)
    assert said[0].startswith("H is safer by 3.3 points of all-home and keeps 6 people more")
    assert len(said) == 1


def test_who_goes_in_only_one_of_them_is_named(desk: Desk) -> None:
    """With how they go, and how much light is left."""
    said = sentences(A, B, desk)
    assert "Dora, Emil and Farah go in B and stay in A." in said
    assert "A goes by Truck; B by Truck and Pickup." in said
    assert any("before last light" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("other", "lead"),
    [(safer(A, A.p_home), "D and A do not differ in what is counted here."),
     (safer(A, A.p_home + 0.0004), "D and A do not differ in what is counted here."),
     (safer(A, A.p_home + 0.006),
      "D is safer by 0.6 points of all-home; costs nothing that is counted here."),
     (safer(A, A.p_home - 0.006), "D gains nothing on A; costs 0.6 points of all-home.")],
)  # fmt: skip
def test_what_nobody_could_act_on_is_not_called_a_difference(
    desk: Desk, other: f.Offered, lead: str
) -> None:
    """And a gain without a price, or the reverse, is said as that."""
    assert sentences(A, other, desk)[0] == lead


def test_the_figures_stand_side_by_side_with_their_change(desk: Desk) -> None:
    """Every line has both; what is equal has no change."""
    lines = {line.name: line for line in figures(A, B, desk)}
    assert (lines["Teams"].one, lines["Teams"].other, lines["Teams"].change) == ("1", "2", "+1")
    assert lines["Last home"].change == "1 h 45 min later"
    assert lines["All home"].change == "-2.2 points"
    assert not any(line.change for line in figures(A, A, desk))
    assert len(figures(B, H, desk)) == len(lines)


def test_many_names_are_counted_instead() -> None:
    """A sentence stays one."""
    assert names(["a", "b", "c", "d"]) == "a, b, c and d"
    assert names(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert [listed([]), listed(["a"]), listed(["a", "b"])] == ["", "a", "a and b"]
