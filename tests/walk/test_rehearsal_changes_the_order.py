"""A plan whose order the rehearsal turns round: a rumour that is there or not, against a danger
that is certain. docs/tour.md tells it."""

from data.rumour import SURE, UNSURE, rumoured
from holdfast.plan.offer.offer import offer
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.rehearse import rehearse
from holdfast.rehearse.staging import stage


def test_the_rehearsal_turns_the_order_round() -> None:
    """By the plan's own figures the certain danger is the better choice; played, it is not."""
    state, problem, ground = rumoured()
    answer = offer(problem, ground)
    to = {o.letter: o.taskings[0].stops[0].site for o in answer.options if o.taskings}
    planned = sorted((o for o in answer.options if o.taskings), key=lambda o: -o.value)
    assert [to[o.letter] for o in planned] == [SURE, UNSURE]
    found = rehearse(stage(state, problem.asked, answer.options, "UTC"), Odds(), seed=1)
    assert [to.get(letter, letter) for letter in found.ranking] == [UNSURE, "H"]
    assert {to[x]: [to[y] for y in by] for x, by in found.bettered.items()} == {SURE: [UNSURE]}
    assert found.settled


def test_the_advice_is_to_look_at_the_rumour_first() -> None:
    """Knowing whether it is there would change the choice, and is worth something."""
    state, problem, ground = rumoured()
    answer = offer(problem, ground)
    to = {o.letter: o.taskings[0].stops[0].site for o in answer.options if o.taskings}
    found = rehearse(stage(state, problem.asked, answer.options, "UTC"), Odds(), seed=1)
    told = {a.matter.key: a for a in found.advice}
    rumour = told["rumour"]
    assert (to[rumour.if_so], to[rumour.if_not]) == (SURE, UNSURE)
    assert rumour.worth > 5 * rumour.error
