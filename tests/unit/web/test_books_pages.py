"""What the pages of stock, people and a run say of what has expired, was read, died or came in."""

from collections.abc import Sequence

from holdfast import facts as f
from holdfast.node import Node
from holdfast.web.desk import make_desk
from holdfast.web.panels import page, render
from holdfast.web.runs import run_page
from holdfast.web.words import day_words, stamp_words

NOON_MS = 1_795_168_800_000
DAY_MS = 86_400_000
ZONE = "Etc/GMT-2"


def said(node: Node, *words: f.Fact) -> Node:
    """The node after these words."""
    node.say_all(list(words))
    return node


def lot(key: str, expires_ms: int, item: str = "ration") -> Sequence[f.Fact]:
    """Ten of a lot that expires then."""
    came = f.StockMoved(lot=key, n=10, source="outside", target="base:compound", reason="received")
    return f.LotDefined(lot=key, item=item, expires_ms=expires_ms), came


def test_a_date_of_another_year_carries_its_year() -> None:
    """Lots of 2025, 2026 and 2027 all read '1 May' before."""
    words = [stamp_words(NOON_MS + years * 365 * DAY_MS, ZONE, NOON_MS) for years in (-1, 0, 1)]

    assert words == ["20 Nov 2025 12:00", "20 Nov 12:00", "20 Nov 2027 12:00"]
    assert day_words(NOON_MS, ZONE, NOON_MS) == "Friday 20 November"
    assert day_words(NOON_MS, ZONE, NOON_MS + 365 * DAY_MS) == "Friday 20 November 2026"


def test_the_stock_page_calls_expired_what_has_expired(toy_node: Node) -> None:
    """With its year, a way to throw it away, and who decides if it is issued all the same."""
    said(toy_node, *lot("bad", NOON_MS - 200 * DAY_MS), *lot("late", NOON_MS + 300 * DAY_MS))
    html = page("stock", make_desk(toy_node))

    assert "EXPIRED 4 May 2026" in html
    assert "16 Sep 2027" in html
    assert "Dispose of 10" in html
    assert 'name="allowed_by"' in html
    assert "21,000\N{NO-BREAK SPACE}kcal expired, not counted" in html
    assert "21,000\N{NO-BREAK SPACE}kcal expired" in render("stock", make_desk(toy_node))


def test_nobody_is_asked_who_decides_where_nothing_has_expired(toy_node: Node) -> None:
    """One question less."""
    assert 'name="allowed_by"' not in page("stock", make_desk(toy_node))


def test_the_stock_page_asks_what_one_covers(toy_node: Node) -> None:
    """In a form of its own, which keeps all else that was said of the item."""
    beans = f.ItemDefined(item="beans", name="Beans", unit="sack", need="food", kg=25)
    said(toy_node, beans, *lot("b", NOON_MS + 300 * DAY_MS, "beans"))
    html = page("stock", make_desk(toy_node))

    assert 'id="uncounted"' in html
    assert 'id="book-covers-beans"' in html
    assert "&#34;kg&#34;: 25.0" in html
    assert "10\N{NO-BREAK SPACE}sack Beans not counted" in render("stock", make_desk(toy_node))


def test_the_people_page_counts_everybody_there_is(toy_node: Node) -> None:
    """The dead, the missing, and those who were brought in."""
    said(
        toy_node,
        f.PeopleFound(run="run-1", walking=6),
        f.CameHome(run="run-1", home=("leila",), missing=("kai",), others=6),
        f.ReadinessSaid(person="mark", state="dead"),
    )
    html = page("people", make_desk(toy_node), person=None)

    assert "1 lost, 1 dead, 6 brought in" in html
    assert 'id="book-brought-in-run-1"' in html
    assert 'id="brought-in"' in page("run", make_desk(toy_node), run=run_page(toy_node, "run-1"))
    for words in ("brought in, inside", "<dt>dead", "<dt>lost"):
        assert words in render("people", make_desk(toy_node))


def test_a_vehicle_shows_what_was_read_and_when(toy_node: Node) -> None:
    """Not only a figure."""
    said(
        toy_node,
        f.VehicleRegistered(
            vehicle="van", name="Van", base="compound", mode="car", seats=4, tank_l=70
        ),
        f.VehicleReadinessSaid(vehicle="van", state="ready", fuel_l=5.5),
        f.VehicleReadinessSaid(vehicle="van", state="ready", words="washed"),
    )

    assert "5.5 L, read at 12:00" in page("people", make_desk(toy_node), person=None)


def test_two_of_one_name_are_two_people_on_every_page(toy_node: Node) -> None:
    """Each with the id; a name that is borne once stands alone."""
    said(toy_node, f.PersonRegistered(person="kai-2", name="Kai", base="compound"))
    desk = make_desk(toy_node)

    assert (desk.person("kai"), desk.person("kai-2")) == ("Kai (kai)", "Kai (kai-2)")
    assert (desk.person("leila"), desk.person("nobody")) == ("Leila", "nobody")
