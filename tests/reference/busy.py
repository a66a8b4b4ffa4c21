"""A small city where people answer, speak, fall and change ties a lot, to hold against the engine.

Its numbers lie where the essay's do not: steep leanings, factors of two and more, preferences the other way.
"""

from __future__ import annotations

from importlib import resources

from glasscity.scenario import Scenario, load

MORE_SPEECH = (
    "conduct.praise={code=6, label='praising the city hall', domain='speech', context='online', lawful=true, "
    "gravity=0, per_year=4, bound_per_year=200, assumed='a test'}",
    "conduct.question={code=7, label='asking the city hall', domain='speech', context='online', lawful=true, "
    "gravity=0, per_year=10, bound_per_year=200, assumed='a test'}",
    "conduct.chat={code=8, label='talking of the city hall', domain='speech', context='online', lawful=true, "
    "gravity=0, per_year=10, bound_per_year=200, assumed='a test'}",
    "catalogue.blocks.network_company.praise={first=1101, count=1}",
    "organisations.network_company.sees.praise=0.5",
    "rulebook.rules.praise={points=2, assumed='a test'}",
)
RESPONSE = {
    "told": "0.8",
    "awareness": "{at_start=0.4, by_own_entry=0.5, by_contacts=0.05, assumed='a test'}",
    "learning": "{rule='habit', at_start=0.3, assumed='a test'}",
    "leaning": "{certainty=0.6, severity=0.7, half_severity=4, noticeable=8, points_per_money=0.01, "
    "reward=0.3, nothing_to_lose=0.8, licence=0.3, assumed='a test'}",
    "criteria": "{transparency=0.3, supposed={punished=4, rewarded=3, uncounted=2}, own=0.4, contacts=0.1, "
    "spillover=0.7, assumed='a test'}",
    "defiance": "{illegitimate=0.3, depends={outspokenness={high=2}}, against=1, weeks=2, assumed='a test'}",
    "crowding_out": "{share=0.35, domains=['good_deeds'], assumed='a test'}",
    "near_bounds": "{margin=12, about_to_fall=1.7, about_to_rise=0.6, assumed='a test'}",
    "tokens": "['praise']",
}
VOICE = {
    "critical": "['critical_post', 'question']",
    "approving": "['praise']",
    "speaking_at_start": "0.6",
    "opinion": "{levels=['20', '90', '127', '128', '240'], given='outspokenness', "
    "shares=[0.2, 0.2, 0.2, 0.2, 0.2], by={high=[0.4, 0.3, 0.1, 0.1, 0.1]}, assumed='a test'}",
    "reluctance": "{levels=['0', '10', '33', '70'], shares=[0.2, 0.3, 0.3, 0.2], assumed='a test'}",
    "speaking": "{rule='thresholds', parameters={feigning=0.4}, assumed='a test'}",
    "speech": "{in_silence=0.15, against_conviction=0.05, feigned=1.9, assumed='a test'}",
    "fear": "{told=0.7, own_entry=0.4, contacts_entry=0.13, fading=0.07, certainty=0.6, assumed='a test'}",
    "change_of_mind": "{drift=0.03, punished=0.05, told_of_repression=0.12, wronged=0.1, assumed='a test'}",
}
REWIRING = {
    "layers": "['neighbours', 'friends']",
    "forms": "'friends'",
    "knows": "0.7",
    "lose_touch": "0.05",
    "drop": "{per_week=0.3, bands_below=2, depends={age={18-34=1.4}}}",
    "seek": "{per_week=0.6, bands_tolerated=1, prefers_higher=false, depends={income={low=0.5}}}",
    "filed": "{formed_after_days=[1, 9], ended_after_days=[1, 12], never_ended=0.3}",
    "support": "{share_left=0.8, conduct={unpaid_bill=1.99, volunteering=0.4}, assumed='a test'}",
}
KINDS = {
    "jobless": "code=9, label='without work', words={begins='loses work', ends='finds work'}, at_start=0.1, "
    "begins_per_year=2, ends_per_year=6, depends={income={low=2, high=0}, sex={male=1.1}}, "
    "ends_depends={age={55-and-over=0.5}}, conduct={unpaid_bill=3.9, bill_on_time=2}, services={loan=3.5}, "
    "raises={hopeless=1.3}, begins_when_refused={doctor=0.6}",
    "indebted": "code=4, label='in debt', words={begins='falls into debt', ends='is out of debt'}, "
    "at_start=0.2, begins_per_year=1, ends_per_year=2, begins_when_dearer={loan=0.9, doctor=0.9}, "
    "ends_when_granted={loan=0.5}, domains={bills=1.5, good_deeds=0.3}, conduct={bill_on_time=0.1}, "
    "raises={jobless=2.7, hopeless=2}",
    "hopeless": "code=200, label='out of hope', words={begins='gives up', ends='asks again'}, lasts_days=9, "
    "begins_per_year=1, begins_when_refused={doctor=0.5, loan=0.8}, services={doctor=0}",
}
CHANGES = (
    (3, "circumstances.kinds.jobless.conduct.unpaid_bill", "to=1.2"),
    (8, "response.learning.rule", "to='bayes'"),
    (15, "response.defiance", "drop=true"),
    (20, "voice.speaking.rule", "to='private_cost'"),
    (20, "voice.speaking.parameters", "to={reputation=0.3, protection=2}"),
    (22, "response.defiance", "to={illegitimate=0.8, against=0.4, weeks=3, assumed='a test'}"),
    (23, "circumstances.kinds.indebted", "drop=true"),
    (24, "circumstances.every_days", "to=3"),
    (25, "rulebook.rules.question", "to={points=-9, assumed='a test'}"),
    (26, "voice.media", "to={weight=0.4, critics_shown=0.3, assumed='a test'}"),
    (27, "rewiring.support.conduct.volunteering", "drop=true"),
    (29, "rewiring.seek.prefers_higher", "to=true"),
    (30, "rewiring.support.share_left", "to=0.95"),
    (32, "rewiring.support", "drop=true"),
    (33, "response.crowding_out", "drop=true"),
    (34, "rulebook.criteria_published", "to=true"),
    (36, "propensity.daily", "to={B=0.02}"),
    (38, "voice", "drop=true"),
    (40, "response", "drop=true"),
    (41, "circumstances", "drop=true"),
    (43, "rewiring", "drop=true"),
    (44, "propensity", "drop=true"),
)


