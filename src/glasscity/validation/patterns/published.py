"""Every published outcome that a city could show, and those that no city has anything of.

Source of all of them: the project's fact sheet, sections 2 to 5; how sure each is stands behind the source.
"""

from __future__ import annotations

from typing import NamedTuple

from glasscity.validation.patterns import measures, mistakes, people
from glasscity.validation.patterns.pattern import (
    DAYS,
    NUMBER,
    ORDER,
    PER_MILLION,
    POINTS,
    SHARE,
    SMALL_SHARE,
    TIMES,
    TO_ONE,
    Bounds,
    Over,
    Pattern,
    about,
    at_least,
    at_most,
    between,
    more_than,
    share_about,
)

_XINHUA = "Xinhua 2015 on Rongcheng (M)"
_SUINING = "Xuzhou daily 2014 on Suining (M)"
_PRESS = "press (M)"
_FTC = "FTC 2012, credit files: a proxy (M)"
_FINANZTEST = "Finanztest 2010, credit files: a proxy (M)"
_KOSTKA = "Kostka and Antoine 2020 (H)"
_BLACKLIST = "reports on the national blacklist, in or until 2018 (M)"

PATTERNS = {
    # ── Records, grades, taking part ──────────────────────────────────────────────────────────────
    "negative-records": Pattern(
        "negative records for each person",
        "0.42",
        _XINHUA,
        NUMBER,
        about(0.42),
        measures.records("negative"),
    ),
    "positive-records": Pattern(
        "positive records for each person",
        "0.05",
        _XINHUA,
        NUMBER,
        about(0.05),
        measures.records("positive"),
    ),
    "blame-to-praise": Pattern(
        "blame to praise: negative records for each positive one",
        "about 8 : 1",
        _XINHUA,
        TO_ONE,
        about(8),
        measures.blame_to_praise,
    ),
    "lowest-grades": Pattern(
        "few in the lowest grades: people in C or D",
        "24 of 1.3 million: 18.5 per million",
        _SUINING,
        PER_MILLION,
        about(24 / 1_300_000, ORDER),
        measures.in_lowest_grades,
    ),
    "one-man-in-d": Pattern(
        "the most that anybody loses for missed instalments",
        "420 points, for 14 of them: D",
        _SUINING,
        POINTS,
        at_least(420, Over.ANY_LIFE),
        measures.most_lost_by_instalments,
    ),
    "best-grade-reached": Pattern(
        "somebody has the grade to which an advantage belongs",
        "an advantage in force; that somebody has it is implied",
        "press on Suqian (AAA, 1360) and Fuzhou (686) (M)",
        PER_MILLION,
        more_than(0, Over.EVERY_LIFE),
        measures.best_grade,
    ),
    "incentives-only": Pattern(
        "requests refused, or dearer, because of the score",
        "none: incentives only",
        "press on Fuzhou (M)",
        TIMES,
        at_most(0, Over.EVERY_LIFE),
        measures.worse_off_by_score,
    ),
    "uptake-suzhou": Pattern(
        "people who take part",
        "1.63 of 13 million: 12.5 %",
        "press on Suzhou (M)",
        SHARE,
        share_about(1.63 / 13),
        measures.take_part,
    ),
    "uptake-voluntary": Pattern(
        "people who take part in a voluntary scheme",
        "1.5, 5 and 15 %",
        "press on Wuhu, Xiamen and Hangzhou (M)",
        SHARE,
        between(0.015, 0.15),
        measures.take_part,
    ),
    # ── The national list ─────────────────────────────────────────────────────────────────────────
    "flights-to-trains": Pattern(
        "flights stopped for each train",
        "17.46 and 5.47 million: 3.2 : 1",
        _BLACKLIST,
        TO_ONE,
        about(17.46 / 5.47),
        measures.flights_to_trains,
    ),
    "stops-per-listed": Pattern(
        "flights and trains stopped for each person listed",
        "22.93 million for about 13 million: 1.8",
        _BLACKLIST,
        NUMBER,
        about(22.93 / 13),
        measures.stops_for_each_listed,
    ),
    # ── Errors, corrections ───────────────────────────────────────────────────────────────────────
    "wrong-entry": Pattern(
        "people with something wrong on file (published: who alleged it)",
        "262 of 1,001: 26.2 %",
        _FTC,
        SHARE,
        share_about(262 / 1001),
        mistakes.with_wrong_entry,
    ),
    "changed": Pattern(
        "of these, something corrected",
        "206 of 262: 78.6 %",
        _FTC,
        SHARE,
        share_about(206 / 262),
        mistakes.changed_of_wrong,
    ),
    "another-score": Pattern(
        "of those with something corrected, another score",
        "129 of 206: 62.6 %",
        _FTC,
        SHARE,
        share_about(129 / 206),
        mistakes.another_score_of_changed,
    ),
    "better-tier": Pattern(
        "of those with something corrected, a better tier",
        "52 of 206: 25.2 %",
        _FTC,
        SHARE,
        share_about(52 / 206),
        mistakes.better_grade_of_changed,
    ),
    "off-by-25": Pattern(
        "people whose score is more than 25 points off (published: moved so far by corrections)",
        "1 in 20: 5 %",
        _FTC,
        SHARE,
        share_about(1 / 20),
        mistakes.off_by_more_than(25),
    ),
    "off-by-100": Pattern(
        "people whose score is more than 100 points off",
        "1 in 250: 0.4 %",
        _FTC,
        SMALL_SHARE,
        share_about(1 / 250),
        mistakes.off_by_more_than(100),
    ),
    "wrong-data": Pattern(
        "wrong entries", "1 %", _FINANZTEST, SHARE, share_about(0.01), mistakes.wrong_entries
    ),
    "outdated-data": Pattern(
        "entries that came too late (published: outdated)",
        "8 %",
        _FINANZTEST,
        SHARE,
        share_about(0.08),
        mistakes.late_entries,
    ),
    "incomplete-data": Pattern(
        "deeds under a rule that are not on file (published: incomplete)",
        "28 %",
        _FINANZTEST,
        SHARE,
        share_about(0.28),
        mistakes.missing,
    ),
    "right-files": Pattern(
        "people on whose file nothing is wrong, late or missing",
        "11 of 89: 12.4 %",
        _FINANZTEST,
        SHARE,
        share_about(11 / 89),
        mistakes.right_files,
    ),
    "suits-won": Pattern(
        "objections that succeed",
        "33 to 42 %",
        "Zhang and Liu 2025, Chinese administrative suits generally: a proxy (H)",
        SHARE,
        between(0.33, 0.42),
        mistakes.granted,
    ),
    "wrong-person-soon": Pattern(
        "a wrong person's entry, soonest put right after an objection",
        "a day",
        "a court that imported the wrong defendants (H)",
        DAYS,
        at_most(1, Over.ANY_LIFE),
        mistakes.soonest_put_right,
    ),
    "wrong-person-long": Pattern(
        "a wrong person's entry, longest standing",
        "11 months: 334 days",
        "an account frozen for a namesake (M)",
        DAYS,
        at_least(334, Over.ANY_LIFE),
        mistakes.longest_wrong_person,
    ),
    # ── People ────────────────────────────────────────────────────────────────────────────────────
    "approve": Pattern(
        "people who approve, at the end",
        "80 % of more than 2,200 internet users",
        "Kostka 2019 (H)",
        SHARE,
        share_about(0.80),
        people.approve,
    ),
    "support-lost": Pattern(
        "support lost among those who hear of repression",
        "12 %, 750 students",
        "Xu, Kostka and Cao 2022 (H)",
        SHARE,
        share_about(0.12),
        people.support_lost,
    ),
    "few-know": Pattern(
        "people who know of the scheme they live under, after a year",
        "11 %",
        "survey in places with a pilot (M)",
        SHARE,
        share_about(0.11),
        people.know_of_it,
    ),
    "many-change": Pattern(
        "of those who know of it, who changed what they do",
        "a high share (read: more than half)",
        _KOSTKA,
        SHARE,
        more_than(0.5, Over.EVERY_LIFE),
        people.changed_conduct,
    ),
    "shopping-and-traffic": Pattern(
        "shopping and traffic change first (the lesser of them, over every other domain's change)",
        "first of all: more than 1",
        _KOSTKA,
        NUMBER,
        more_than(1, Over.EVERY_LIFE),
        people.shopping_and_traffic_first,
    ),
    "rewards-before-punishment": Pattern(
        "rewards move more than punishment (part done more, over part done less)",
        "more than 1",
        _KOSTKA,
        NUMBER,
        more_than(1, Over.EVERY_LIFE),
        people.rewards_to_punishments,
    ),
    "surveys": Pattern(
        "what people know, think and change (six results of surveys)",
        "11 % know; 80 % approve; 12 % lost; many change",
        "surveys of 2019 to 2022, as for the essay (H and M)",
        NUMBER,
        Bounds(0, 0, Over.EVERY_LIFE),
        None,
    ),
}
"""By the names that the cities use."""


