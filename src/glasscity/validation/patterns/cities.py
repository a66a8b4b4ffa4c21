"""What published patterns have to do with each city: whether it was set to them, and why it misses some.

Every city that ships is here, but those that repeat a published calculation (`validation.sections`).
"""

from __future__ import annotations

from dataclasses import replace

from glasscity.validation.patterns import measures
from glasscity.validation.patterns.pattern import City, Concern, Standing

SET, NOT_ASKED = Standing.CALIBRATED, Standing.NOT_ASKED

# ── The cities with Rongcheng's table of points ───────────────────────────────────────────────────

_FITTED = "the rates were fitted to this count"
_RECORDS = tuple(
    Concern(name, SET, _FITTED) for name in ("negative-records", "positive-records", "blame-to-praise")
)
_TAKEN_OVER = tuple(
    replace(one, because="the rates were fitted to it in rongcheng-2016, and are taken over")
    for one in _RECORDS
)
_NO_SURVEYS = Concern(
    "surveys",
    NOT_ASKED,
    missed="nobody in this city knows, thinks or answers anything: it has no [response] and no [voice]",
)
_HALF_A_RECORD = "hardly half a record a head is filed in a year, where a credit file holds dozens"
_ALL_CHANGE = (
    "hardly anything is contested but what takes points, so that to correct it moves the score; in the study "
    "77 of 206 corrections moved nothing"
)
_NOT_SHOWN_THE_FILE = (
    "in the study everybody was shown the file and helped to dispute it; here few learn of an entry"
)
_FEW_CONTEST = "few learn of a wrong entry, fewer contest it, and hearings are short"
_NEVER_SEEN = "most of what people do is seen by nobody; what a bureau lacks was known to somebody"
_PROXIES = (
    Concern("wrong-entry", missed=_HALF_A_RECORD),
    Concern("changed", NOT_ASKED, _NOT_SHOWN_THE_FILE, _FEW_CONTEST),
    Concern("another-score", missed=_ALL_CHANGE),
    Concern("better-tier"),
    Concern("off-by-25", missed=_HALF_A_RECORD),
    Concern("off-by-100", missed=_HALF_A_RECORD),
    Concern("wrong-data", SET, "organisations err in 1 of 100 filings because of this figure"),
    Concern(
        "outdated-data",
        NOT_ASKED,
        "what comes late is part of the delays here, and no error",
        "only what is filed a second time comes so late",
    ),
    Concern("incomplete-data", NOT_ASKED, "how little is seen is not an error here", _NEVER_SEEN),
    Concern("right-files", missed=_NEVER_SEEN),
    Concern("suits-won", SET, "that 3 hearings in 10 only repeat the file was chosen because of it"),
    Concern(
        "wrong-person-soon",
        missed="an objection is heard on the next day and answered on the one after: two days at the soonest",
    ),
    Concern("wrong-person-long"),
)
_RONGCHENG_2016 = City("rongcheng-2016", 50_000, (*_RECORDS, *_PROXIES, _NO_SURVEYS))
_RONGCHENG_2021 = City(
    "rongcheng-2021",
    50_000,
    (
        _TAKEN_OVER[0],
        *(
            replace(one, because=f"{one.because}; voluntary work, one point since 2024, comes on top")
            for one in _TAKEN_OVER[1:]
        ),
        Concern(
            "uptake-voluntary",
            NOT_ASKED,
            "other towns' figures, and no other is known",
            "half is assumed to consent, since the scheme follows one that was compulsory",
        ),
        *_PROXIES,
        _NO_SURVEYS,
    ),
)

# ── The essay ─────────────────────────────────────────────────────────────────────────────────────

_ANOTHER_TOWN = "a count of Rongcheng, whose name the essay uses and whose rates this city does not"
_SHOPPING_COUNTS = (
    "companies file what people buy, pay and post: some 20 entries a head, and more praise than blame"
)
_ESSAY = City(
    "essay",
    20_000,
    (
        *(
            Concern(name, NOT_ASKED, _ANOTHER_TOWN, _SHOPPING_COUNTS)
            for name in ("negative-records", "positive-records", "blame-to-praise")
        ),
        Concern("wrong-entry", SET, "the rates of error were chosen with this share in view"),
        Concern(
            "changed",
            NOT_ASKED,
            _NOT_SHOWN_THE_FILE,
            f"{_FEW_CONTEST}; with open offices about a quarter get something changed (errors page)",
        ),
        Concern("another-score", missed=_ALL_CHANGE),
        Concern("better-tier"),
        Concern("off-by-25", SET, "it stood beside the outcome when the rates of error were chosen"),
        Concern(
            "off-by-100",
            missed="one entry takes 50 points at most, and two large wrong ones hardly meet in one person",
        ),
        Concern("wrong-data", SET, "organisations err in 1 of 100 filings because of this figure"),
        Concern("outdated-data", SET, "7 in 100 filings come late because of this figure"),
        Concern("incomplete-data", NOT_ASKED, "how little is seen is not an error here", _NEVER_SEEN),
        Concern("right-files", missed=_NEVER_SEEN),
        Concern("suits-won", SET, "that 3 hearings in 10 only repeat the file was chosen because of it"),
        Concern("wrong-person-soon", missed="answers take 5 days at least, which was put in"),
        Concern("wrong-person-long"),
        Concern("approve", SET, "one in five disapproves on the first day because of this figure"),
        Concern(
            "support-lost", SET, "so much approval is lost, with those who approve little, because of it"
        ),
        Concern(
            "few-know",
            because="on the first day 11 in 100 know because of this figure; what comes after is not set",
            missed="some of those told of an entry come to know, and of their contacts; nobody forgets",
        ),
        Concern(
            "many-change",
            SET,
            "how far people answer was put in, and chosen after its outcome had been seen",
        ),
        Concern(
            "shopping-and-traffic",
            missed="debts and speech change most, and shopping less than traffic: people answer to the "
            "points at stake, which are few in shops",
        ),
        Concern(
            "rewards-before-punishment",
            missed="people answer to how certain and how severe punishment seems, as research on deterrence "
            "has it; rewards are small here, and what is done for its own sake is crowded out",
        ),
    ),
)

