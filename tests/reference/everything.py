"""Two small cities in which everything happens, to hold this reference against the engine."""

from __future__ import annotations

from glasscity.scenario import Scenario, load

TOWNS = (
    "{east={code=1, label='East', share=0.4, assumed='a test'}, "
    "west={code=2, label='West', share=0.4, start=500, scale=0.5, attraction=2, assumed='a test'}, "
    "south={code=3, label='South', share=0.2, scored=false, hearings_per_day=900, assumed='a test'}}"
)
MOVES = (
    "{per_year=2, bound_per_year=4, depends={age={over-74=0.5}}, rule='origin', appeals_heard_by='origin', "
    "assumed='a test'}"
)
LOT = (
    "conduct.drawn={code=990, label='drawn by lot', domain='traffic', context='streets', lawful=true, "
    "gravity=0, per_year=0, bound_per_year=0, assumed='a test'}",
    "organisations.experiment={code=60000, label='The experiment', kind='other', assumed='a test'}",
    "catalogue.blocks.experiment={drawn={first=4000000000, count=1}}",
    "rulebook.rules.drawn={points=0, override={category='D', days=20}, assumed='a test'}",
    "experiment={day=10, share=0.2, by='experiment', conduct='drawn', assumed='a test'}",
)
LOANS = (
    *(
        f"conduct.{name}={{code={code}, label='{name}', domain='credit', context='credit', lawful=true, "
        "gravity=1, per_year=0, bound_per_year=0, assumed='a test'}"
        for code, name in enumerate(("loan_repaid", "loan_defaulted", "earlier_loans"), 60_010)
    ),
    "services.branch_loan={code=60010, label='a loan of the lender', context='credit', per_year=0, "
    "bound_per_year=0, ordinary_refusal=0.1, terms={D={refused=true}}, assumed='a test'}",
    "organisations.lender={code=60010, label='the lender', kind='commercial', "
    "sees={loan_repaid=0.9, loan_defaulted=1}, assumed='a test'}",
    "catalogue.blocks.lender={loan_repaid={first=4000000010, count=2}, loan_defaulted={first=4000000020, "
    "count=1}, earlier_loans={first=4000000030, count=6}}",
    "rulebook.rules.loan_repaid={points=40, assumed='a test'}",
    "rulebook.rules.loan_defaulted={points=-60, expires_after_days=30, assumed='a test'}",
    "rulebook.rules.earlier_loans={points_from=-90, points_to=90, assumed='a test'}",
    "lending={service='branch_loan', organisation='lender', repaid='loan_repaid', applicants=4, "
    "defaulted='loan_defaulted', opening='earlier_loans', policy='equal opportunity', "
    "repays={AAA=0.9, AA=0.9, A=0.7, B=0.45, C=0.2, D=0}, groups={one={code=2, label='one', customers=12, "
    "at_start={AAA=3, B=5, D=4}}, other={code=1, label='other', customers=20}}, assumed='a test'}",
)
ERRORS = {
    **{"missed": 0.05, "late": 0.1, "late_days": [2, 20], "duplicated": 0.05, "wrong_person": 0.1},
    **{"wrong_parameter": 0.1, "stale": 0.05, "stale_days": [5, 40]},
    **{"invented_per_year": 0.2, "invented_bound_per_year": 0.4},
}
MISHAPS = ("wrong_version", "merged_files", "imported_twice", "expiry_missed", "correction_lost")
OFTEN = (
    *(f"data_centre.{name}.per_year=10" for name in MISHAPS),
    "data_centre.merged_files.share=0.1",
    "population.isolated=6",
    "population.names.number=40",
    "owners.shop_group.failure.per_year=20",
    "owners.shop_group.failure.wrong_person=0.3",
    "owners.shop_group.failure.duplicated=0.5",
    "organisations.neighbourhood_offices.inspection={among='categories', inspects=['neglecting_parents'], "
    "of_category={AAA=0.5, B=2, D=3}, assumed='a test'}",
    "organisations.traffic_police.inspection={among='districts', inspects=['red_light', 'speeding'], "
    "visits=9, follows=0.7, corrected=true, at_start={old_town=5}, assumed='a test'}",
    "denunciation.motives.duty.each_act=0.02",
    "denunciation.motives.points.each_act=0.02",
    "denunciation.motives.malice.per_year=0.5",
    "denunciation.motives.malice.bound_per_year=4",
    "denunciation.checked=0.5",
    "appeals.notified=1",
    "appeals.if_wrong=0.6",
    "appeals.if_right=0.2",
    "appeals.after_days=[1, 6]",
    "appeals.answer_days=[2, 6]",
    "appeals.hearings_per_day=400",
    "repair.waiting=[{gravity=0, days=3}, {gravity=3, days=9}]",
    "repair.within_days=10",
    "repair.clean_days=5",
    "repair.applies=0.5",
    "response.told=0.6",
    "response.awareness.at_start=0.5",
    "response.awareness.by_contacts=0.05",
    "response.criteria.transparency=0.6",
    "rewiring.drop.per_week=0.4",
    "rewiring.drop.bands_below=1",
    "rewiring.seek.bands_tolerated=0",
    "rewiring.lose_touch=0.02",
    "rewiring.support.share_left=0.95",
    "circumstances.kinds.no_hope_of_a_loan.lasts_days=15",
    "services.loan.terms={A={interest_percent=9}, B={refused=true}, C={refused=true}, D={refused=true}}",
    "services.loan.per_year=3",
    "services.loan.bound_per_year=30",
    "services.better_doctor.asked_elsewhere=0.3",
    "copies.credit_bureau.renewed_after_days=20",
    "rulebook.rules.red_light.expires_after_days=9",
    "rulebook.rules.littering.expires_after_days=12",
    "rulebook.rules.littering.points=-30",
    "conduct.littering.per_year=6",
    "conduct.littering.bound_per_year=60",
    "conduct.red_light.bound_per_year=25",
    "conduct.volunteering.bound_per_year=50",
    "time.start=2018-12-10",
)


