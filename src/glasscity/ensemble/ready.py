"""The studies that are ready to run, by name; what a study is stands in `studies`."""

from __future__ import annotations

from collections.abc import Callable

from glasscity.ensemble.studies import Comparison, Ranking, Study, Variant
from glasscity.errors import BadInput, did_you_mean
from glasscity.scenario import Scenario
from glasscity.scenario.without import APPEALS_AT_THEIR_BEST, EXPIRY_DAYS


def study(name: str, others: tuple[str, ...] = ()) -> Study:
    """Return a study by its name, or raise `BadInput`; `others` are names that might have been meant."""
    if name not in STUDIES:
        raise BadInput(f"study: there is no study {name!r}{did_you_mean(name, [*STUDIES, *others])}")
    return STUDIES[name]


def _always(*settings: str) -> Callable[[Scenario], tuple[str, ...]]:
    return lambda city: settings


def _expiry(city: Scenario) -> tuple[str, ...]:
    """Return the settings by which every rule's points expire after half a year."""
    names = (name for name, rule in city.rulebook.rules.items() if rule.override is None)
    return tuple(f"rulebook.rules.{name}.expires_after_days={EXPIRY_DAYS}" for name in names)


OPEN_APPEALS = tuple(f"appeals.{name}={value}" for name, value in APPEALS_AT_THEIR_BEST.items())
KNOWN_CRITERIA = ("response.criteria.transparency=1",)
WALLS = ("rulebook.walls=true",)
NO_INFLUENCE = ("rulebook.influence.kind='off'",)
LOTS = (
    "experiment={day=60, share=0.1, by='experiment', conduct='drawn_by_lot', after_days=[1, 30, 180, 365], "
    "assumed='One in ten, in the third month: enough people for narrow intervals.'}",
    "organisations.experiment={code=901, label='The experiment', kind='other', "
    "assumed='That there is one. It exists in a laboratory only.'}",
    "catalogue.blocks.experiment={drawn_by_lot={first=990001, count=1}}",
    "conduct.drawn_by_lot={code=901, label='drawn by lot', domain='duties', context='state', lawful=true, "
    "gravity=0, per_year=0, bound_per_year=0, assumed='Nobody does this: it is how the lots are filed.'}",
    "rulebook.rules.drawn_by_lot={points=0, override={category='D', days=180}, assumed='Half a year in D.'}",
)
"""What gives D by lot to one in ten of the essay's people for half a year; see docs/experiment.md."""

SPARED = "experiment.enabled=false"


def _spared_and_expiry(city: Scenario) -> tuple[str, ...]:
    return (SPARED, *_expiry(city))


def _together(city: Scenario) -> tuple[str, ...]:
    return (*OPEN_APPEALS, *_expiry(city), *KNOWN_CRITERIA, *WALLS, *NO_INFLUENCE)


