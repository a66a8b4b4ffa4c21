"""Bad input in the tables of circumstances and of the experiment: settings, and what the message says."""

from __future__ import annotations

WORDS = "{begins='loses work', ends='finds work'}"
KIND = {"code": "1", "label": "'without work'", "words": WORDS, "assumed": "'a test'"}
OTHER = {"code": "2", "label": "'in debt'", "words": WORDS, "assumed": "'a test'"}
LOT = (
    "conduct.drawn={code=7, label='drawn by lot', domain='traffic', context='streets', lawful=true, "
    "gravity=0, per_year=0, bound_per_year=1, assumed='a test'}",
    "organisations.lots={code=51, label='The experiment', kind='other', assumed='a test'}",
    "catalogue.blocks.lots={drawn={first=51001, count=1}}",
    "rulebook.rules.drawn={points=0, override={category='D', days=40}, assumed='a test'}",
)
EXPERIMENT = {"day": "20", "share": "0.1", "by": "'lots'", "conduct": "'drawn'", "assumed": "'a test'"}


def _inline(parts):
    return f"{{{', '.join(f'{key}={value}' for key, value in parts.items() if value is not None)}}}"


def _circumstances(jobless=None, indebted=None, **changes):
    kinds = {"jobless": _inline(KIND | (jobless or {})), "indebted": _inline(OTHER | (indebted or {}))}
    given = {"assumed": "'a test'", "kinds": _inline(kinds)} | changes
    return (f"circumstances={_inline(given)}",)


def _experiment(*settings, **changes):
    return (*LOT, *settings, f"experiment={_inline(EXPERIMENT | changes)}")


