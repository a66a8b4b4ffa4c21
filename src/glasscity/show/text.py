"""What the commands print: stories, summaries, rules and cities as rich renderables, each SYNTHETIC."""

from glasscity.show.rules_text import rules_text
from glasscity.show.scenario_text import cities_text, scenario_text
from glasscity.show.story_text import story_text
from glasscity.show.summary_text import summary_text

__all__ = ["cities_text", "rules_text", "scenario_text", "story_text", "summary_text"]