FRIENDS = Study(
    "friends",
    "What do contacts' scores do to people?",
    "essay",
    citizens=2000,
    days=365,
    lives=12,
    variants=(Variant("without contacts' scores", _always(*NO_INFLUENCE)),),
    measures=("restricted", "restricted_by_contacts", "in_worst", "mean_total", "sorting"),
    finding=Comparison(
        1,
        "Because contacts' scores count, a door is closed or dearer on {effect} more.",
        "Because contacts' scores count, a door is closed or dearer on {effect} fewer.",
        "Whether contacts' scores count makes no difference to closed and dearer doors that these lives "
        "would show ({effect}).",
    ),
    hangs_on="The weight of contacts and who files which ties are assumed. Where the rules take more than "
    "they give, contacts' scores lie below the start, and influence pulls down; with generous rules it "
    "would push up.",
)
DENUNCIATION = Study(
    "denunciation",
    "What does denunciation do?",
    "essay",
    citizens=2000,
    days=365,
    lives=12,
    variants=(Variant("without denunciation", _always("denunciation.enabled=false")),),
    measures=("restricted", "in_worst", "wrong_entries", "critics_who_say_so", "unlawful_acts"),
    finding=Comparison(
        1,
        "Because people denounce each other, a door is closed or dearer on {effect} more.",
        "Because people denounce each other, a door is closed or dearer on {effect} fewer.",
        "Denunciation makes no difference to closed and dearer doors that these lives would show ({effect}).",
    ),
    hangs_on="How often people denounce, for what, and how many lies are found out, is assumed "
    "throughout: no count of denunciations in such a scheme was found.",
)
SILENCE = Study(
    "silence",
    "Who falls silent?",
    "essay",
    citizens=2000,
    days=365,
    lives=12,
    variants=(
        Variant("the criteria are known", _always(*KNOWN_CRITERIA)),
        Variant("without denunciation", _always("denunciation.enabled=false")),
        Variant("nobody is scored", _always("scoring.enabled=false")),
    ),
    measures=("critics_who_say_so", "unlawful_acts"),
    finding=Comparison(
        3,
        "Critics who say what they think are {effect} more than where nobody is scored.",
        "Critics who say what they think are {effect} fewer than where nobody is scored.",
        "Critics say what they think about as often as where nobody is scored ({effect}).",
    ),
    hangs_on="What people think and how reluctant they are to say it is assumed; so is how fear grows "
    "with notices. The direction held under every assumption tried in docs/three-years.md, the size did not.",
)
SAFEGUARDS = Study(
    "safeguards",
    "What do safeguards save, alone and together?",
    "essay",
    citizens=1500,
    days=365,
    lives=8,
    variants=(
        Variant("open appeals", _always(*OPEN_APPEALS)),
        Variant("points expire after half a year", _expiry),
        Variant("the criteria are known", _always(*KNOWN_CRITERIA)),
        Variant("walls between contexts", _always(*WALLS)),
        Variant("no contacts' scores", _always(*NO_INFLUENCE)),
        Variant("all of them together", _together),
    ),
    measures=("restricted", "restricted_in_error", "in_worst", "wrongly_worse"),
    finding=Comparison(
        6,
        "Without safeguards a door is closed or dearer on {effect} more than with all of them.",
        "With all safeguards together a door is closed or dearer on {effect} more.",
        "All safeguards together save nothing that these lives would show ({effect}).",
    ),
    hangs_on="Safeguards are given their best case: everybody is told, offices are open, walls hold. What "
    "it costs to have them so is not counted, and how offices would really work is not known.",
)
OTHERWISE = (
    " Of those who came into D otherwise, {at[1][fallen_and_out]} are out of it a year later; where points "
    "expire after half a year, {at[2][fallen_and_out]}."
)
TRAP = Study(
    "trap",
    "Can anybody leave D?",
    "essay",
    citizens=4000,
    days=606,
    lives=12,
    settings=LOTS,
    first="D by lot, for half a year",
    variants=(
        Variant("the same people, spared", _always(SPARED)),
        Variant("spared, and points expire after half a year", _spared_and_expiry),
    ),
    measures=(
        "drawn_in_it_a_year",
        "drawn_in_it_half_a_year",
        "drawn_in_it_a_month",
        "drawn_hardships_a_month",
        "drawn_hardships_a_year",
        "fallen_and_out",
    ),
    finding=Comparison(
        1,
        "A year after half a year in D by lot, {effect} more are in D than had they been spared." + OTHERWISE,
        "A year after half a year in D by lot, {effect} fewer are in D than had they been spared."
        + OTHERWISE,
        "A year after half a year in D by lot, having been there makes no difference to who is in D that "
        "these lives would show ({effect})." + OTHERWISE,
    ),
    hangs_on="D by lot costs no points: it shows what the category does, by closed doors and what they do "
    "to a life, and not what a file of bad entries does. Whoever came into D otherwise, by deeds or by "
    "errors, keeps the file that brought them there, and the habits. How few of them leave hangs on how "
    "long the rulebook keeps points, and is no proof that D itself holds people: the last row has the same "
    "city with points that expire. Most rules of the essay never let them expire, which is assumed; so is "
    "what closed doors do to lives (circumstances). Hardships are all circumstances added up: without work, "
    "in debt, unable to travel, no longer asking for a loan, and so on.",
    pairing="Lots follow from the life and the categories of the evening before. In the first two rows the "
    "same people are drawn, and live once in D and once spared. Where points expire, a few others may be "
    "drawn, and others are in D. Nobody drawn is counted among those who came into D otherwise.",
    baseline=False,
)
REGIMES = Study(
    "regimes",
    "What does it matter by which rules one is scored?",
    "rongcheng-2016",
    citizens=5000,
    days=365,
    lives=12,
    first="Rongcheng's rules of 2016",
    variants=(
        Variant("Rongcheng's rules of 2021, by consent", scenario="rongcheng-2021"),
        Variant("the essay's rules", scenario="essay"),
        Variant("the essay's city without a score", scenario="no-score"),
    ),
    measures=(
        "restricted",
        "restricted_in_error",
        "refused_for_score",
        "worse_than_at_start",
        "negative_records",
        "unlawful_acts",
        "unlawful_by_score",
    ),
    finding=Comparison(
        2,
        "Under Rongcheng's rules of 2016 a door is closed or dearer on {effect} more than under the essay's.",
        "Under Rongcheng's rules of 2016 a door is closed or dearer on {at[0][restricted]}, under those of "
        "2021 on {at[1][restricted]}, and under the essay's on {effect} more than under those of 2016.",
        "Rongcheng's rules of 2016 and the essay's close doors on about as many days ({effect}).",
    ),
    hangs_on="More than the rulebook differs. The two Rongchengs have the same invented people, who do "
    "the same things. The essay's city is another one: other people, with more kinds of conduct and "
    "higher rates of it, more organisations that see it, other services; all its rates are assumed, while "
    "those of 2016 were scaled to two published counts. So the step from 2016 to 2021 is that of the "
    "rules, if half consent, and the step from the essay's rules to no score is that of the score; the "
    "step from 2016 to the essay is that from a scheme on record to the scheme as it is told, with all "
    "that this changes. In the Rongchengs people do not answer to being scored, so no act is deterred "
    "there: by assumption.",
    pairing="All rows have the same number of citizens, the same days and the same seeds. The draws are "
    "the same in the two Rongchengs, and again in the essay's city and the one without a score: there, "
    "lives are paired one by one. Between the two pairs of cities, the people are others, and the pairing "
    "is one of seeds only.",
)
CITIES = Study(
    "cities",
    "How do the cities that ship differ?",
    "essay",
    citizens=5000,
    days=365,
    lives=8,
    first="the essay's city",
    variants=(
        Variant("a Rongcheng of 2016", scenario="rongcheng-2016"),
        Variant("a Rongcheng of 2021", scenario="rongcheng-2021"),
        Variant("a Suining of 2010", scenario="suining-2010"),
        Variant("a Suqian", scenario="suqian"),
        Variant("a Suzhou", scenario="suzhou"),
        Variant("a Fuzhou", scenario="fuzhou"),
        Variant("a commercial score", scenario="commercial-score"),
        Variant("a Gladsaxe", scenario="gladsaxe"),
    ),
    measures=(
        "restricted",
        "restricted_unrelated",
        "refused_for_score",
        "worse_than_at_start",
        "negative_records",
        "unlawful_acts",
    ),
    finding=Ranking(
        "In {most} a door is closed or dearer on {highest}, the most of all; next comes {next} "
        "with {second}.",
        " In {none} cities none is, in any of these lives.",
    ),
    hangs_on="Everything: these are different cities, not one city under different rules. What is "
    "published of each is its points, seldom how often anything happens; the pilots share one set of "
    "assumed people and rates. That some close nothing is in their rules (advantages only), or follows "
    "from rates under which nobody gets low enough in a year. In a Suzhou and a Fuzhou the lowest "
    "category is the ordinary one, so being in the worst category is no measure here. docs/cities.md says "
    "of each what is published.",
    pairing="All cities have the same number of citizens, the same days and the same seeds. The draws are "
    "common where the people are the same (the two Rongchengs; Suining, Suqian, Suzhou, Fuzhou and the "
    "commercial score); between other cities the pairing is one of seeds only, and makes no interval "
    "narrower.",
)
STUDIES = {one.name: one for one in (FRIENDS, DENUNCIATION, SILENCE, SAFEGUARDS, TRAP, REGIMES, CITIES)}
"""The studies by name."""
