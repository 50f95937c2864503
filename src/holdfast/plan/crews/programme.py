"""A programme in whole numbers, drawn up row by row and solved by HiGHS.

Law. The same programme gives the same answer: it ends by the nodes and the gap, never by a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from holdfast.plan.roads.arrays import F64

Term = tuple[int, float]
PRESOLVED = 2_000
"""Columns beyond which the programme is made smaller first. HiGHS 1.12 (scipy 1.17) then called a
programme of 16 columns solved that left a duty unmanned which somebody could do; without it, it is
right on all that were tried against every assignment there is (tests/property/test_assign.py)."""


@dataclass
class Programme:
    """Columns from 0 to `most`, and rows that hold between two bounds."""

    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    at: list[tuple[int, int]] = field(default_factory=list)
    factor: list[float] = field(default_factory=list)

    def column(self, most: float = 1.0, *, whole: bool = True) -> int:
        """One more column; its number."""
        self.most.append(most)
        self.whole.append(whole)
        return len(self.most) - 1

    def row(self, terms: Iterable[Term], low: float = -inf, high: float = inf) -> None:
        """One more row: the terms' sum lies between low and high."""
        for column, factor in terms:
            self.at.append((len(self.low), column))
            self.factor.append(factor)
        self.low.append(low)
        self.high.append(high)

    def least(self, cost: F64, gap: float, nodes: int) -> tuple[F64 | None, bool]:
        """The columns that cost least, or None where none were found; and whether that is proven.

        Args:
            cost: of one of each column.
            gap: relative, at which it may end.
            nodes: of the search tree, at which it must end.
        """
        shape = (len(self.low), len(self.most))
        rows, columns = np.array(self.at, np.int64).reshape(-1, 2).T
        matrix = csr_array((np.array(self.factor), (rows, columns)), shape=shape)
        found = milp(
            cost,
            integrality=np.array(self.whole, np.int64),
            bounds=Bounds(0, np.array(self.most)),
            constraints=LinearConstraint(matrix, self.low, self.high),
            options={
                "mip_rel_gap": gap,
                "node_limit": nodes,
                "presolve": len(self.most) > PRESOLVED,
            },
        )
        return found.x, found.status == 0
