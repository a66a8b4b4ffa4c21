"""Several owners: each fails by itself, and one that never fails stands in nobody's way."""

from __future__ import annotations

import numpy as np

from cities import starter
from glasscity import draws
from glasscity.scenario.quantities import threshold32
from glasscity.society.company import Owners

LIFE = np.uint64(2)


def owner(code, failure=""):
    return f"{{code={code}, label='An owner', assumed='a test'{failure}}}"


def fails(per_year, days):
    return f", failure={{per_year={per_year}, days={days}, lost=1, assumed='a test'}}"


def test_each_owner_fails_by_itself():
    scenario = starter(
        f"owners={{never={owner(1)}, often={owner(2, fails(90, 3))}, seldom={owner(3, fails(20, 5))}}}",
        "organisations.network_company.owner='never'",
        "organisations.water_works.owner='often'",
        "organisations.volunteers.owner='seldom'",
    )
    owners, days = Owners(scenario), range(200)
    failing = [owners.failing(LIFE, day) for day in days]
    until = {"often": 0, "seldom": 0}
    for day in days:
        expected = []
        for name, last in until.items():
            one = scenario.owners[name]
            begins = int(draws.words(LIFE, one.code, day, draws.OWNER_FAILURE, 0, 0)[0])
            if day >= last and begins < threshold32(one.failure.per_year / 365):
                until[name] = day + one.failure.days
            expected += [name] if day < until[name] else []
        assert failing[day] == expected
    assert {len(names) for names in failing} == {0, 1, 2}