class Nowhere(NamedTuple):
    """A published pattern that no city is asked: what it is, who says so, and why not."""

    what: str
    source: str
    because: str


NOWHERE = (
    Nowhere(
        "Suzhou's civility code of 2020 was withdrawn to a voluntary test after an outcry",
        _PRESS,
        "no city has it, and in none does an outcry end a scheme",
    ),
    Nowhere(
        "sanctions are explained and rewards stay vague, in 194,829 records",
        "Engelmann and others 2019 (H)",
        "it is about the wording of what authorities publish; in the cities every rule has its points",
    ),
    Nowhere(
        "273 blacklists and 154 redlists over 30 provinces",
        "Engelmann and others 2021 (H)",
        "one national list at most is modelled, and none of praise",
    ),
    Nowhere(
        "about 13 million people on the national blacklist",
        _BLACKLIST,
        "a count without those who could be on it; the stops for each person listed are compared",
    ),
    Nowhere(
        "85 % of purely automated findings that nobody appealed were reversed later, 44 % with a human part",
        "reports on MiDAS (M)",
        "in no city is anything looked at again that nobody contested; the 85 is the chance that a hearing "
        "corrects what is wrong, in those that hear anybody",
    ),
    Nowhere(
        "899 of 916 villages covered; 1.14 million people graded a year; about 50 authorities; 20 plus-items "
        "and 107 minus-items of one community",
        _PRESS,
        "no outcomes: they say how large a scheme is, and are put in where they are known",
    ),
)
"""What stays untested in all of them."""
