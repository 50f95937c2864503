"""The climb ends, whatever the figures."""

import numpy as np

from holdfast.plan.crews.climbing import HOME, climb_on, crews_at
from holdfast.plan.crews.figures import Figures

SKILLS = ("lead", "driver", "medic", "scout")
PEOPLE = (
    "lead driver medic", "", "medic", "lead scout", "lead driver", "", "medic", "", "", "medic", "",
)  # fmt: skip


def test_two_who_are_alike_do_not_take_each_others_place_for_ever() -> None:
    """Two duties without end cost each person 150 million points: what a swap seems to gain is
    rounding.

    The figures are those of a question by chance on which the planner never ended.
    """
    n = len(PEOPLE)
    carry = [40, 0, 9.180568988375356, 20, 26.725957273236208, 37.64351289365546, 20,
             17.089722169483743, 273_786_969.75742346, 19.050497322364972, 0]  # fmt: skip
    bond = np.zeros((n, n))
    bond[1, 8] = bond[8, 1] = 1.5
    apart = np.zeros((n, n), bool)
    apart[3, 8] = apart[8, 3] = True
    can = np.ones((n, 2), bool)
    can[[5, 7], 0] = False
    fig = Figures(
        can=can,
        fixed=np.zeros((n, 2), bool),
        cost=np.tile([151_649_689.10776412, 151_824_816.53589764], (n, 1)),
        has=np.array([[s in words.split() for s in SKILLS] for words in PEOPLE]),
        asks=np.array([[True, False, False, False]] * 2),
        wants=np.array([[0.0, 2.0, 0.0, 2.0]] * 2),
        keeps=np.array([1.5, 0.0, 1.5, 0.0]),
        bond=bond,
        apart=apart,
        tied=np.arange(n),
        kg=np.array(carry, float),
        gear_kg=np.array([8.0, 8.0]),
        carry_kg=np.array([36.4999, 64.9999]),
        least=np.array([4, 4]),
        most=np.array([4, 4]),
    )
    place = np.array([0, 0, 0, HOME, 1, 1, 0, 1, 1, HOME, HOME])
    crews = crews_at(fig, place, np.array([4, 4]), np.zeros(n, bool))
    climb_on(fig, crews, 0)
    assert [(crews.place == d).sum() for d in (0, 1)] == [4, 4]
