"""What an assignment says of those who stay and of what is not manned, claim by claim."""

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings

from data.assignments import WANTED, Asked, allowed, questions
from data.effort import tries
from holdfast.plan.crews.duties import Assigned, Post
from holdfast.plan.crews.faults import crew_faults
from holdfast.plan.problem import Walker


class Told:
    """Somebody who stays, and what is known besides the words."""

    def __init__(self, found: Assigned, asked: Asked, person: str) -> None:
        self.asked = asked
        self.posts = {p.duty.name: p for p in found.posts}
        self.post_of = {w.name: p for p in found.posts for w in p.crew.people}
        self.by_name = {w.name: w for w in asked.walkers}
        self.group = [w for w in asked.walkers if w.person in self.tie(person)]
        self.home = [w for w in asked.walkers if w.name not in self.post_of]

    def tie(self, person: str) -> set[str]:
        """Everyone who must go together with a person."""
        found, must = {person}, [{p.one, p.other} for p in self.asked.pairs if p.rule == "must"]
        for _ in must:
            found |= {x for both in must if both & found for x in both}
        return found

    def swaps(self, post: Post) -> Iterator[list[Walker]]:
        """The crew with the group as more people, or in anybody's place."""
        for off in [set[str](), *(self.tie(w.person) for w in post.crew.people)]:
            yield [*(w for w in post.crew.people if w.person not in off), *self.group]

    def possible(self, duty: str) -> bool:
        """Whether the group could go on a duty."""
        post = self.posts[duty]
        return any(allowed(c, post.duty, post.carrier, self.asked) for c in self.swaps(post))

    def has(self, skill: str) -> bool:
        return any(skill in w.skills for w in self.group)


def must_not(told: Told, one: str, other: str, does: str, duty: str) -> None:
    """There is such a rule, the other is there, and nothing else bars some place in the crew."""
    post = told.post_of[other]
    rules = {p.rule for p in told.asked.pairs if {p.one, p.other} == {one.lower(), other.lower()}}
    assert rules == {"must_not"}
    assert post.duty.name == duty
    assert (post.crew.lead.name == other) == (does == "leads")
    faults = [
        crew_faults(c, post.duty, told.asked.pairs, carrier=post.carrier) for c in told.swaps(post)
    ]
    assert any(all("must not go with" in x for x in each) for each in faults)


def more_hours(told: Told, hours: str, _: str, duty: str, only: str) -> None:
    """They have borne more than those in whose place they could go."""
    assert float(hours) > float(only)
    assert sum(w.borne_h for w in told.group) == pytest.approx(float(hours), abs=0.51)
    assert told.possible(duty)


def skilled(told: Told, name: str, duty: str, skill: str) -> None:
    """Without that one nobody in the crew would have the wanted skill."""
    rest = [
        w for w in told.posts[duty].crew.people if w.person not in told.tie(name.lower())
    ]  # fmt: skip
    assert skill in told.by_name[name].skills
    assert skill in WANTED[told.asked.objective]
    assert not told.has(skill)
    assert not any(skill in w.skills for w in rest)
    assert told.possible(duty)


def bound(told: Told, duty: str, one: str, other: str, does: str) -> None:
    """The two go on it together and have that bond."""
    pair = next(p for p in told.asked.pairs if {p.one, p.other} == {one.lower(), other.lower()})
    rules = {"must go": ("must",), "work well": ("works_well",)}.get(does, ("none",))
    assert pair.rule in rules
    assert {told.post_of[x].duty.name for x in (one, other)} == {duty}
    assert told.possible(duty)


def not_spared(told: Told, names: str, duty: str, skills: str) -> None:
    """In their place nobody in the crew would have those skills."""
    crew = told.posts[duty].crew.people
    places = {x for name in re.findall(r"[A-Z]\w+", names) for x in told.tie(name.lower())}
    after = [*(w for w in crew if w.person not in places), *told.group]
    for skill in skills.split(" and "):
        assert skill in told.posts[duty].duty.asks
        assert not any(skill in w.skills for w in after)


def kept(told: Told, skill: str) -> None:
    """All at home who have the skill are among them."""
    assert told.has(skill)
    assert all(w in told.group for w in told.home if skill in w.skills)


def as_well(told: Told, _: str, duty: str) -> None:
    assert told.possible(duty)


def fewer(told: Told, duty: str) -> None:
    assert told.possible(duty)


def no_partner(told: Told, person: str, absent: str) -> None:
    """The one they must go with is not there."""
    assert told.by_name[person] in told.group
    assert absent in told.tie(person.lower())
    assert absent not in {w.person for w in told.asked.walkers}


