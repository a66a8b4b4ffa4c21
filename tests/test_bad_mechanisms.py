"""Bad input in the tables of errors, denunciation, appeals and harm: one clear message each."""

from __future__ import annotations

import pytest

import bad_circumstances
import bad_copies
import bad_rewiring
from cities import MANY_LEVELS, changed, starter
from glasscity.errors import BadInput

NAMES = "population.names={number=100, assumed='a test'}"
POLICE = "organisations.traffic_police.errors"
OFFICE = (
    "organisations.office={code=41, label='The office', kind='municipal', assumed='a test'}",
    "catalogue.blocks.office={red_light={first=41001, count=1}, critical_post={first=41002, count=4}}",
)
TRUTH = "{code=1, label='duty', tells='the truth', each_act=0.1, assumed='a test'}"
LIE = "{code=2, label='malice', tells='a lie', per_year=1, bound_per_year=3, assumed='a test'}"
DENUNCIATION = {
    "to": "'office'",
    "about": "['red_light']",
    "layers": "['friends']",
    "checked": "0.5",
    "lie_found": "0.5",
    "assumed": "'a test'",
    "motives": f"{{duty={TRUTH}, malice={LIE}}}",
}
APPEALS = {
    "notified": "0.5",
    "if_wrong": "0.5",
    "if_right": "0.1",
    "after_days": "[1, 5]",
    "hearings_per_day": "10",
    "answer_days": "[1, 5]",
    "corrected_if_wrong": "0.9",
    "corrected_if_right": "0.1",
    "machine_believed": "0.2",
    "assumed": "'a test'",
}

VOICE = {
    "assumed": "'a test'",
    "critical": "['critical_post']",
    "approving": "['volunteering']",
    "speaking_at_start": "0.5",
    "opinion": "{levels=['60', '200'], shares=[0.2, 0.8], assumed='a test'}",
    "reluctance": "{levels=['0', '50'], shares=[0.5, 0.5], assumed='a test'}",
    "speaking": "{rule='thresholds', assumed='a test'}",
    "speech": "{in_silence=0.1, against_conviction=0.1, feigned=1, assumed='a test'}",
    "fear": "{told=1, own_entry=0.5, contacts_entry=0.1, fading=0.1, certainty=0, assumed='a test'}",
    "change_of_mind": "{drift=0, punished=0, told_of_repression=0, wronged=0, assumed='a test'}",
    "media": "{weight=0.5, critics_shown=1, assumed='a test'}",
}


RESPONSE = {
    "told": "0.5",
    "assumed": "'a test'",
    "awareness": "{at_start=0.5, by_own_entry=0.5, by_contacts=0.02, assumed='a test'}",
    "learning": "{rule='bayes', at_start=0.2, assumed='a test'}",
    "leaning": "{certainty=0.6, severity=0.3, half_severity=20, points_per_money=0, reward=0, "
    "nothing_to_lose=0.8, licence=0.3, assumed='a test'}",
}
SECRET = "rulebook.criteria_published=false"


def _table(place, parts, **changes):
    given = {key: value for key, value in (parts | changes).items() if value is not None}
    return f"{place}={{{', '.join(f'{key}={value}' for key, value in given.items())}}}"


def _errors(**parts):
    return (_table(POLICE, {"assumed": "'a test'"}, **parts),)


def _denunciation(**changes):
    return (*OFFICE, _table("denunciation", DENUNCIATION, **changes))


def _motive(**parts):
    started = {"code": "1", "label": "'why'", "tells": "'the truth'", "assumed": "'a test'"}
    return _denunciation(motives=f"{{{_table('why', started, **parts)}}}")


def _appeals(**changes):
    return (_table("appeals", APPEALS, **changes),)


def _response(**changes):
    return (_table("response", RESPONSE, **changes),)


def _criteria(**changes):
    given = {
        "transparency": "0.2",
        "supposed": "{punished=3, rewarded=1, uncounted=1}",
        "own": "0.2",
        "contacts": "0.05",
        "spillover": "0.5",
        "assumed": "'a test'",
    }
    return (*_response(), _table("response.criteria", given, **changes), SECRET)


def _defiance(**changes):
    given = {"illegitimate": "0.2", "against": "0", "weeks": "8", "assumed": "'a test'"}
    return (*_response(), _table("response.defiance", given, **changes))


