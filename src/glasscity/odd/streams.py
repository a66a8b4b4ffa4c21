"""The streams of draws: which a city uses, by which seed, and where it is told how."""

from __future__ import annotations

from glasscity import draws
from glasscity.odd.markdown import paragraphs, table
from glasscity.odd.submodels import Submodel, numbers

STREAMS = {
    name: value
    for name, value in vars(draws).items()
    if name.isupper() and isinstance(value, int) and name != "FORMAT"
}
BESIDE = {
    "LIFE_SEED": "Notation",
    "CITY_SAMPLE": "nowhere: it chooses the rows that a thinned run keeps, and decides nothing that happens",
}
"""Streams that no submodel draws from, and where they are told of."""
NO_SEED = ("PARAMETER_POINTS",)
OF_THE_CITY = ("LIFE_SEED", "HELPER")


def seed_of(stream: str) -> str:
    """Return what a stream is keyed by: the city's seed, the life's, or none."""
    if stream in NO_SEED:
        return "none"
    return "city" if stream.startswith("CITY_") or stream in OF_THE_CITY else "life"


def streams(parts: list[Submodel]) -> str:
    """Return the streams at work with their numbers and where to read on, and the names of the others."""
    place = numbers(parts)
    told: dict[str, list[str]] = {name: [] for name in STREAMS}
    for one in parts:
        for name in one.streams:
            told[name].append(place[one.module])
    rows = [
        (name, str(STREAMS[name]), seed_of(name), ", ".join(where) or BESIDE[name])
        for name, where in told.items()
        if where or name in BESIDE
    ]
    idle = [name for name in STREAMS if not told[name] and name not in BESIDE]
    return paragraphs(
        "Every stream that something is drawn from in this city. How the words come about, and what is done "
        "with them, is told in Notation and in the submodels named.",
        table(("stream", "number", "keyed by the seed of", "told in"), rows),
        f"Not drawn from in this city: {', '.join(idle)}." if idle else "",
    )