def barred(told: Told, person: str, duty: str) -> None:
    assert person.lower() in told.posts[duty].duty.barred


def nobody_out(told: Told) -> None:
    assert not told.posts


def no_room(told: Told, duty: str) -> None:
    """Some place would be theirs if there were more room."""
    post = told.posts[duty]
    wide = [allowed(c, post.duty, post.carrier, told.asked, ["room"]) for c in told.swaps(post)]
    assert any(wide)
    assert not told.possible(duty) or told.asked.must_go


def too_weak(told: Told, duty: str) -> None:
    """Some place would be theirs if they carried more."""
    post = told.posts[duty]
    assert any(allowed(c, post.duty, None, told.asked, ["carry"]) for c in told.swaps(post))
    assert not told.possible(duty) or told.asked.must_go


def nowhere(told: Told) -> None:
    """No crew can take them, unless in the place of somebody who must be in it."""
    for duty, post in told.posts.items():
        musts = {w.person for w in post.crew.people} & (told.asked.must_go | post.duty.fixed)
        assert musts or not told.possible(duty)


Claim = Callable[..., None]
CLAIMS: tuple[tuple[str, Claim], ...] = (
    (r"(\w+) must not go with (\w+), who (leads|goes on) (\w+)", must_not),
    (r"(\w+) must not go with (\w+), who must go along", lambda *_: None),
    (r"([\d.]+) h outside this week, (.+) on (\w+) only ([\d.]+) h", more_hours),
    (r"not needed, and [\d.]+ h outside this week already", lambda *_: None),
    (r"(\w+) on (\w+) has the wanted skill (\w+)", skilled),
    (r"on (\w+) (\w+) and (\w+) (must go|work well|have)", bound),
    (r"([\w ,]+) on (\w+) cannot be spared as (.+)\.", not_spared),
    (r"there is no other (\w+)", kept),
    (r"not needed, as (.+) on (\w+) will do as well", as_well),
    (r"not needed, as (\w+) is manned with fewer", fewer),
    (r"(\w+) must go with (\w+), who cannot go", no_partner),
    (r"(\w+) is kept off (\w+) by hand", barred),
    (r"no crew goes out", nobody_out),
    (r"(\w+) has no room for", no_room),
    (r"(\w+) needs people who carry more", too_weak),
    (r"no crew can take them", nowhere),
)


@settings(max_examples=60, deadline=None)
@given(asked=questions(people=7))
def test_what_is_said_of_those_who_stay_is_so(asked: Asked) -> None:
    """Each claim is looked up; what is no claim that this test knows is no sentence of ours."""
    found = asked.answer()
    for person, words in found.stays:
        told = Told(found, asked, person)
        claims = [(claim, m) for form, claim in CLAIMS for m in re.finditer(form, words)]
        assert claims, words
        for claim, m in claims:
            claim(told, *m.groups())


@settings(max_examples=30, deadline=None)
@given(asked=questions())
def test_what_is_said_of_a_duty_that_is_not_manned_is_so(asked: Asked) -> None:
    """Whose skill is named goes elsewhere or is kept off; who is nobody is nobody."""
    found = asked.answer()
    on = {w.name: p.duty.name for p in found.posts for w in p.crew.people}
    duty_of = {d.key: d for d in asked.duties}
    for key, words in found.unmanned:
        for skill, who in re.findall(r"nobody with the skill (\w+) is left \((.+?)\)", words):
            holders = {w.name for w in asked.walkers if skill in w.skills}
            told = dict(re.findall(r"(\w+) goes on (\w+)", who))
            assert all(on[name] == duty for name, duty in told.items())
            barred = {w.name for w in asked.walkers if w.person in duty_of[key].barred}
            assert holders - set(told) <= barred
        for skill in re.findall(r"nobody who can go has the skill (\w+)", words):
            assert not any(skill in w.skills for w in asked.walkers)
        for vehicle, duty in re.findall(r"(Van|Jeep) goes on (\w+)", words):
            post = next(p for p in found.posts if p.duty.name == duty)
            assert post.carrier is not None
            assert post.carrier.name == vehicle


@pytest.mark.slow
@settings(max_examples=tries(300, 20_000), deadline=None)
@given(asked=questions(people=7))
def test_what_is_said_of_those_who_stay_is_so_in_hundreds(asked: Asked) -> None:
    """The same, many times."""
    test_what_is_said_of_those_who_stay_is_so.hypothesis.inner_test(asked)