def _voice(**changes):
    return (_table("voice", VOICE, **changes),)


TOWN = {"code": "1", "label": "'A'", "share": "0.5", "assumed": "'a test'"}
SECOND = "b={code=2, label='B', share=0.5, assumed='a test'}"
RELOCATION = {
    "per_year": "0.1",
    "bound_per_year": "0.2",
    "rule": "'origin'",
    "appeals_heard_by": "'origin'",
    "assumed": "'a test'",
}
JOINT = {"categories": "['D']", "services": "['loan']", "stays_days": "30", "assumed": "'a test'"}


def _towns(**parts):
    return (f"towns={{{_table('a', TOWN, **parts)}, {SECOND}}}",)


def _relocation(**parts):
    return (*_towns(), _table("relocation", RELOCATION, **parts))


def _joint(**parts):
    return (*_towns(), _table("joint", JOINT, **parts))


def test_all_of_them_together_are_good_input():
    tables = (*_errors(wrong_person="0.1"), *_denunciation(), *_appeals(), *_voice(), *bad_circumstances.GOOD)
    city = changed(starter(), NAMES, *tables, *bad_rewiring.GOOD, *bad_copies.GOOD)
    assert list(city.holders) == ["bureau"]
    assert city.rewiring is not None
    assert city.denunciation is not None
    assert city.appeals is not None


def _centre(kind, *more, **parts):
    return (*more, _table("data_centre", {kind: f"{{{', '.join(f'{k}={v}' for k, v in parts.items())}}}"}))


REPAIR = {
    "waiting": "[{gravity=0, days=90}, {gravity=4, days=365}]",
    "applies": "0.1",
    "within_days": "30",
    "conditions_met": "0.5",
    "clean_days": "90",
    "decided_after_days": "[1, 3]",
    "assumed": "'a test'",
}


def _repair(**changes):
    return (_table("repair", REPAIR, **changes),)


MOTIVE = "denunciation.motives.why"
FIVE = [f"m{code}={TRUTH.replace('code=1', f'code={code}')}" for code in range(1, 6)]
CONSENT = {"share": "0.5", "assumed": "'a test'"}


def _consent(**changes):
    return (_table("scoring.consent", CONSENT, **changes),)


