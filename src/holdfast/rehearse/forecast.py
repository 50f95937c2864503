"""What a rehearsal says of one run, in the few figures that its debrief can be held against."""

from dataclasses import dataclass

import numpy as np

from holdfast.rehearse import kernel
from holdfast.rehearse.plays import Plays
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import QUANTILES, value_of


@dataclass(frozen=True, slots=True)
class Forecast:
    """See facts.account.RunRehearsed."""

    p_harm: float
    p_contact: float
    p_late: float
    home_ms: tuple[int, ...]
    value: float


def forecast(scene: Scene, staged: Staged, plays: Plays, t: int) -> Forecast:
    """Of the t-th team of an option."""
    runs = plays.runs[:, t]
    hurt = runs["walking"] + runs["stretcher"] + runs["dead"] > 0
    home = runs["state"] == kernel.HOME
    out = ~home & (runs["state"] != kernel.STAYED)
    back = runs["end_s"][home]
    return Forecast(
        p_harm=float(hurt.mean()),
        p_contact=float(((runs["struck"] & kernel.CONTACT) != 0).mean()),
        p_late=float((out | (home & (runs["end_s"] > staged.mission.dark_s))).mean()),
        home_ms=tuple(scene.began_ms + round(q * 1000) for q in np.quantile(back, QUANTILES))
        if len(back)
        else (),
        value=float(value_of(staged, plays, t).mean()),
    )
