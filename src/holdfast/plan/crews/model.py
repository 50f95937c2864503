"""Who goes on what, as a programme in whole numbers.

Laws. Its whole solutions are the assignments that keep every rule, and no others. People who are
alike in all that counts share one column, and so do vehicles: which of them goes is no choice.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from holdfast.plan.crews.duties import Duty
from holdfast.plan.crews.figures import Figures
from holdfast.plan.crews.programme import Programme
from holdfast.plan.problem import Carrier
from holdfast.plan.roads.arrays import F64, I64


@dataclass(frozen=True, slots=True)
class Model:
    """The programme, and what its columns stand for.

    Attributes:
        people: places of people who are alike, k kinds; vehicles: of vehicles who are.
        goes: columns: how many of each kind go on each duty, k x m.
        manned: columns: whether each duty is manned, m.
        takes: column of how many of a kind of vehicle serve a duty, by kind and duty.
        cost: points lost by each column.
    """

    programme: Programme
    people: list[list[int]]
    vehicles: list[list[int]]
    goes: I64
    manned: I64
    takes: dict[tuple[int, int], int]
    cost: dict[int, float]


def draw_up(
    fig: Figures, duties: Sequence[Duty], carriers: Sequence[Carrier], *,
    own: frozenset[int], bonds: bool,
) -> Model:  # fmt: skip
    """The programme.

    1. Columns: people on duties, duties manned, vehicles. 2. The rules. 3. What is gained and lost.

    Args:
        fig, duties, carriers: the question.
        own: places of people who must have a column of their own.
        bonds: whether what pairs are worth is in it too.
    """
    model = _columns(fig, duties, carriers, own)
    _sizes(model, fig, duties, carriers)
    _skills_and_loads(model, fig)
    _rules(model, fig)
    _wishes(model, fig)
    if bonds:
        _bonds(model, fig)
    return model


def n_bonds(fig: Figures) -> int:
    """How many columns the bonds would take."""
    pairs = np.argwhere(np.triu(fig.bond > 0))
    return sum(int((fig.can[i] & fig.can[j]).sum()) for i, j in pairs if fig.tied[i] != fig.tied[j])


def alike(keys: Iterable[Hashable]) -> list[list[int]]:
    """Places with the same key, together; in order."""
    found: dict[Hashable, list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return list(found.values())


def _kinds(fig: Figures, own: frozenset[int]) -> list[list[int]]:
    """People alike in skills, cost, load and what they may do; who has ties is of a kind alone."""
    bound = (fig.bond != 0).any(axis=1) | fig.apart.any(axis=1) | fig.fixed.any(axis=1)
    bound |= np.bincount(fig.tied, minlength=len(fig.tied))[fig.tied] > 1
    loads = bool((fig.carry_kg > 0).any())
    return alike(
        i
        if bound[i] or i in own
        else (
            fig.has[i].tobytes(),
            fig.cost[i].tobytes(),
            fig.can[i].tobytes(),
            fig.kg[i] if loads else 0.0,
        )
        for i in range(len(fig.tied))
    )


def _columns(
    fig: Figures, duties: Sequence[Duty], carriers: Sequence[Carrier], own: frozenset[int]
) -> Model:
    programme = Programme()
    people = _kinds(fig, own)
    vehicles = alike(tuple((d.fits(c), d.room(c)) for d in duties) for c in carriers)
    goes = [
        [programme.column(float(len(k) * fig.can[k[0], d])) for d in range(len(duties))]
        for k in people
    ]
    manned = [programme.column(float(_mannable(fig, d, duty))) for d, duty in enumerate(duties)]
    takes = {
        (k, d): programme.column()
        for k, kind in enumerate(vehicles)
        for d, duty in enumerate(duties)
        if duty.fits(carriers[kind[0]])
    }
    cost = {
        c: float(fig.cost[k[0], d])
        for k, row in zip(people, goes, strict=True)
        for d, c in enumerate(row)
    }
    shaped = np.array(goes, np.int64).reshape(len(people), len(duties))
    return Model(
        programme, people, vehicles, shaped, np.array(manned, np.int64), takes, cost
    )  # fmt: skip


def _mannable(fig: Figures, d: int, duty: Duty) -> bool:
    """Whether everyone put on it by hand may go on it."""
    return int((fig.fixed[:, d] & fig.can[:, d]).sum()) == len(duty.fixed)


def _sizes(model: Model, fig: Figures, duties: Sequence[Duty], carriers: Sequence[Carrier]) -> None:
    """Each person and vehicle once; a vehicle for each duty that wants one; sizes and seats."""
    row = model.programme.row
    for kind, columns in zip(model.people, model.goes, strict=True):
        row(((c, 1.0) for c in columns), high=len(kind))
    for k, kind in enumerate(model.vehicles):
        row(((c, 1.0) for (v, _), c in model.takes.items() if v == k), high=len(kind))
    for d, duty in enumerate(duties):
        heads = [(int(c), 1.0) for c in model.goes[:, d]]
        row([*heads, (model.manned[d], -float(fig.least[d]))], low=0)
        if duty.mode == "foot":
            row([*heads, (model.manned[d], -float(fig.most[d]))], high=0)
            continue
        serves = [(k, c) for (k, e), c in model.takes.items() if e == d]
        rooms = [(c, -float(duty.room(carriers[model.vehicles[k][0]]))) for k, c in serves]
        row([*heads, *rooms], high=0)
        row([*((c, 1.0) for _, c in serves), (model.manned[d], -1.0)], low=0, high=0)


def _skills_and_loads(model: Model, fig: Figures) -> None:
    """Somebody with each skill that a duty asks for; strong enough together."""
    first = [k[0] for k in model.people]
    for d, s in np.argwhere(fig.asks):
        able = [(int(c), 1.0) for c in model.goes[fig.has[first, s], d]]
        model.programme.row([*able, (model.manned[d], -1.0)], low=0)
    for d in np.flatnonzero(fig.carry_kg > 0):
        kg = fig.kg[first] - fig.gear_kg[d]
        loads = [(int(c), float(x)) for c, x in zip(model.goes[:, d], kg, strict=True)]
        model.programme.row([*loads, (model.manned[d], -float(fig.carry_kg[d]))], low=0)


def _rules(model: Model, fig: Figures) -> None:
    """Who must go together, who must not, and who is put there by hand."""
    at = {k[0]: row for k, row in zip(model.people, model.goes, strict=True) if len(k) == 1}
    row = model.programme.row
    for i, j in np.argwhere(np.triu(fig.apart)).tolist():
        for d, y in enumerate(model.manned):
            row([(at[i][d], 1.0), (at[j][d], 1.0), (y, -1.0)], high=0)
    for i in np.flatnonzero(fig.tied != np.arange(len(fig.tied))).tolist():
        for one, other in zip(at[i], at[int(fig.tied[i])], strict=True):
            row([(one, 1.0), (other, -1.0)], low=0, high=0)
    for i, d in np.argwhere(fig.fixed).tolist():
        row([(at[i][d], 1.0), (model.manned[d], -1.0)], low=0)


def _wishes(model: Model, fig: Figures) -> None:
    """Wanted skills, each once in a crew; and one of each skill to be kept at home."""
    first = [k[0] for k in model.people]
    add, row = model.programme.column, model.programme.row
    for d, s in np.argwhere(fig.wants):
        there = add(whole=False)
        model.cost[there] = -float(fig.wants[d, s])
        able = [(int(c), 1.0) for c in model.goes[fig.has[first, s], d]]
        row([*able, (there, -1.0)], low=0)
        row([(model.manned[d], 1.0), (there, -1.0)], low=0)
    for s in np.flatnonzero(fig.keeps):
        home = add(whole=False)
        model.cost[home] = -float(fig.keeps[s])
        out = [(int(c), 1.0) for c in model.goes[fig.has[first, s]].ravel()]
        row([*out, (home, 1.0)], high=float(fig.has[:, s].sum()))


def _bonds(model: Model, fig: Figures) -> None:
    """What two are worth together: both go, or it is not gained.

    Who must go together gain it with the first of them. Nobody is in more pairs than the crew has
    others: without that rows of halves would look better than any crew (cuts, not rules).
    """
    at = {k[0]: row for k, row in zip(model.people, model.goes, strict=True) if len(k) == 1}
    add, row = model.programme.column, model.programme.row
    for d in range(len(model.manned)):
        stars: dict[int, list[int]] = {}
        for i, j in np.argwhere(np.triu(fig.bond)).tolist():
            worth = float(fig.bond[i, j])
            if fig.tied[i] == fig.tied[j]:
                model.cost[int(at[i][d])] -= worth
            elif fig.can[i, d] and fig.can[j, d]:
                both = add(whole=False)
                model.cost[both] = -worth
                for p in (int(i), int(j)):
                    row([(at[p][d], 1.0), (both, -1.0)], low=0)
                    stars.setdefault(p, []).append(both)
        for p, pairs in stars.items():
            others = float(fig.most[d] - 1)
            if len(pairs) > others:
                row([(at[p][d], others), *((c, -1.0) for c in pairs)], low=0)


def costs(model: Model) -> F64:
    """Points lost by each column."""
    found = np.zeros(len(model.programme.most))
    found[list(model.cost)] = list(model.cost.values())
    return found