def table(parts: dict[str, str]) -> str:
    """Return a table of a scenario as it is written in one line."""
    return "{" + ", ".join(f"{key}={value}" for key, value in (parts | {"assumed": "'a test'"}).items()) + "}"


def busy(*settings: str, citizens: int = 200, days: int = 64) -> Scenario:
    """Return the starter city with all of this, where everything happens often."""
    file = str(resources.files("glasscity") / "scenario" / "starter.toml")
    often = {"red_light": 15, "unpaid_bill": 1.5, "bill_on_time": 6, "volunteering": 8, "critical_post": 6}
    kinds = ", ".join(f"{name}={{{parts}, assumed='a test'}}" for name, parts in KINDS.items())
    return load(
        file,
        citizens=citizens,
        days=days,
        settings=[
            "network.community=32",
            "network.layers.friends.within=32",
            "rulebook.criteria_published=false",
            *MORE_SPEECH,
            *(f"conduct.{name}.per_year={rate}" for name, rate in often.items()),
            *(f"conduct.{name}.bound_per_year=360" for name in often),
            "services.loan.per_year=6",
            "services.loan.bound_per_year=99",
            "services.doctor.per_year=8",
            "services.doctor.bound_per_year=99",
            "organisations.water_works.delay_days=[1, 4]",
            "organisations.traffic_police.errors={wrong_person=0.4, assumed='a test'}",
            "population.names={number=20, assumed='a test'}",
            f"response={table(RESPONSE)}",
            f"voice={table(VOICE)}",
            f"rewiring={table(REWIRING)}",
            f"circumstances={{every_days=5, kinds={{{kinds}}}, assumed='a test'}}",
            "propensity={lowest=0.2, highest=0.7, raises=['bill_on_time', 'praise'], lowers=['red_light'], "
            "daily={A=0.01, C=-0.015, D=-0.003}, assumed='a test'}",
            *settings,
        ],
    )


def busy_changes(*settings: str, citizens: int = 200, days: int = 64) -> Scenario:
    """Return the same city, in which rules change, go, and come back in other words."""
    changes = ", ".join(
        f"{{day={day}, path='{path}', {change}, assumed='a test'}}" for day, path, change in CHANGES
    )
    return busy(f"interventions=[{changes}]", *settings, citizens=citizens, days=days)
