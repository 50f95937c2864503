"""Where the clock of an exercise is set."""

from starlette.requests import Request
from starlette.responses import Response

from holdfast.base.errors import Refused
from holdfast.store.exercise_clock import ExerciseClock
from holdfast.web.asked import Asked, read_json
from holdfast.web.room import reply, room_of


class ClockAsked(Asked, frozen=True):
    """Where to set the clock, and how fast to run it; what is left out stays as it is."""

    at_ms: int | None = None
    rate: float | None = None


async def post(request: Request) -> Response:
    """Set the exercise clock; a base that is not in an exercise has none."""
    room = room_of(request)
    asked = read_json(await request.body(), ClockAsked)
    clock = room.node.clock
    if not room.node.exercise:
        raise Refused("This is no exercise: its clock is the real one and cannot be set.")
    if not isinstance(clock, ExerciseClock):
        raise Refused(
            "This exercise runs on the machine's own clock. Found one whose clock can be set: "
            "holdfast init ... --exercise --clock 2026-12-01T07:00Z"
        )
    if asked.at_ms is None and asked.rate is None:
        raise Refused("Say a time to set the clock to, how fast it runs, or both.")
    clock.set(asked.at_ms, asked.rate)
    room.hub.wake()
    return reply(room, {"clock": room.clock()})
