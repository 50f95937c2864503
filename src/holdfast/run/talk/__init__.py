"""One line of radio talk, read as what it may say: proposals for a person, never a decision."""

from holdfast.run.talk.offer import Offer
from holdfast.run.talk.reading import Reading, read
from holdfast.run.talk.team import Team, teams, teams_of

__all__ = ["Offer", "Reading", "Team", "read", "teams", "teams_of"]
