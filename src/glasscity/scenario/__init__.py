"""The question: what city, which people, who watches, by which rules."""

from glasscity.scenario.model import Scenario
from glasscity.scenario.reading import load, parse, path_and_value, shipped

__all__ = ["Scenario", "load", "parse", "path_and_value", "shipped"]