def everything(*settings: str, citizens: int = 150, days: int = 60) -> Scenario:
    """Return the essay's city in three towns, with consent and an experiment, and everything often."""
    plain = load("essay", citizens=citizens, days=days)
    erring = [name for name, one in plain.organisations.items() if one.errors is not None]
    return load(
        "essay",
        citizens=citizens,
        days=days,
        settings=[
            f"towns={TOWNS}",
            "network.community=32",
            f"relocation={MOVES}",
            "joint={categories=['D'], services=['loan'], stays_days=10, assumed='a test'}",
            "scoring={consent={share=0.9, depends={age={18-29=0.8}}, joining_per_year=1, "
            "withdrawing_per_year=0.5, assumed='a test'}}",
            *LOT,
            *LOANS,
            *(
                f"organisations.{name}.errors.{key}={value}"
                for name in erring
                for key, value in ERRORS.items()
            ),
            *OFTEN,
            "propensity={raises=['volunteering'], lowers=['red_light'], daily={D=-0.01, B=0.005}, "
            "assumed='a test'}",
            *settings,
        ],
    )


CHANGES = (
    (12, "denunciation.checked", "to=0.9"),
    (14, "catalogue.dropped", "to=[100_050, 700_100]"),
    (15, "organisations.*.errors.wrong_person", "times=2"),
    (18, "response.enabled", "to=false"),
    (20, "scoring.consent.share", "to=0.6"),
    (22, "voice.enabled", "to=false"),
    (24, "rewiring.enabled", "to=false"),
    (25, "circumstances.enabled", "to=false"),
    (26, "response.enabled", "to=true"),
    (28, "voice.enabled", "to=true"),
    (29, "propensity.enabled", "to=false"),
    (27, "lending.policy", "to='max utility'"),
    (30, "scoring.enabled", "to=false"),
    (34, "scoring.enabled", "to=true"),
    (35, "organisations.street_wardens.inspection.follows", "to=0.2"),
    (35, "organisations.street_wardens.inspection.remembered_days", "to=7"),
    (36, "organisations.police_stations.inspection.enabled", "to=false"),
    (37, "appeals.enabled", "to=false"),
    (38, "owners.shop_group.failure", "drop=true"),
    (39, "towns.south.scored", "to=true"),
    (40, "relocation.rule", "to='destination'"),
    (40, "relocation.appeals_heard_by", "to='destination'"),
    (41, "rulebook.influence.kind", "to='drift'"),
    (42, "appeals.enabled", "to=true"),
    (43, "appeals.helpers.share", "to=0.3"),
    (44, "copies.credit_bureau.enabled", "to=false"),
    (45, "rewiring.enabled", "to=true"),
    (46, "circumstances.enabled", "to=true"),
    (47, "rulebook.amnesty", "to={conduct=['littering'], assumed='a test'}"),
    (47, "lending.policy", "to='equal opportunity'"),
    (48, "data_centre.enabled", "to=false"),
    (55, "lending.enabled", "to=false"),
    (49, "relocation.enabled", "to=false"),
    (50, "denunciation.enabled", "to=false"),
    (51, "rulebook.influence.kind", "to='off'"),
    (52, "rulebook.walls", "to=true"),
    (53, "scoring.consent.enabled", "to=false"),
)


def everything_changes(*settings: str, citizens: int = 150, days: int = 60) -> Scenario:
    """Return the same city, and an intervention nearly every day: each rule goes, and most come back."""
    changes = ", ".join(
        f"{{day={day}, path='{path}', {change}, assumed='a test'}}" for day, path, change in CHANGES
    )
    return everything(f"interventions=[{changes}]", *settings, citizens=citizens, days=days)
