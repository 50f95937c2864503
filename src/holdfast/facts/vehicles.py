"""What is said about vehicles."""

from typing import Literal

from holdfast.facts.said import Fact
from holdfast.facts.words import Count, Id, Name, Quantity, Words


class VehicleRegistered(Fact, frozen=True, tag="vehicle_registered"):
    """A vehicle belongs to the base, or what is known of it was set anew.

    Attributes:
        load_kg: what it carries beside its crew.
        use_l_per_100km: fuel at its usual load.
    """

    vehicle: Id
    name: Name
    base: Id
    mode: Literal["car", "truck"]
    seats: Count
    stretchers: Count = 0
    load_kg: Quantity = 0.0
    load_m3: Quantity = 0.0
    tank_l: Quantity = 0.0
    use_l_per_100km: Quantity = 0.0


class VehicleReadinessSaid(Fact, frozen=True, tag="vehicle_readiness_said"):
    """Whether a vehicle can go, why not, and what is in its tank."""

    vehicle: Id
    state: Literal["ready", "unserviceable", "away", "lost"]
    fuel_l: Quantity | None = None
    words: Words = ""
