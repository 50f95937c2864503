"""The odds of a day: how times vary, what a contact does, what breaks; each a figure to be argued.

Law. Contacts are drawn so often that the harmful ones among them are as many as the plan expects:
by `contacts_per_harm`, which follows from the odds of each outcome.

Source of every figure below: assumed, unless said beside it. What runs report changes them
(know.learning), and a coordinator may put others in their place (whatif).

Source of those who die (one in four), and of how many are hurt together: Insecurity Insight,
Attacks on health care 2016 to 2023 (CC BY-SA): of 4,153 people hurt 0.39 were killed, on roads
0.395, which is the most that it can be, for light wounds are reported less; in 378 events on roads
1.8 people were hurt in the mean. Between that and what was assumed before (0.12 and 0.12).
"""

from typing import NamedTuple


class Odds(NamedTuple):
    """Every figure of the play that is no part of a plan. Times in seconds, chances 0..1.

    Attributes:
        day_spread: of a team's pace on a day; leg_spread_*: of a stretch; rough_spread: what
            unpaved ground adds to it; stay_spread: of a stay. All are standard deviations of
            the logarithm; the mean of each factor is 1.
        dark_slow_foot, dark_slow: how much longer a stretch takes after last light.
        dark_hazard: how much more is met after last light.
        p_storm: chance of a storm, which begins within storm_within_s of the scene's beginning;
            storm_s: how long it lasts; it slows by
            storm_slow on paved and by storm_slow_rough on unpaved ground.
        rate_shape: of the gamma distribution of a threat's rate round its mean: 4 is +-50 %.
        p_avoided, p_off, p_cut: a contact is seen first and avoided, is broken off, or cuts the
            way; otherwise it is fought through. harm_*: chance that somebody is hurt in it.
        avoided_s, off_s, cut_s, through_s: mean delay.
        p_more: chance of each other person to be hurt too. p_walking, p_stretcher: of those
            hurt; the others die.
        p_vehicle_hit: chance that the vehicle is lost in a contact that hurts somebody.
        breakdown_per_km: of vehicles on paved ground; rough_breakdown: how many times as often on
            unpaved. p_beyond: that it cannot be repaired; repair_s: mean time otherwise.
        sprain_per_km: somebody on foot is hurt and walks on slowly, after rest_s.
        blocked_per_km, blocked_per_km_foot: the road is blocked; p_around: there is a way
            round, which takes around_s; otherwise the way is cut.
        forced_s: mean time to get round where there is no turning back.
        look: part of a stay after which an empty site is known to be empty.
        enough: part of a stay after which what was wanted is loaded.
        walk_mps: pace of those who lost their vehicle; wounded_slow, stretcher_slow: on foot;
            bearers: healthy people a stretcher needs on foot.
        p_link: chance that a team cannot call; call_s: until help leaves after a call;
            overdue_s: after the planned return, without a call.
        dies_per_h, dies_per_h_medic: of those on stretchers, until they are home.
        given_up_h: hours after which help comes to those who cannot move and have nobody bound to
            fetch them.
    """

    day_spread: float = 0.10
    leg_spread_foot: float = 0.12
    leg_spread_car: float = 0.15
    leg_spread_truck: float = 0.18
    rough_spread: float = 0.15
    stay_spread: float = 0.30
    dark_slow_foot: float = 1.35
    dark_slow: float = 1.25
    dark_hazard: float = 1.3
    p_storm: float = 0.05
    storm_within_s: float = 86_400.0
    storm_s: float = 10_800.0
    storm_slow: float = 1.3
    storm_slow_rough: float = 1.7
    rate_shape: float = 4.0
    p_avoided: float = 0.35
    p_off: float = 0.20
    p_cut: float = 0.15
    harm_off: float = 0.25
    harm_cut: float = 0.40
    harm_through: float = 0.75
    avoided_s: float = 600.0
    off_s: float = 300.0
    cut_s: float = 900.0
    through_s: float = 1_500.0
    p_more: float = 0.20
    p_walking: float = 0.47
    p_stretcher: float = 0.28
    p_vehicle_hit: float = 0.10
    breakdown_per_km: float = 2.5e-4
    rough_breakdown: float = 4.0
    p_beyond: float = 0.12
    repair_s: float = 2_700.0
    sprain_per_km: float = 5e-4
    rest_s: float = 1_200.0
    blocked_per_km: float = 1.5e-3
    blocked_per_km_foot: float = 3e-4
    p_around: float = 0.75
    around_s: float = 1_500.0
    forced_s: float = 3_600.0
    look: float = 0.4
    enough: float = 0.5
    walk_mps: float = 1.2
    wounded_slow: float = 1.2
    stretcher_slow: float = 1.8
    bearers: float = 2.0
    p_link: float = 0.10
    call_s: float = 900.0
    overdue_s: float = 1_800.0
    dies_per_h: float = 0.04
    dies_per_h_medic: float = 0.015
    given_up_h: float = 24.0

    @property
    def p_through(self) -> float:
        """The chance that a contact is fought through."""
        return max(0.0, 1 - self.p_avoided - self.p_off - self.p_cut)

    @property
    def contacts_per_harm(self) -> float:
        """How many contacts there are for one that hurts somebody."""
        harm = self.p_off * self.harm_off + self.p_cut * self.harm_cut
        harm += self.p_through * self.harm_through
        return 1 / harm if harm > 0 else 1.0


SPREADS = 4096
"""So many equally likely factors stand for a distribution; its outermost 1/8192 are cut off."""
