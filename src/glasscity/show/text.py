"""What the commands print: stories, summaries, rules and cities as rich renderables, each SYNTHETIC."""

from glasscity.show.brief_text import brief_text
from glasscity.show.rules_text import rules_text
from glasscity.show.scenario_text import cities_text, scenario_text
from glasscity.show.story_text import story_text
from glasscity.show.summary_text import sections_of, summary_text

__all__ = [
    "brief_text",
    "cities_text",
    "rules_text",
    "scenario_text",
    "sections_of",
    "story_text",
    "summary_text",
]