# ── Smaller pilots ────────────────────────────────────────────────────────────────────────────────

_SUINING = City(
    "suining-2010",
    114_000,
    (
        *(
            replace(one, because="the rates were scaled to it, for want of a count of Suining's own")
            for one in _RECORDS
        ),
        Concern("lowest-grades", because="set to nothing of Suining; the bounds of the grades are assumed"),
        Concern(
            "one-man-in-d",
            missed="lapses come independently, given somebody's habits, so that 14 never meet in one person; "
            "in life, who cannot pay does not pay month after month. Of 1.14 million nobody loses more than "
            "180 points in all",
        ),
        _NO_SURVEYS,
    ),
)
_SUQIAN = City(
    "suqian",
    50_000,
    (
        Concern(
            "best-grade-reached",
            missed="of 69 indicators two are known: it would take 36 gifts of blood from 1000 to 1360",
        ),
        _NO_SURVEYS,
    ),
)
_SUZHOU = City("suzhou", 50_000, (Concern("uptake-suzhou", SET, "the share is put in"), _NO_SURVEYS))
_FUZHOU = City(
    "fuzhou",
    100_000,
    (
        Concern("incentives-only", SET, "it follows from the terms, which close nothing"),
        Concern(
            "best-grade-reached", SET, "the start was put a little under the bound, so that some get there"
        ),
        Concern("uptake-voluntary", SET, "Xiamen's 5 % are put in; who joins later comes on top"),
        _NO_SURVEYS,
    ),
)
_COMMERCIAL = City(
    "commercial-score",
    20_000,
    (
        Concern(
            "wrong-entry",
            NOT_ASKED,
            "it is here for its weights, which are a rule",
            "nobody errs in this city, by design, though the study was of files of this kind",
        ),
    ),
)

# ── Thirty towns ──────────────────────────────────────────────────────────────────────────────────

_EVERYBODY = "everybody in a town is scored from its day on; who takes part by choice is not modelled"
_TOWNS = City(
    "thirty-cities",
    100_000,
    (
        *_TAKEN_OVER,
        Concern(
            "lowest-grades",
            missed="the common table sets grade C for drunk driving and hit-and-run, in this town too: most "
            "of those at the bottom are there by that rule",
            measure=measures.in_lowest_grades_of("as_suining"),
            where="the town with Suining's grades",
        ),
        Concern(
            "best-grade-reached",
            missed="as in suqian: what is known of its points does not lead to 1360",
            measure=measures.best_grade_of("as_suqian"),
            where="the town with Suqian's points",
        ),
        Concern(
            "best-grade-reached",
            SET,
            "the start was put a little under the bound",
            measure=measures.best_grade_of("as_fuzhou"),
            where="the town with Fuzhou's scale",
        ),
        Concern(
            "incentives-only",
            missed="a rule of the common table sets grade C for drunk driving, and the national list closes "
            "loans, flights and trains to grade C, wherever one lives",
            measure=measures.worse_off_by_score_in("as_fuzhou"),
            where="the town with Fuzhou's scale",
        ),
        Concern(
            "uptake-suzhou",
            NOT_ASKED,
            missed=_EVERYBODY,
            measure=measures.take_part_in("as_suzhou"),
            where="the town with Suzhou's scale",
        ),
        Concern(
            "uptake-voluntary",
            NOT_ASKED,
            missed=_EVERYBODY,
            measure=measures.take_part_in("as_wuhu", "as_xiamen", "as_hangzhou"),
            where="their three towns",
        ),
        Concern(
            "flights-to-trains",
            missed="how often people fly and take trains is assumed, three trains for each flight, and both "
            "are closed alike",
        ),
        Concern(
            "stops-per-listed",
            missed="people are listed for some months of one year, and ask seldom; if the published sums are "
            "of several years, a year has fewer, and is nearer to ours",
        ),
        *(one for one in _PROXIES if not one.pattern.startswith("off-by")),
        _NO_SURVEYS,
    ),
)

# ── Cities of which no outcome was published ──────────────────────────────────────────────────────

_NO_SCORE = City(
    "no-score", nothing="none: nobody is scored, and no outcome of a city without a score is at hand"
)
_GLADSAXE = City(
    "gladsaxe",
    nothing="none: four figures of points and one rule are published, and no count of families or flags",
)

CITIES = {
    city.name: city
    for city in (
        _COMMERCIAL,
        _ESSAY,
        _FUZHOU,
        _GLADSAXE,
        _NO_SCORE,
        _RONGCHENG_2016,
        _RONGCHENG_2021,
        _SUINING,
        _SUQIAN,
        _SUZHOU,
        _TOWNS,
    )
}
"""By name."""
