"""A made city for measuring: more streets that are as good as one another than any real one has.

Law. The same size and seed give the same city.
"""

import numpy as np

from holdfast.plan.roads.arrays import F32, MODES, Edges, Roads, build

BLOCK_M = 80.0
BENT = 0.12
"""Corners lie off the square by this part of a block (standard deviation, assumed)."""

MAIN = 8
"""Every so many streets is a main one, never missing and never one-way."""

GONE = 0.12
"""Part of the other blocks between two corners that have no street (assumed)."""

ONE_WAY = 4
"""Every so many streets, main ones aside, is one-way, by turns in either direction."""

KMH = {"foot": (5.0, 5.0), "car": (50.0, 30.0), "truck": (40.0, 20.0)}
"""On main streets and on others (assumed)."""


def made_city(n_junctions: int, seed: int = 1) -> Roads:
    """A square city of about so many junctions in rows and columns.

    Args:
        n_junctions: at least 4.
        seed: of what is missing and how it is bent.
    """
    rng, k = np.random.default_rng(seed), max(2, round(n_junctions**0.5))
    corner = np.arange(k * k).reshape(k, k)
    # 1. Streets between neighbours, each with the number of its row or column.
    tail = np.concatenate([corner[:, :-1].ravel(), corner[:-1].ravel()])
    head = np.concatenate([corner[:, 1:].ravel(), corner[1:].ravel()])
    street = np.concatenate([np.repeat(np.arange(k), k - 1), np.tile(np.arange(k), k - 1)])
    kept = (street % MAIN == 0) | (rng.random(len(street)) > GONE)
    tail, head, street = tail[kept], head[kept], street[kept]
    main = street % MAIN == 0
    one_way = ~main & (street % ONE_WAY == 2)
    turned = one_way & (street // ONE_WAY % 2 == 1)
    tail, head = np.where(turned, head, tail), np.where(turned, tail, head)
    # 2. Where the corners lie, and how long it takes.
    x, y = (
        (at.ravel() + rng.normal(0, BENT, k * k)) * BLOCK_M for at in np.meshgrid(*2 * [range(k)])
    )
    metres = np.hypot(x[tail] - x[head], y[tail] - y[head])
    there: dict[str, F32] = {
        mode: (metres * 3.6 / np.where(main, *KMH[mode])).astype(np.float32) for mode in MODES
    }
    back = {
        mode: np.where(one_way & (mode != "foot"), np.float32(np.inf), there[mode])
        for mode in MODES
    }
    # 3. In degrees, at 45 north.
    lat = 45 + y / 111_195
    lon = 10 + x / (111_195 * np.cos(np.radians(45)))
    m, ends = len(tail), np.column_stack([tail, head]).ravel()
    return build(
        lon,
        lat,
        Edges(
            tail=tail.astype(np.int32),
            head=head.astype(np.int32),
            shape_start=np.arange(m + 1, dtype=np.int64) * 2,
            shape_lon=lon[ends],
            shape_lat=lat[ends],
            there_s=there,
            back_s=back,
            surface=np.zeros(m, np.uint8),
            kind=np.zeros(m, np.uint8),
            name=np.zeros(m, np.int32),
            flags=np.zeros(m, np.uint8),
            way=np.zeros(m, np.int64),
        ),
    )
