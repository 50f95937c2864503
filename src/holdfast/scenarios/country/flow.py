"""How water runs over a grid of heights, and what it wears away (compiled loops).

Cells are numbered row by row. Only sums, products and roots are used, which are exact to the last
bit on every machine (IEEE 754), so that everyone gets the same country.
"""

from heapq import heappop, heappush

import numpy as np
from numba import njit

from holdfast.scenarios.country.frame import Grid


@njit(cache=True)
def drain(z: Grid, base: Grid, rise_m: float) -> tuple[Grid, Grid]:
    """Fill hollows in `z` in place and say where each cell drains to.

    Returns the receiver of each cell (a base cell is its own) and the cells in an order in which
    a receiver comes before its givers.

    Source: Barnes, Lehman, Mulla, 'Priority-Flood', Computers & Geosciences 62 (2014).
    """
    rows, cols = z.shape
    receiver = np.full(rows * cols, -1, np.int64)
    order = np.empty(rows * cols, np.int64)
    heap = [(0.0, 0)]
    heap.pop()
    for row in range(rows):
        for col in range(cols):
            if base[row, col]:
                receiver[row * cols + col] = row * cols + col
                heappush(heap, (z[row, col], row * cols + col))
    n = 0
    while len(heap) > 0:
        height, cell = heappop(heap)
        order[n] = cell
        n += 1
        for step in range(9):
            row, col = cell // cols + step // 3 - 1, cell % cols + step % 3 - 1
            if 0 <= row < rows and 0 <= col < cols and receiver[row * cols + col] < 0:
                receiver[row * cols + col] = cell
                z[row, col] = max(z[row, col], height + rise_m)
                heappush(heap, (z[row, col], row * cols + col))
    return receiver, order[:n]


@njit(cache=True)
def gather(receiver: Grid, order: Grid, cell_m2: float) -> Grid:
    """Square metres that drain through each cell."""
    area = np.full(receiver.size, cell_m2)
    for i in range(order.size - 1, -1, -1):
        if receiver[order[i]] != order[i]:
            area[receiver[order[i]]] += area[order[i]]
    return area


@njit(cache=True)
def wear(z: Grid, receiver: Grid, order: Grid, area: Grid, power: float) -> None:
    """One step of river erosion, in place: the more water and the steeper, the deeper.

    Source: stream power, implicit in downstream order, m = 1/2 and n = 1: Braun and Willett,
    Geomorphology 180-181 (2013), eq. 22. `power` is their K dt / dx.
    """
    cols = z.shape[1]
    for i in range(order.size):
        cell, below = order[i], receiver[order[i]]
        if below != cell:
            f = power * np.sqrt(area[cell])
            low = z[below // cols, below % cols]
            high = z[cell // cols, cell % cols]
            z[cell // cols, cell % cols] = (high + f * low) / (1.0 + f)


@njit(cache=True)
def cheapest(cost: Grid, z: Grid, ends: Grid, step_m: Grid, easy: float) -> Grid:
    """The cells of the cheapest way between two cells, in order; empty when there is none.

    Each cell has sixteen neighbours (the knight's moves too). Cells of negative cost are closed.
    A slope of `easy` makes a metre cost twice as much; `step_m` is the spacing east and north.
    """
    rows, cols = cost.shape
    best = np.full(rows * cols, np.inf)
    came = np.full(rows * cols, -1, np.int64)
    best[ends[0]] = 0.0
    heap = [(0.0, ends[0])]
    while len(heap) > 0:
        so_far, cell = heappop(heap)
        if cell == ends[1]:
            break
        if so_far > best[cell]:
            continue
        row, col = cell // cols, cell % cols
        for i in range(25):
            down, across = i // 5 - 2, i % 5 - 2
            if abs(down) + abs(across) not in (1, 3) and abs(down * across) != 1:
                continue
            r, c = row + down, col + across
            if r < 0 or r >= rows or c < 0 or c >= cols or cost[r, c] < 0:
                continue
            metres = np.sqrt((across * step_m[0]) ** 2 + (down * step_m[1]) ** 2)
            slope = (z[r, c] - z[row, col]) / metres / easy
            price = so_far + metres * (cost[r, c] + cost[row, col]) * (1 + slope * slope)
            if price < best[r * cols + c]:
                best[r * cols + c] = price
                came[r * cols + c] = cell
                heappush(heap, (price, r * cols + c))
    if came[ends[1]] < 0:
        return np.empty(0, np.int64)
    way = [ends[1]]
    while way[-1] != ends[0]:
        way.append(came[way[-1]])
    return np.array(way)[::-1]