BAD = {
    # Repair and amnesty
    "unknown key of repair": (_repair(aplies="0.1"), "repair.aplies: unknown key (did you mean 'applies'?)"),
    "repair above 1": (_repair(applies="2"), "repair.applies: ", "less than or equal to 1, got 2"),
    "repair without source": (_repair(assumed=None), "repair: every number says where it comes from"),
    "repair decided at once": (
        _repair(decided_after_days="[0, 3]"),
        "repair: decided_after_days 0, 3: at least 1 day, and the shortest first",
    ),
    "repair from gravity 1": (
        _repair(waiting="[{gravity=1, days=90}]"),
        "repair: waiting starts at gravity 1; it starts at 0",
    ),
    "repair turned round": (
        _repair(waiting="[{gravity=0, days=90}, {gravity=0, days=9}]"),
        "repair: waiting: gravity 0 comes after 0",
    ),
    "repair of no time": (
        _repair(waiting="[{gravity=0, days=0}]"),
        "repair.waiting[0].days: ",
        "greater than or equal to 1, got 0",
    ),
    "amnesty for nothing": (
        ("rulebook.amnesty={conduct=[], assumed='a test'}",),
        "rulebook.amnesty.conduct: ",
    ),
    "amnesty for unknown": (
        ("rulebook.amnesty={conduct=['red_ligt'], assumed='a test'}",),
        "rulebook.amnesty.conduct: there is no conduct 'red_ligt' (did you mean 'red_light'?)",
    ),
    # Errors of the data centre
    "unknown mishap": (_centre("mergd_files"), "data_centre.mergd_files: unknown key (did you mean 'merged_"),
    "mishap above daily": (
        _centre("expiry_missed", per_year="366", days="3", assumed="'a test'"),
        "data_centre.expiry_missed: per_year 366 is more than once a day; at most 365",
    ),
    "mishap without source": (
        _centre("expiry_missed", per_year="3", days="3"),
        "data_centre.expiry_missed: every number says where it",
    ),
    "mishap of no days": (
        _centre("imported_twice", per_year="3", days="0", share="0.1", assumed="'a test'"),
        "data_centre.imported_twice.days: ",
        "greater than or equal to 1, got 0",
    ),
    "mishap of all and more": (
        _centre("imported_twice", per_year="3", days="2", share="1.1", assumed="'a test'"),
        "data_centre.imported_twice.share: ",
        "less than or equal to 1, got 1.1",
    ),
    "other version of nothing": (
        _centre("wrong_version", per_year="3", days="2", points="{}", assumed="'a test'"),
        "data_centre.wrong_version.points: ",
    ),
    "other version of unknown": (
        _centre("wrong_version", per_year="3", days="2", points="{red_ligt=-3}", assumed="'a test'"),
        "data_centre.wrong_version.points.red_ligt: there is no conduct 'red_ligt' (did you",
    ),
    "other version of no rule": (
        (
            "conduct.sleeping={code=99, label='Sleeping', context='streets', domain='traffic', lawful=true, "
            "gravity=0, per_year=1, bound_per_year=1, assumed='a test'}",
            *_centre("wrong_version", per_year="3", days="2", points="{sleeping=-3}", assumed="'a test'"),
        ),
        "data_centre.wrong_version.points.sleeping: no rule gives points for 'sleeping': add",
    ),
    "merged without names": (
        _centre("merged_files", per_year="3", days="2", share="0.1", undone="1", assumed="'a test'"),
        "data_centre.merged_files: files are merged with namesakes': add a table [population.names]",
    ),
    "lost without appeals": (
        _centre("correction_lost", per_year="3", days_back="2", assumed="'a test'"),
        "data_centre.correction_lost: only what was corrected can come back: add a table [appeals]",
    ),
    # Consent
    "unknown key of consent": (
        _consent(shar="0.1"),
        "scoring.consent.shar: unknown key (did you mean 'share'?)",
    ),
    "consent above 1": (_consent(share="1.2"), "scoring.consent.share: ", "less than or equal to 1, got 1.2"),
    "consent without source": (_consent(assumed=None), "scoring.consent: every number says where it"),
    "consent of nobody known": (
        _consent(depends="{wealth={low=0.5}}"),
        "scoring.consent.depends.wealth: there is no attribute 'wealth'",
    ),
    "consent at no level": (
        _consent(depends="{income={lo=0.5}}"),
        "scoring.consent.depends.income: there is no level of income 'lo' (did you mean 'low'?)",
    ),
    "consent of more than all": (
        _consent(share="0.6", depends="{income={low=2}}"),
        "scoring.consent.share: the share reaches 1.2 for some citizens, above 1",
    ),
    "consent given daily": (
        _consent(joining_per_year="365"),
        "scoring.consent.joining_per_year: 365 a year is once a day or more; it is below 365",
    ),
    "consent withdrawn daily": (
        _consent(withdrawing_per_year="400"),
        "scoring.consent.withdrawing_per_year: 400 a year is once a day or more",
    ),
    "basic as number": (("services.doctor.basic=1",), "services.doctor.basic: expected true or false"),
    # Errors of organisations
    "unknown error": (_errors(mised="0.1"), f"{POLICE}.mised: unknown key (did you mean 'missed'?)"),
    "error above 1": (_errors(missed="1.1"), f"{POLICE}.missed: ", "less than or equal to 1, got 1.1"),
    "error below 0": (_errors(late="-0.1"), f"{POLICE}.late: ", "greater than or equal to 0, got -0.1"),
    "error in per cent": (
        _errors(stale="'5%'"),
        f"{POLICE}.stale: expected a plain number, got the text '5%",
    ),
    "error as truth": (_errors(late="true"), f"{POLICE}.late: expected a number, got true"),
    "errors without source": (_errors(assumed=None, late="0.1"), f"{POLICE}: every number says where it"),
    "errors as number": ((f"{POLICE}=0.1",), f"{POLICE}: expected a table"),
    "wrong person": (
        _errors(wrong_person="0.1"),
        f"{POLICE}.wrong_person: namesakes need a table [population.n",
    ),
    "late turned round": (
        _errors(late_days="[9, 3]"),
        f"{POLICE}: late_days 9, 3: shortest first, and at most",
    ),
    "too late": (_errors(late_days="[9, 4000]"), f"{POLICE}: late_days 9, 4000: ", "at most 3650 days"),
    "stale turned round": (_errors(stale_days="[9, 3]"), f"{POLICE}: stale_days 9, 3: shortest first"),
    "one number of days": (_errors(late_days="9"), f"{POLICE}.late_days: expected a list, got 9"),
    "three numbers of days": (_errors(late_days="[1, 2, 3]"), f"{POLICE}.late_days"),
    "half a day": (_errors(late_days="[0.5, 2]"), f"{POLICE}.late_days[0]: expected a whole number, got 0.5"),
    "invented beyond bound": (
        _errors(invented_per_year="2", invented_bound_per_year="1"),
        f"{POLICE}: invented_per_year 2 is above its invented_bound_per_year of 1",
    ),
    "invented without bound": (_errors(invented_per_year="2"), f"{POLICE}: invented_per_year 2 is above its"),
    "invented every day": (
        _errors(invented_bound_per_year="365"),
        f"{POLICE}: invented_bound_per_year 365 is once a day or more",
        "the bound is below 365",
    ),
    "no names": (("population.names={number=0, assumed='a test'}",), "population.names.number: "),
    "names without source": (
        ("population.names={number=5}",),
        "population.names: every number says where it",
    ),
    # Denunciation
    "unknown switch": (_denunciation(enabeld="true"), "denunciation.enabeld: unknown key", "'enabled'?"),
    "switch as text": (_denunciation(enabled="'no'"), "denunciation.enabled: expected true or false"),
    "secret as number": (_denunciation(secret="1"), "denunciation.secret: expected true or false"),
    "nowhere": (
        _denunciation(to="'ofice'"),
        "denunciation.to: there is no organisation 'ofice'",
        "'office'?",
    ),
    "to nobody": (_denunciation(to=None), "denunciation.to: this key is missing"),
    "about nothing known": (
        _denunciation(about="['red_ligth']"),
        "denunciation.about: there is no conduct 'red_ligth' (did you mean 'red_light'?)",
    ),
    "about nothing": (_denunciation(about="[]"), "denunciation.about: list should have at least 1 item"),
    "about without parameters": (
        _denunciation(about="['unpaid_bill']"),
        "denunciation.about: 'unpaid_bill' needs parameters: add catalogue.blocks.office.unpaid_bill",
    ),
    "reward without parameters": (
        _denunciation(reward="'volunteering'"),
        "denunciation.reward: 'volunteering' needs parameters: add catalogue.blocks.office.volunteering",
    ),
    "unknown reward": (_denunciation(reward="'fame'"), "denunciation.reward: there is no conduct 'fame'"),
    "unknown layer": (_denunciation(layers="['freinds']"), "denunciation.layers: there is no layer of ties"),
    "checked above 1": (
        _denunciation(checked="2"),
        "denunciation.checked: ",
        "less than or equal to 1, got 2",
    ),
    "lie found in per cent": (_denunciation(lie_found="'50%'"), "denunciation.lie_found: expected a plain n"),
    "no motives": (
        _denunciation(motives="{}"),
        "denunciation.motives: dictionary should have at least 1 item",
    ),
    "motives of one code": (
        _denunciation(motives=f"{{one={TRUTH}, other={TRUTH}}}"),
        "denunciation: motives.other.code: 1 is already the code of 'one'",
    ),
    "five truths": (
        _denunciation(motives=f"{{{', '.join(FIVE)}}}"),
        "denunciation: 5 motives tell the truth; at most 4",
    ),
    "motive without source": (_motive(assumed=None), f"{MOTIVE}: every number says where it comes from"),
    "truth by the year": (
        _motive(per_year="1", bound_per_year="2"),
        f"{MOTIVE}: the truth is told of acts: give `each_act`, not `per_year`",
    ),
    "both at once": (_motive(each_act="0.1", per_year="1"), f"{MOTIVE}: the truth is told of acts"),
    "lie about acts": (
        _motive(tells="'a lie'", each_act="0.1"),
        f"{MOTIVE}: a lie needs no act: give `per_y",
    ),
    "half a truth": (_motive(tells="'half a truth'"), f"{MOTIVE}.tells: ", "'the truth' or 'a lie'"),
    "truth above 1": (_motive(each_act="1.5"), f"{MOTIVE}.each_act: ", "less than or equal to 1, got 1.5"),
    "lies beyond bound": (
        _motive(tells="'a lie'", per_year="1", bound_per_year="2", depends="{age={18-34=3}}"),
        f"{MOTIVE}.per_year: the rate reaches 3 a year for some citizens, above its bound_per_year of 2",
    ),
    "lies every day": (
        _motive(tells="'a lie'", bound_per_year="400"),
        f"{MOTIVE}: bound_per_year 400 is once a day or more",
        "the bound is below 365",
    ),
    "unknown attribute": (
        _motive(depends="{agee={a=1}}"),
        f"{MOTIVE}.depends.agee: there is no attribute 'ag",
    ),
    "unknown level": (
        _motive(depends="{age={old=1}}"),
        f"{MOTIVE}.depends.age: there is no level of age 'old'",
    ),
    "code of motive": (_motive(code="256"), f"{MOTIVE}.code: ", "less than or equal to 255, got 256"),
    "too many combinations": (
        (*MANY_LEVELS, *_motive(depends="{age={a1=2}, mood={m1=2}}")),
        f"{MOTIVE}.depends: 10000 combinations of levels; at most 4096",
    ),
    # Response
    "secret criteria": (
        (*_response(), SECRET),
        "response.criteria: rulebook.criteria_published is false, so this table has to say what people",
    ),
    "unknown switch of response": (_response(enabeld="true"), "response.enabeld: unknown key", "'enabled'?"),
    "transparency above 1": (_criteria(transparency="1.5"), "response.criteria.transparency: ", "got 1.5"),
    "transparency in per cent": (
        _criteria(transparency="'5%'"),
        "response.criteria.transparency: expected a plain number, got the text '5%'",
    ),
    "criteria without source": (_criteria(assumed=None), "response.criteria: every number says where it"),
    "negative supposition": (
        _criteria(supposed="{punished=-3, rewarded=1, uncounted=1}"),
        "response.criteria.supposed.punished: ",
        "got -3",
    ),
    "supposition missing": (
        _criteria(supposed="{punished=3, rewarded=1}"),
        "response.criteria.supposed.uncounted: this key is missing",
    ),
    "spillover below 0": (_criteria(spillover="-0.1"), "response.criteria.spillover: ", "got -0.1"),
    "more than all illegitimate": (
        _defiance(illegitimate="1.1"),
        "response.defiance.illegitimate: ",
        "got 1.1",
    ),
    "more than all of some": (
        _defiance(depends="{sex={female=6}}"),
        "response.defiance.illegitimate: the share reaches 1.2 for some citizens; a share is at most 1",
    ),
    "unknown attribute of defiance": (
        _defiance(depends="{agee={a=1}}"),
        "response.defiance.depends.agee: there is no attribute 'agee'",
    ),
    "weeks of defiance": (_defiance(weeks="0"), "response.defiance.weeks: ", "got 0"),
    "defiance beyond bounds": (
        (
            *_defiance(against="1"),
            "conduct.unpaid_bill.bound_per_year=20",
            "conduct.critical_post.bound_per_year=20",
        ),
        "conduct.red_light.per_year: the rate reaches 8.55 a year",
        "above its bound_per_year",
    ),
    "crowding out nowhere": (
        (*_response(), "response.crowding_out={share=0.2, domains=['good_deed'], assumed='a test'}"),
        "response.crowding_out.domains: there is no domain 'good_deed' (did you mean 'good_deeds'?)",
    ),
    "crowding out of nothing": (
        (*_response(), "response.crowding_out={share=0.2, domains=[], assumed='a test'}"),
        "response.crowding_out.domains: list should have at least 1 item",
    ),
    "unknown token": (
        _response(tokens="['volunteerin']"),
        "response.tokens: there is no conduct 'volunteerin' (did you mean 'volunteering'?)",
    ),
    "a token that earns nothing": (
        _response(tokens="['red_light']"),
        "response.tokens: 'red_light' earns no points, so it is no token deed",
    ),
    "margin below 0": (
        (
            *_response(),
            "response.near_bounds={margin=-1, about_to_fall=2, about_to_rise=1, assumed='a test'}",
        ),
        "response.near_bounds.margin: ",
        "got -1",
    ),
    # Appeals
    "a cost that is not a number": (
        _appeals(cost="{hours='two', money=5, assumed='a test'}"),
        "appeals.cost.hours: expected a plain number",
    ),
    "cost below 0": (
        _appeals(cost="{hours=-1, money=5, assumed='a test'}"),
        "appeals.cost.hours: ",
        "got -1",
    ),
    "cost without source": (_appeals(cost="{hours=1, money=5}"), "appeals.cost: every number says where it"),
    "refusals that encourage": (
        _appeals(learning="{after_refusal=1.5, after_success=1, assumed='a test'}"),
        "appeals.learning.after_refusal: ",
        "less than or equal to 1, got 1.5",
    ),
    "successes that discourage": (
        _appeals(learning="{after_refusal=0.5, after_success=0.9, assumed='a test'}"),
        "appeals.learning.after_success: ",
        "greater than or equal to 1, got 0.9",
    ),
    "successes that encourage too much": (
        _appeals(learning="{after_refusal=0.5, after_success=2, assumed='a test'}"),
        "appeals.learning.after_success: ",
        "less than or equal to 1.99, got 2",
    ),
    "half a lesson": (
        _appeals(learning="{after_refusal=0.5, assumed='a test'}"),
        "appeals.learning.after_success: this key is missing",
    ),
    "help for nobody known": (
        _appeals(
            helpers="{share=0.5, contests=2, corrected=1, depends={wealth={low=0.5}}, assumed='a test'}"
        ),
        "appeals.helpers.depends.wealth: there is no attribute 'wealth'",
    ),
    "help for more than all": (
        _appeals(helpers="{share=0.6, contests=2, corrected=1, depends={income={low=2}}, assumed='a test'}"),
        "appeals.helpers.share: the share reaches 1.2 for some citizens, above 1; lower it or its factors",
    ),
    "unknown key of help": (
        _appeals(helpers="{share=0.6, contest=2, corrected=1, assumed='a test'}"),
        "appeals.helpers.contest: unknown key (did you mean 'contests'?)",
    ),
    "too many appellants": (
        (*MANY_LEVELS, *_appeals(depends="{age={a1=2}, mood={m1=2}}")),
        "appeals.depends: 10000 combinations of levels; at most 4096",
    ),
    "unknown step": (_appeals(notifed="1"), "appeals.notifed: unknown key (did you mean 'notified'?)"),
    "missing step": (_appeals(if_wrong=None), "appeals.if_wrong: this key is missing"),
    "appeals without source": (_appeals(assumed=None), "appeals: every number says where it comes from"),
    "notified above 1": (_appeals(notified="1.5"), "appeals.notified: ", "less than or equal to 1, got 1.5"),
    "appeal at once": (
        _appeals(after_days="[0, 5]"),
        "appeals: after_days 0, 5: at least 1 day, shortest first",
    ),
    "answer at once": (_appeals(answer_days="[0, 0]"), "appeals: answer_days 0, 0: at least 1 day"),
    "answer turned round": (
        _appeals(answer_days="[5, 1]"),
        "appeals: answer_days 5, 1: at least 1 day, short",
    ),
    "half a hearing": (_appeals(hearings_per_day="0.5"), "appeals.hearings_per_day: expected a whole number"),
    "fewer than no hearings": (_appeals(hearings_per_day="-1"), "appeals.hearings_per_day: ", "got -1"),
    "unknown appellant": (
        _appeals(depends="{wealth={low=2}}"),
        "appeals.depends.wealth: there is no attribute",
    ),
    # Voice
    "unknown key of voice": (_voice(critcal="[]"), "voice.critcal: unknown key (did you mean 'critical'?)"),
    "voice as text": (_voice(enabled="'yes'"), "voice.enabled: expected true or false"),
    "unknown criticism": (
        _voice(critical="['critical_pots']"),
        "voice.critical: there is no conduct 'critical_pots' (did you mean 'critical_post'?)",
    ),
    "unknown praise": (_voice(approving="['cheering']"), "voice.approving: there is no conduct 'cheering'"),
    "no criticism": (_voice(critical="[]"), "voice.critical: list should have at least 1 item"),
    "criticism and praise": (
        _voice(approving="['critical_post']"),
        "voice: 'critical_post' is both critical and approving speech",
    ),
    "all speak twice": (
        _voice(speaking_at_start="1.2"),
        "voice.speaking_at_start: ",
        "or equal to 1, got 1.2",
    ),
    "opinion out of range": (
        _voice(opinion="{levels=['60', '256'], shares=[0.2, 0.8], assumed='a test'}"),
        "voice: opinion.levels: '256' is not a whole number from 0 to 255",
    ),
    "opinion in words": (
        _voice(opinion="{levels=['against', 'for'], shares=[0.2, 0.8], assumed='a test'}"),
        "voice: opinion.levels: 'against' is not a whole number from 0 to 255",
    ),
    "opinions that do not sum": (
        _voice(opinion="{levels=['60', '200'], shares=[0.2, 0.7], assumed='a test'}"),
        "voice.opinion: shares sums to 0.9, and shares sum to 1",
    ),
    "opinion of few": (
        _voice(opinion="{levels=['60', '200'], shares=[0.001, 0.999], assumed='a test'}"),
        "voice.opinion.shares: a share of 0.001 stands for fewer than 10 of 5000 people",
    ),
    "opinion given nothing": (
        _voice(opinion="{levels=['60'], given='outspokeness', by={low=[1]}, assumed='a test'}"),
        "voice.opinion.given: there is no earlier attribute 'outspokeness' (did you mean 'outspokenness'?)",
    ),
    "reluctance above all": (
        _voice(reluctance="{levels=['101'], shares=[1], assumed='a test'}"),
        "voice: reluctance.levels: '101' is not a number from 0 to 100 with up to two decimals",
    ),
    "reluctance too fine": (
        _voice(reluctance="{levels=['0.125'], shares=[1], assumed='a test'}"),
        "voice: reluctance.levels: '0.125' is not a number from 0 to 100 with up to two decimals",
    ),
    "opinion with a fraction": (
        _voice(opinion="{levels=['0.5'], shares=[1], assumed='a test'}"),
        "voice: opinion.levels: '0.5' is not a whole number from 0 to 255",
    ),
    "silence above 1": (
        _voice(speech="{in_silence=1.1, against_conviction=0, feigned=1, assumed='a test'}"),
        "voice.speech.in_silence: ",
        "or equal to 1, got 1.1",
    ),
    "feigned twice": (
        _voice(speech="{in_silence=1, against_conviction=0, feigned=2, assumed='a test'}"),
        "voice.speech.feigned: ",
        "less than 2, got 2",
    ),
    "feigned beyond bound": (
        _voice(approving="[]", speech="{in_silence=1, against_conviction=0, feigned=1.5, assumed='a test'}"),
        ".per_year: the rate reaches ",
        "above its bound_per_year",
    ),
    "voice without source": (
        _voice(fear="{told=1, own_entry=0.5, contacts_entry=0.1, fading=0.1, certainty=0}"),
        "voice.fear: every number says where it comes from",
    ),
    "media above 1": (_voice(media="{weight=2, critics_shown=1, assumed='a test'}"), "voice.media.weight: "),
    # Towns
    "unknown key of a town": (_towns(scle="2"), "towns.a.scle: unknown key (did you mean 'scale'?)"),
    "towns without source": (_towns(assumed=None), "towns.a: every number says where it comes from"),
    "shares of towns": (_towns(share="0.4"), "towns: the shares sum to 0.9, and shares sum to 1"),
    "one code for two towns": (_towns(code="2"), "towns.b.code: 2 is already the code of 'a'"),
    "only one town": (
        (_table("towns", {"a": "{code=1, label='A', share=1, assumed='a test'}"}),),
        "towns: one town is no more than the city itself: name at least two, or none",
    ),
    "no scale": (_towns(scale="0"), "towns.a.scale: ", "greater than 0, got 0"),
    "scale in per cent": (_towns(scale="'10%'"), "towns.a.scale: expected a plain number"),
    "scored as text": (_towns(scored="'yes'"), "towns.a.scored: expected true or false"),
    "bound of no category": (
        _towns(at_least="{AAAA=1050}"),
        "towns.a.at_least: there is no category 'AAAA' (known: A, B, C)",
    ),
    "bound of the last category": (
        _towns(at_least="{D=10}"),
        "towns.a.at_least.D: the last category takes everybody else",
    ),
    "bounds of a town out of order": (
        _towns(at_least="{A=100}"),
        "towns.a.at_least: bounds out of order: 'A' starts at 100",
    ),
    "start out of reach": (_towns(start="5", lowest_total="10"), "towns.a.start: 5 lies outside"),
    "own rule for no conduct": (
        _towns(rules="{red_ligth=-3}"),
        "towns.a.rules: there is no conduct 'red_ligth' (did you mean 'red_light'?)",
    ),
    "too many points in a town": (_towns(rules="{red_light=-1000000}"), "rulebook.rules: in ", "may reach"),
    "moving without towns": (
        (_table("relocation", RELOCATION),),
        "relocation: there is only one town here: add tables [towns.NAME]",
    ),
    "joint punishment without towns": (
        (_table("joint", JOINT),),
        "joint: there is only one town here: add tables [towns.NAME]",
    ),
    "asking elsewhere without towns": (
        ("services.loan.asked_elsewhere=0.1",),
        "services.loan.asked_elsewhere: there is only one town here",
    ),
    "asking elsewhere above 1": (
        (*_towns(), "services.loan.asked_elsewhere=1.1"),
        "services.loan.asked_elsewhere: ",
        "less than or equal to 1, got 1.1",
    ),
    "whose rule": (_relocation(rule="'both'"), "relocation.rule: ", "'origin' or 'destination'"),
    "who hears": (_relocation(appeals_heard_by="'nobody'"), "relocation.appeals_heard_by: ", "'origin' or"),
    "moving beyond bound": (
        _relocation(per_year="0.3"),
        "relocation.per_year: the rate reaches 0.3 a year for some citizens, above its bound_per_year of 0.2",
    ),
    "moving every day": (
        _relocation(bound_per_year="365"),
        "relocation: bound_per_year is once a day or more",
    ),
    "movers of no attribute": (
        _relocation(depends="{wealth={low=2}}"),
        "relocation.depends.wealth: there is no attribute 'wealth'",
    ),
    "listed in no category": (_joint(categories="['E']"), "joint.categories: there is no category 'E'"),
    "no such service": (
        _joint(services="['laon']"),
        "joint.services: there is no service 'laon' (did you mean 'loan'?)",
    ),
    "listed for less than no days": (_joint(stays_days="-1"), "joint.stays_days: ", "got -1"),
    # Harm
    "unknown harm": (
        ("harm={points_per_gravty=1, assumed='a test'}",),
        "harm.points_per_gravty: unknown key (did you mean 'points_per_gravity'?)",
    ),
    "negative harm": (
        ("harm={points_per_gravity=-1, assumed='a test'}",),
        "harm.points_per_gravity: ",
        "got -1",
    ),
    "harm without source": (("harm={points_per_gravity=1}",), "harm: every number says where it comes from"),
}


BAD |= bad_circumstances.BAD | bad_rewiring.BAD | bad_copies.BAD


@pytest.mark.parametrize("name", BAD)
def test_one_clear_message(name):
    settings, *says = BAD[name]
    with pytest.raises(BadInput) as refused:
        changed(starter(), *settings)
    message = str(refused.value)
    assert message.startswith("my-city with ")
    assert len(message.splitlines()) == 1, message
    for words in says:
        assert words in message
    assert "pydantic" not in message


@pytest.mark.parametrize(
    "name", ["unknown error", "unknown criticism", "about without parameters", "appeal at once"]
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_the_commands_say_so_and_write_nothing(program, desk, name, command):
    assert program("new", "my-city", "--out", "city.toml").code == 0
    settings, *says = BAD[name]
    text = (desk / "city.toml").read_bytes()
    arguments = [part for setting in settings for part in ("--set", setting)]
    answer = program(command, "city.toml", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("glasscity: city.toml with ")
    assert "Traceback" not in answer.err
    for words in says:
        assert words in answer.err
    assert [path.name for path in desk.iterdir()] == ["city.toml"]
    assert (desk / "city.toml").read_bytes() == text
