"""Finding by grid, coordinate and name."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from holdfast.base.geo import Place, distance_m
from holdfast.base.grid import mgrs
from holdfast.formats.spots import Spot
from holdfast.node import Node
from holdfast.web.app import make_app
from holdfast.web.search import Found, place_of, search

HEIDELBERG = Place(8.69079, 49.40768)


@pytest.mark.parametrize(
    "text",
    [
        "49.40768, 8.69079",
        "49.40768 8.69079",
        "49.40768N 8.69079E",
        "8.69079E, 49.40768N",
        "N49.40768 E8.69079",
        "geo:49.40768,8.69079",
        "49.40768°, 8.69079°",
        "49°24'27.65\"N 8°41'26.84\"E",
        "49° 24\N{PRIME} 27.65\N{DOUBLE PRIME} N, 8° 41\N{PRIME} 26.84\N{DOUBLE PRIME} E",
        "49°24.461'N 8°41.447'E",
        "32U MV 7757 7283",
        "32UMV77577283",
        "32u mv 77573 72829",
    ],
)
def test_a_place_is_understood_however_it_is_written(text: str) -> None:
    """Latitude first where no letter says otherwise, as people write it."""
    place = place_of(text)
    assert place is not None
    assert distance_m(place, HEIDELBERG) < 30


@pytest.mark.parametrize(
    "text",
    ["", "depot", "49.4", "95, 8", "49, 190", "49N 8N", "49N 8", "49 61' N, 8 E", "1,2,3",
     "32U MV 123", "99Z ZZ 1 1", "49.4 8.6 m", "nan, nan", "1e9, 3"],
)  # fmt: skip
def test_what_is_no_place_is_none(text: str) -> None:
    """Half a coordinate, one that is not on the earth, or words."""
    assert place_of(text) is None


def test_signs_and_letters_agree() -> None:
    """South and west are negative."""
    assert place_of("33.5S 70.6W") == Place(-70.6, -33.5)
    assert place_of("-33.5, -70.6") == Place(-70.6, -33.5)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever is typed, it is a place on the earth or none."""
    place = place_of(text)
    assert place is None or place.on_earth


@settings(deadline=None)
@given(st.floats(-180, 179.99), st.floats(-79, 83))
def test_what_we_write_we_read(lon: float, lat: float) -> None:
    """MGRS to 10 m and back lies within its square."""
    place = place_of(mgrs(Place(lon, lat)))
    assert place is not None
    assert distance_m(place, Place(lon, lat)) < 40


def test_names_of_ours_come_before_the_maps_and_the_closer_match_first() -> None:
    """The whole name, its beginning, a word's beginning, the middle of a word."""
    named = [
        Found("site", "a", "Old storage", "warehouse", None, 0.0),
        Found("person", "b", "Storm", "", None, 0.0),
        Found("site", "c", "Stor", "", None, 0.0),
        Found("site", "d", "Restore", "", None, 0.0),
    ]
    spots = [Spot("village", "Storby", "", 1.0, 2.0, "n1")]
    found = search("stör", named, spots)
    assert [n.name for n in found] == ["Stor", "Storm", "Old storage", "Restore", "Storby"]


def test_a_grid_comes_first_and_every_place_has_its_grid() -> None:
    """Typed outright, it needs no index."""
    [found] = search("49.40768, 8.69079", [], [])
    assert (found.kind, found.name) == ("grid", "32U MV 7756 7282")


def test_a_spot_that_is_a_site_already_is_named_once() -> None:
    """The site, which we know more about, stands for it."""
    named = [Found("site", "n1", "Clinic", "", Place(1, 2), 0.0)]
    spots = [Spot("clinic", "Clinic", "", 1.0, 2.0, "n1")]
    assert [n.kind for n in search("clinic", named, spots)] == ["site"]


@pytest.fixture
def room(toy_node: Node) -> Iterator[TestClient]:
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as client:
        yield client


def test_the_room_finds_its_own(room: TestClient) -> None:
    """Sites, runs, people, threats."""
    for text, kind in (
        ("storage", "site"),
        ("kestrel", "run"),
        ("leila", "person"),
        ("jace", "threat"),
    ):
        assert room.get("/api/search", params={"q": text}).json()["found"][0]["kind"] == kind


@pytest.mark.parametrize("query", ["q=x&lon=abc", "q=x&lat=91", "q=x&lon=nan", "q=" + "x" * 300])
def test_a_bad_question_is_a_sentence(room: TestClient, query: str) -> None:
    """And 400."""
    answer = room.get(f"/api/search?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


def test_what_is_near_a_place(room: TestClient) -> None:
    """Its grid, the way from the base, the sites around."""
    near = room.get("/api/near?lon=32.039&lat=30.005").json()
    assert near["mgrs"] == mgrs(Place(32.039, 30.005))
    assert near["sites"][0]["site"] == "depot"
    assert near["road"] is None
    assert 3_000 < near["base_m"] < 4_500
