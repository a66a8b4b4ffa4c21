"""Bad input in the tables of inspections, companies, owners and proxies: one clear message each."""

from __future__ import annotations

import pytest

from cities import changed, live, starter
from glasscity.errors import BadInput
from test_bad_mechanisms import MANY_LEVELS

POLICE = "organisations.traffic_police.inspection"
COMPANY = "organisations.network_company"
OWNER = {"code": "1", "label": "'An owner'", "assumed": "'a test'"}
FAILURE = {"per_year": "2", "days": "3", "assumed": "'a test'"}


def _table(parts, **changes):
    given = {key: value for key, value in (parts | changes).items() if value is not None}
    return f"{{{', '.join(f'{key}={value}' for key, value in given.items())}}}"


def _inspection(**changes):
    parts = {"among": "'districts'", "inspects": "['red_light']", "assumed": "'a test'"}
    return (f"{POLICE}={_table(parts, **changes)}",)


def _accounts(**changes):
    return (f"{COMPANY}.accounts={_table({'share': '0.5', 'assumed': repr('a test')}, **changes)}",)


def _owner(**changes):
    return (f"owners={{big={_table(OWNER, **changes)}}}", f"{COMPANY}.owner='big'")


def _failing(**changes):
    return _owner(failure=_table(FAILURE, **changes))


def _proxy(**changes):
    parts = {"label": "'a trait'", "conduct": "'red_light'", "attribute": "'age'", "levels": "['18-34']"}
    return (f"proxies={{young={_table(parts | {'assumed': repr('a test')}, **changes)}}}",)


BAD = {
    # Inspections
    "unknown key": (_inspection(visit="3"), f"{POLICE}.visit: unknown key (did you mean 'visits'?)"),
    "among what": (
        _inspection(among="'streets'"),
        f"{POLICE}.among: ",
        "'districts', 'categories' or 'records'",
    ),
    "inspects nothing": (_inspection(inspects="[]"), f"{POLICE}.inspects: list should have at least 1 item"),
    "inspects twice": (
        _inspection(inspects="['red_light', 'red_light']"),
        f"{POLICE}: `inspects` names the same conduct twice",
    ),
    "inspects the unknown": (
        _inspection(inspects="['red_ligth']"),
        f"{POLICE}.inspects: there is no conduct 'red_ligth' (did you mean 'red_light'?)",
    ),
    "inspects what it does not see": (
        _inspection(inspects="['volunteering']"),
        f"{POLICE}.inspects: traffic_police does not see 'volunteering': add "
        "organisations.traffic_police.sees.volunteering",
    ),
    "inspection without source": (_inspection(assumed=None), f"{POLICE}: every number says where it comes"),
    "no visits": (_inspection(visits="0"), f"{POLICE}.visits: ", "greater than or equal to 1, got 0"),
    "half a visit": (_inspection(visits="0.5"), f"{POLICE}.visits: expected a whole number, got 0.5"),
    "follows above 1": (
        _inspection(follows="1.5"),
        f"{POLICE}.follows: ",
        "less than or equal to 1, got 1.5",
    ),
    "switch as text": (_inspection(enabled="'no'"), f"{POLICE}.enabled: expected true or false"),
    "correction as text": (_inspection(corrected="'no'"), f"{POLICE}.corrected: expected true or false"),
    "unknown district": (
        _inspection(at_start="{nroth=3}"),
        f"{POLICE}.at_start: there is no district 'nroth' (did you mean 'north'?)",
    ),
    "fewer than none": (_inspection(at_start="{north=-3}"), f"{POLICE}.at_start.north: ", "got -3"),
    "no memory": (_inspection(remembered_days="0"), f"{POLICE}: remembered_days is 0: give at least 1 day"),
    "visits among people": (
        _inspection(among="'records'", visits="3"),
        f"{POLICE}: `visits` is for inspections among districts, and this is among records",
    ),
    "categories among districts": (
        _inspection(of_category="{D=3}"),
        f"{POLICE}: `of_category` is for inspections among categories, and this is among districts",
    ),
    "unknown category": (
        _inspection(among="'categories'", of_category="{E=3}"),
        f"{POLICE}.of_category: there is no category 'E'",
    ),
    "negative factor": (
        _inspection(among="'categories'", of_category="{D=-3}"),
        f"{POLICE}.of_category.D: ",
        "got -3",
    ),
    "negative step": (_inspection(among="'records'", each_entry="-1"), f"{POLICE}.each_entry: ", "got -1"),
    # Accounts
    "accounts above 1": (
        _accounts(share="2"),
        f"{COMPANY}.accounts.share: ",
        "less than or equal to 1, got 2",
    ),
    "accounts without source": (_accounts(assumed=None), f"{COMPANY}.accounts: every number says where it"),
    "accounts of the police": (
        ("organisations.traffic_police.accounts={share=0.5, assumed='a test'}",),
        "organisations.traffic_police.accounts: accounts are for companies: add `company = true`",
    ),
    "unknown attribute": (
        _accounts(depends="{agee={old=1}}"),
        f"{COMPANY}.accounts.depends.agee: there is no attribute 'agee' (did you mean 'age'?)",
    ),
    "too many combinations": (
        (*MANY_LEVELS, *_accounts(depends="{age={a1=1}, mood={m1=1}}")),
        f"{COMPANY}.accounts.depends: 10000 combinations of levels; at most 4096",
    ),
    # Owners
    "unknown owner": (
        (*_owner(), f"{COMPANY}.owner='bigg'", "organisations.water_works.owner='big'"),
        f"{COMPANY}.owner: there is no entry of [owners] named 'bigg' (did you mean 'big'?)",
    ),
    "owner of nothing": (
        (f"owners={{big={_table(OWNER)}}}",),
        "owners.big: owns nothing: give an organisation `owner = 'big'`",
    ),
    "owners of one code": (
        (
            f"owners={{big={_table(OWNER)}, other={_table(OWNER)}}}",
            f"{COMPANY}.owner='big'",
            "organisations.water_works.owner='other'",
        ),
        "owners.other.code: 1 is already the code of 'big'",
    ),
    "linked as number": (_owner(linked="1"), "owners.big.linked: expected true or false"),
    "owner without source": (_owner(assumed=None), "owners.big: every number says where it comes from"),
    "failure without source": (_failing(assumed=None), "owners.big.failure: every number says where it"),
    "loss above 1": (_failing(lost="1.5"), "owners.big.failure.lost: ", "less than or equal to 1, got 1.5"),
    "no days": (_failing(days="0"), "owners.big.failure.days: ", "greater than or equal to 1, got 0"),
    "often": (
        _failing(per_year="400"),
        "owners.big.failure.per_year: 400 is more than once a day; at most 365",
    ),
    "namesakes without names": (
        _failing(wrong_person="0.1"),
        "owners.big.failure.wrong_person: namesakes need a table [population.names]",
    ),
    # Proxies
    "proxy of no conduct": (
        _proxy(conduct="'red_ligth'"),
        "proxies.young.conduct: there is no conduct 'red_ligth' (did you mean 'red_light'?)",
    ),
    "proxy for no attribute": (
        _proxy(attribute="'agee'"),
        "proxies.young.agee: there is no attribute 'agee' (did you mean 'age'?)",
    ),
    "proxy for no level": (_proxy(levels="['old']"), "proxies.young.age: there is no level of age 'old'"),
    "proxy without levels": (_proxy(levels="[]"), "proxies.young.levels: list should have at least 1 item"),
    "proxy without source": (_proxy(assumed=None), "proxies.young: every number says where it comes from"),
}


