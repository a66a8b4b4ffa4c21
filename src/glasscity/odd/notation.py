"""What every submodel takes for granted: how numbers are kept, how a draw decides, what ids and codes "
"mean."""

from __future__ import annotations

from glasscity import tables
from glasscity.odd.markdown import bullets, paragraphs, table

LABELS = (
    ("Rule", "what happens, in words"),
    ("Reads, Writes", "what it goes by, and what it changes"),
    ("Draws", "the streams of chance that it uses; 'none' if nothing in it is by chance"),
    ("Units", "in which numbers are kept"),
    ("Leaves out", "what one might look for and will not find"),
    (
        "Exactly",
        "order, formulas, rounding, bounds, ties and draws: what has to be done alike for the same result, "
        "bit for bit",
    ),
)
NUMBERS = (
    "Whole numbers throughout. floor(x) and // round down, also below 0; 'the nearest, halves up' is "
    "floor(x + 1/2); 'cut off' and 'towards 0' drop what is behind the point; mod gives 0 … n - 1, also "
    "below 0; xor is bit by bit.",
    "Points are kept in thousandths of a point (millipoints, mp), money in hundredths, stakes in hundredths "
    "of a point, shares of a scenario in 65536ths, beliefs, opinions and fear in 65535ths, factors on rates "
    "in 128ths (128 changes nothing).",
    "Numbers of the scenario are exact decimals, and products and sums of them are exact until they are "
    "rounded once. A level that `depends` does not name has the factor 1; several factors multiply.",
    "Days count from 0; a year has 365 days in every rate, whatever the calendar says. A span such as (2, "
    "45) has both ends in it. 'Yesterday's' is what last night left; 'last night' and 'this morning' are "
    "the same state.",
    "Categories count from 0, the best; 255 means none. Citizens, levels and districts count from 0. "
    "Conduct, services, organisations, layers and circumstances go by the codes in the table of parameters.",
)
DRAWS = (
    "STREAM(a, b, c, d) are four words w0 … w3 of 32 bits: Philox4x32-10 (Salmon and others 2011) with the "
    "counter words a, b, 65536 × (number of the stream) + c, d, each mod 2^32, and the key words seed mod "
    "2^32 and floor(seed / 2^32). Mostly a is whom it is about, b the day (0 for what is drawn once), c "
    "which draw of its kind, d a second one or a code.",
    "Streams of the city are keyed by the city's seed, those of life by the life's seed. If no life's seed "
    "is given, it is w0 + 2^32 w1 of LIFE_SEED(0, 0, 0, 0) under the city's seed. The last table says which "
    "stream is keyed by what.",
    "t(p), the threshold of a probability p, is p × 2^32 to the nearest, halves up, at most 2^32. 'With "
    "probability p' means that the word is below t(p): 0 is never, 1 is always.",
    "'One of n by a word' is floor(word × n / 2^32), from 0 on; 'one of (m, n)' days is m + one of (n - m + "
    "1).",
    "A level by a word and shares is the first k for which the word is below t(sum of the first k + 1 "
    "shares, at most 1); the last level takes the rest.",
    "'The smallest' is always decided by a draw of each candidate's own; if two draws are equal, the one "
    "that stands first (the lower id or code) is taken.",
)
IDS = (
    "A filing's id has two halves of 64 bits: 2^32 × actor + 65536 × day of the conduct + conduct, and 2^32 "
    "× parameter + 2^28 × kind + 65536 × copy. The actor is whose deed it was, whomever the filing names.",
    "An entry's id is its filing's, plus 256 × its own kind, plus an ordinal: 0, or for an entry that undoes "
    "another the kind of that one. The cause of an entry is the filing; of a cap entry and of an override it "
    "is the entry of the deed, and of one that undoes it is the one undone.",
    "Copies 0 … 5 of organisations: as filed, filed twice, stale, invented, taken for other conduct, filed "
    "twice by a failing service. The data centre adds 256 to what is imported again, 512 to what is moved "
    "back, 1024 each time something comes back.",
    "In the order of ids means by the upper half, then by the lower one.",
)


def notation() -> str:
    """Return how to read the submodels."""
    return paragraphs(
        "Each submodel below is told in parts, named by a word in bold. Names in `this type` are those of "
        "submodels, of state in element 2, or of keys in the table of parameters.",
        bullets(f"**{name}:** {what}." for name, what in LABELS),
        "**Numbers.**",
        bullets(NUMBERS),
        "**Draws, and how a draw decides.** Nothing keeps the state of a generator: the same address gives "
        "the same words, in whatever order they are asked for.",
        bullets(DRAWS),
        "**Ids.**",
        bullets(IDS),
        "**Codes in rows.**",
        table(("of", "codes"), _codes()),
    )


def _codes() -> list[tuple[str, str]]:
    named = (
        ("kind of a filing or an entry", tables.ENTRY_KINDS),
        ("outcome of a decision", tables.OUTCOMES),
        ("reason of a decision", tables.REASONS),
        ("mishap", tables.MISHAPS),
        ("cause of a circumstance's move", tables.CIRCUMSTANCE_CAUSES),
        ("reason of a tie's end or beginning", tables.TIE_REASONS),
    )
    return [
        (what, "; ".join(f"{code} {name or 'none'}" for code, name in codes.items())) for what, codes in named
    ]
