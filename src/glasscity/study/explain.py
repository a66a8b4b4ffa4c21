"""How did citizen 4711 end up in D, and how many others are like that: `story` tells, `find` picks."""

from glasscity.study.event import Event
from glasscity.study.find import find
from glasscity.study.lifeline import LifeDay
from glasscity.study.story import Story, story

__all__ = ["Event", "LifeDay", "Story", "find", "story"]