def test_all_of_them_together_are_good_input():
    city = changed(starter(), *_inspection(), *_accounts(), *_failing(lost="1"), *_proxy())
    assert city.inspects
    assert city.misfiles


@pytest.mark.parametrize("name", BAD)
def test_one_clear_message(name):
    settings, *says = BAD[name]
    with pytest.raises(BadInput) as refused:
        changed(starter(), *settings)
    message = str(refused.value)
    assert len(message.splitlines()) == 1, message
    for words in says:
        assert words in message


def test_more_accounts_than_there_is_room_for():
    shops = "".join(
        f", s{n}={{code={100 + n}, label='s', kind='commercial', company=true, assumed='a test', "
        "accounts={share=1, assumed='a test'}}"
        for n in range(33)
    )
    police = "traffic_police={code=11, label='t', kind='municipal', sees={red_light=1}, assumed='a test'}"
    settings = (
        f"organisations={{{police}{shops}}}",
        "catalogue={blocks={traffic_police={red_light={first=1, count=1}}}, assumed='a test'}",
    )
    with pytest.raises(BadInput, match="organisations: 33 of them have accounts; at most 32"):
        changed(starter(), *settings)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (f"{POLICE}.among", "'records'"),
        (f"{POLICE}.at_start.north", "5"),
        (f"{POLICE}.inspects", "['red_light']"),
        (f"{COMPANY}.owner", "'big'"),
        ("owners.big.code", "2"),
        ("proxies.young.label", "'x'"),
    ],
)
def test_what_is_settled_before_day_0(path, to):
    change = f"interventions=[{{day=3, path='{path}', to={to}, assumed='a test'}}]"
    with pytest.raises(BadInput, match="is settled before day 0"):
        live(changed(starter(days=5), *_inspection(at_start="{north=1}"), *_owner(), *_proxy(), change))


@pytest.mark.parametrize("name", ["unknown district", "owner of nothing", "proxy for no level"])
def test_the_command_says_so_and_writes_nothing(program, desk, name):
    assert program("new", "my-city", "--out", "city.toml").code == 0
    settings, *says = BAD[name]
    answer = program("run", "city.toml", *(part for setting in settings for part in ("--set", setting)))
    assert (answer.code, answer.out) == (2, "")
    assert "Traceback" not in answer.err
    for words in says:
        assert words in answer.err
    assert [path.name for path in desk.iterdir()] == ["city.toml"]
