"""The guided tour: five chapters that ask first and show then, every answer worked out by the engine."""

from glasscity.tour.chapters import CHAPTERS, Chapter, Choice, chapter_of
from glasscity.tour.outcomes import Tour
from glasscity.tour.size import FULL, Size

__all__ = ["CHAPTERS", "FULL", "Chapter", "Choice", "Size", "Tour", "chapter_of"]