PLACE = "circumstances.kinds.jobless"
GOOD = (*_circumstances(), *_experiment())
BAD = {
    "circumstances: switch": (
        _circumstances(enabeld="true"),
        "circumstances.enabeld: unknown key",
        "'enabled'",
    ),
    "circumstances: no kinds": (_circumstances(kinds="{}"), "circumstances.kinds: "),
    "circumstances: looks": (_circumstances(every_days="60"), "circumstances.every_days: "),
    "circumstances: no source": (_circumstances(assumed=None), "circumstances: every number says where it"),
    "circumstances: code twice": (
        _circumstances(indebted={"code": "1"}),
        "circumstances: kinds.indebted.code: 1 is already the code of 'jobless'",
    ),
    "circumstances: key": (
        _circumstances({"at_strat": "0.1"}),
        f"{PLACE}.at_strat: unknown key",
        "'at_start'",
    ),
    "circumstances: probability": (_circumstances({"at_start": "1.2"}), f"{PLACE}.at_start: ", "got 1.2"),
    "circumstances: words": (
        _circumstances({"words": "{begins='loses'}"}),
        f"{PLACE}.words.ends: this key is missing",
    ),
    "circumstances: factor": (
        _circumstances({"conduct": "{red_light=4}"}),
        f"{PLACE}.conduct.red_light: ",
        "3.9",
    ),
    "circumstances: service": (
        _circumstances({"begins_when_refused": "{lone=0.1}"}),
        f"{PLACE}.begins_when_refused: there is no service 'lone' (did you mean 'loan'?)",
    ),
    "circumstances: dearer service": (
        _circumstances({"begins_when_dearer": "{doctr=0.1}"}),
        f"{PLACE}.begins_when_dearer: there is no service 'doctr'",
    ),
    "circumstances: granted service": (
        _circumstances({"ends_when_granted": "{job=0.1}"}),
        f"{PLACE}.ends_when_granted: there is no service 'job'",
    ),
    "circumstances: asked service": (
        _circumstances({"services": "{doctr=0}"}),
        f"{PLACE}.services: there is no service 'doctr' (did you mean 'doctor'?)",
    ),
    "circumstances: conduct": (
        _circumstances({"conduct": "{red_ligth=1}"}),
        f"{PLACE}.conduct: there is no conduct 'red_ligth' (did you mean 'red_light'?)",
    ),
    "circumstances: domain": (
        _circumstances({"domains": "{trafic=1}"}),
        f"{PLACE}.domains: there is no domain 'trafic' (did you mean 'traffic'?)",
    ),
    "circumstances: another": (
        _circumstances({"raises": "{indebtd=2}"}),
        f"{PLACE}.raises: there is no circumstance 'indebtd' (did you mean 'indebted'?)",
    ),
    "circumstances: itself": (
        _circumstances({"raises": "{jobless=2}"}),
        f"{PLACE}.raises.jobless: what somebody",
    ),
    "circumstances: attribute": (
        _circumstances({"depends": "{incme={low=2}}"}),
        f"{PLACE}.depends.incme: there is no attribute 'incme'",
    ),
    "circumstances: level": (
        _circumstances({"ends_depends": "{income={lo=2}}"}),
        f"{PLACE}.ends_depends.income: there is no level of income 'lo' (did you mean 'low'?)",
    ),
    "circumstances: ends twice": (
        _circumstances({"lasts_days": "20", "ends_per_year": "1"}),
        f"{PLACE}: what lasts a number of days begins during the run and ends by time alone",
    ),
    "circumstances: too often": (
        _circumstances({"begins_per_year": "20"}, {"raises": "{jobless=3}"}),
        f"{PLACE}.begins_per_year: the rate reaches 60 a year for some citizens",
        "once in 7 days",
    ),
    "circumstances: ends too often": (
        _circumstances({"ends_per_year": "60"}),
        f"{PLACE}.ends_per_year: the rate reaches 60 a year",
    ),
    "circumstances: more than all": (
        _circumstances({"at_start": "0.6", "depends": "{income={low=2}}"}),
        f"{PLACE}.at_start: the probability reaches 1.2 for some citizens",
    ),
    "circumstances: beyond a bound": (
        _circumstances({"conduct": "{red_light=1.1}"}),
        "conduct.red_light.per_year: the rate reaches 4.95 a year",
        "above its bound_per_year of 4.5",
    ),
    "circumstances: beyond a service's bound": (
        _circumstances({"services": "{loan=1.5}"}),
        "services.loan.per_year: the rate reaches 0.9 a year",
        "above its bound_per_year of 0.6",
    ),
    "experiment: key": (_experiment(dya="3"), "experiment.dya: unknown key", "'day'"),
    "experiment: day 0": (_experiment(day="0"), "experiment.day: "),
    "experiment: too late": (
        _experiment(day="500"),
        "experiment.day: day 500 is after the last day of the run",
    ),
    "experiment: nobody": (_experiment(share="0"), "experiment.share: ", "greater than 0, got 0"),
    "experiment: everybody": (_experiment(share="0.6"), "experiment.share: ", "got 0.6"),
    "experiment: no source": (_experiment(assumed=None), "experiment: every number says where it"),
    "experiment: by whom": (
        _experiment(by="'lotts'"),
        "experiment.by: there is no organisation 'lotts'",
        "'lots'?",
    ),
    "experiment: what": (_experiment(conduct="'drwan'"), "experiment.conduct: there is no conduct 'drwan'"),
    "experiment: no parameter": (
        _experiment("catalogue.blocks.lots={red_light={first=51001, count=1}}"),
        "experiment.conduct: 'drawn' needs a parameter: add catalogue.blocks.lots.drawn",
    ),
    "experiment: happens anyway": (
        _experiment("conduct.drawn.per_year=1"),
        "experiment.conduct: 'drawn' happens in other ways as well: set its per_year to 0",
    ),
    "experiment: points": (
        _experiment("rulebook.rules.drawn.points=-5"),
        "experiment.conduct: 'drawn' needs a rule with points = 0 and an override",
    ),
    "experiment: best category": (
        _experiment("rulebook.rules.drawn.override.category='A'"),
        "experiment.conduct: rulebook.rules.drawn sets the best category",
    ),
}
