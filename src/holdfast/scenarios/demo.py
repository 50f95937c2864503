"""The demo: the room with the supply run playing in it, at a speed that a person can watch."""

import threading
from collections.abc import Callable

from holdfast.scenarios.client import Client
from holdfast.scenarios.drill import Scenario, play_out, scenario
from holdfast.scenarios.play import Play, Tell
from holdfast.scenarios.stage import Country, Progress, fresh_base, prepared
from holdfast.web.room import GRACE_S
from holdfast.web.serve import serve
from holdfast.workers import Processes

WATCHABLE = 220.0
"""Exercise seconds a second at which the day takes about three minutes."""


def prepare(progress: Progress = lambda _step, _part: None) -> None:
    """Make the demo country and read it in, so that the demo opens at once."""
    prepared(progress)


def demo(port: int, ready: Callable[[str], None], tell: Tell, progress: Progress) -> None:
    """Serve a fresh exercise base until told to stop; the drill plays beside it."""
    chosen = scenario("supply-run")
    stop = threading.Event()
    with fresh_base(chosen.name, chosen.at, chosen.start_ms, chosen.headcount, progress) as (
        node,
        country,
    ):
        threads: list[threading.Thread] = []

        def opened(address: str) -> None:
            ready(address)
            player = threading.Thread(target=_play, args=(chosen, address, country, tell, stop))
            threads.append(player)
            player.start()

        try:
            serve(node, port=port, ready=opened, workers=Processes(1, grace_s=GRACE_S))
        finally:
            stop.set()
            for player in threads:
                player.join()


def _play(
    chosen: Scenario, address: str, country: Country, tell: Tell, stop: threading.Event
) -> None:
    """Play the script; when it has ended the room stays, at the pace of real time."""
    client = Client(address)
    play = Play(client, country.zone, WATCHABLE, lenient=True, tell=tell, stopped=stop.is_set)
    trouble = play_out(chosen, play, country.places)
    if stop.is_set():
        return
    client.post("/api/exercise/clock", {"rate": 1.0})
    held = sum(c.passed for c in play.checks)
    tell(
        f"The drill has stopped: {trouble}."
        if trouble
        else f"The drill is over; the room held {held} of {len(play.checks)} checks."
    )
    tell("The room stays open. Stop it with Ctrl-C.")
