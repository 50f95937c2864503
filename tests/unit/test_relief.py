"""Height tiles and the relief made of them."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from holdfast.base.errors import Damaged, Refused
from holdfast.base.geo import Place
from holdfast.formats.hgt import VOID_M, read_hgt, tile_corner, tile_name, write_hgt
from holdfast.formats.relief import MAX_PX, Bounds, Relief, shade

CORNER = Place(24.0, 27.0)
BOX = Bounds(24.4, 27.4, 24.6, 27.6)


def cone(side: int = 1201) -> np.ndarray:
    """One round hill in the middle of a tile."""
    y, x = np.mgrid[0:side, 0:side] / (side - 1) - 0.5
    return np.clip(900 - 9000 * np.sqrt(x * x + y * y), 0, None).astype(np.int16)


def pixels(relief: Relief) -> np.ndarray:
    """Shade (0 black, 255 white) and alpha of each pixel."""
    return np.asarray(Image.open(BytesIO(relief.png)).convert("LA"), int)


def test_heights_survive_writing_and_reading() -> None:
    """A tile read back is the tile that was written, voids too, most significant byte first."""
    tile = cone()
    tile[0, 0], tile[0, 1] = VOID_M, 258
    data = write_hgt(tile)
    assert data[:4] == b"\x80\x00\x01\x02"
    assert (read_hgt(data) == tile).all()


def test_what_is_not_a_number_becomes_a_void() -> None:
    """An unknown height is written as the void of SRTM, others are rounded."""
    tile = cone().astype(float)
    tile[5, 5], tile[5, 6] = np.nan, 10.6
    back = read_hgt(write_hgt(tile))
    assert (back[5, 5], back[5, 6]) == (VOID_M, 11)


@pytest.mark.parametrize("size", [0, 1, 2_884_801, 2_884_803])
def test_bytes_of_another_size_are_damaged(size: int) -> None:
    """A cut or foreign file is refused with its size and what to do."""
    with pytest.raises(Damaged, match=rf"this one {size}; fetch it again"):
        read_hgt(bytes(size))


def test_heights_that_do_not_fit_are_refused() -> None:
    """Neither a wrong shape nor a height beyond two bytes is written."""
    with pytest.raises(Refused, match="samples a side"):
        write_hgt(np.zeros((1201, 1200)))
    with pytest.raises(Refused, match="check the unit"):
        write_hgt(np.full((1201, 1201), 40_000.0))


@pytest.mark.parametrize("name", ["", "N27E24.hgt", "N27E024.tif", "N91E000.hgt", "N00E180", "x"])
def test_other_names_are_no_tiles(name: str) -> None:
    """A name that says no place on earth is refused."""
    with pytest.raises(Damaged):
        tile_corner(name)


@given(st.integers(-180, 179), st.integers(-90, 89))
def test_names_and_corners_are_each_others_inverse(lon: int, lat: int) -> None:
    """Every tile of the earth has one name."""
    corner = Place(float(lon), float(lat))
    assert tile_corner(tile_name(corner)) == corner


@given(st.binary(max_size=64))
def test_any_short_bytes_are_damaged(data: bytes) -> None:
    """Nothing but Damaged comes out of foreign bytes."""
    with pytest.raises(Damaged):
        read_hgt(data)


def test_a_hill_is_light_in_the_north_west_and_dark_in_the_south_east() -> None:
    """Light falls from the north-west, as map readers expect, and level ground is clear."""
    image = pixels(shade({CORNER: cone()}, BOX))
    high, wide = image.shape[:2]
    north_west = image[int(high * 0.42), int(wide * 0.42)]
    south_east = image[int(high * 0.58), int(wide * 0.58)]
    assert (north_west[0], south_east[0]) == (255, 0)
    assert min(north_west[1], south_east[1]) > 60
    assert image[:10, :10, 1].max() == 0


def test_rows_are_in_web_mercator() -> None:
    """A hill at 60 north stands where web mercator puts it, not where degrees would."""
    tile = cone()
    box = Bounds(24.0, 60.0, 25.0, 61.0)
    image = pixels(shade({Place(24.0, 60.0): tile}, box))
    rows = np.flatnonzero(image[..., 1].max(axis=1) > 20)
    centre = (rows[0] + rows[-1]) / 2 / len(image)
    assert centre == pytest.approx(0.5038, abs=0.0015)
    assert image.shape[0] / image.shape[1] == pytest.approx(2.03, abs=0.01)


def test_the_picture_is_bounded_and_pinned_at_its_corners() -> None:
    """However large the box, the picture stays within its limit; corners start north-west."""
    relief = shade({CORNER: cone()}, Bounds(24.0, 27.0, 25.0, 28.0))
    assert max(relief.width_px, relief.height_px) == MAX_PX
    assert Image.open(BytesIO(relief.png)).size == (relief.width_px, relief.height_px)
    assert len(relief.png) < 1_500_000
    assert relief.corners == ((24.0, 28.0), (25.0, 28.0), (25.0, 27.0), (24.0, 27.0))


def test_voids_and_missing_tiles_leave_no_cliffs() -> None:
    """A hole in level ground is filled from around it and throws no shade."""
    tile = np.full((1201, 1201), 400, np.int16)
    tile[590:610, 590:610] = VOID_M
    assert pixels(shade({CORNER: tile}, Bounds(24.4, 27.4, 25.1, 27.6)))[..., 1].max() == 0


def test_neighbouring_tiles_join_without_a_seam() -> None:
    """A plain slope over two tiles has one shade throughout."""
    east = np.tile(np.arange(1201) * 4, (1201, 1))
    west = (east - 4800).astype(np.int16)
    tiles = {Place(23.0, 27.0): west, CORNER: east.astype(np.int16)}
    image = pixels(shade(tiles, Bounds(23.9, 27.4, 24.1, 27.6)))
    assert np.ptp(image[..., 1]) <= 10


@pytest.mark.parametrize(
    "box",
    [Bounds(24.5, 27.5, 24.5, 27.6), Bounds(24.6, 27.5, 24.5, 27.6), Bounds(0.0, 84.0, 1.0, 86.0)],
)
def test_boxes_without_a_picture_are_refused(box: Bounds) -> None:
    """Empty, reversed and polar boxes are a sentence, not a crash."""
    with pytest.raises(Refused, match="Relief needs a box"):
        shade({CORNER: cone()}, box)


def test_a_box_without_heights_is_refused() -> None:
    """Tiles elsewhere or of voids alone are a sentence."""
    with pytest.raises(Refused, match="lies in the map"):
        shade({CORNER: cone()}, Bounds(10.0, 10.0, 10.1, 10.1))
    with pytest.raises(Refused, match="nothing but voids"):
        shade({CORNER: np.full((1201, 1201), VOID_M, np.int16)}, BOX)


@settings(max_examples=8, deadline=None)
@given(st.floats(24.05, 24.9), st.floats(27.05, 27.9), st.floats(0.002, 0.05))
def test_any_box_in_a_tile_gives_a_picture(lon: float, lat: float, size: float) -> None:
    """Small boxes anywhere in the tile come out as a picture of their shape."""
    relief = shade({CORNER: cone()}, Bounds(lon, lat, lon + size, lat + size))
    assert Image.open(BytesIO(relief.png)).size == (relief.width_px, relief.height_px)
