"""The slow reference of society's side beside the engine: every act, filing, denunciation, appeal."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from glasscity import tables
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.step import SCHEDULE
from glasscity.world import Today, found_city, open_world
from reference import city as reference_city
from reference.act import act
from reference.company import Owners, spoil
from reference.confusion import confusions_of
from reference.consent import Consents
from reference.contest import Appellants, apply_for_repair, contest
from reference.denounce import denounce
from reference.error import garble, invent
from reference.everything import CHANGES, everything, everything_changes
from reference.experiment import draw_lots, experiment_of, filings_of
from reference.inspection import look
from reference.memory import Memory
from reference.observe import observe, sight
from reference.recorded import Recorded
from reference.relocation import Residents
from reference.rows import rows_of, tuples
from reference.world import arrange

pytestmark = pytest.mark.slow

SEED, LIFE = 3, 4


class Beside:
    """The reference's parts of society, each asked on every day beside the engine, from the engine's state.

    Attributes
    ----------
    met : how much of everything was compared.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.met: Counter[str] = Counter()
        self.workers = Workers(1)
        founded = found_city(scenario, SEED, self.workers)
        self.world = open_world(scenario, founded, SEED, LIFE, self.workers)
        self.city = city = reference_city.found(scenario, SEED)
        course = stages(scenario)
        self.coming = {stage.day: stage.scenario for stage in course[1:]}
        self.course = [stage.scenario for stage in course]
        self.scenario = first = self.course[0]
        self.confusions = confusions_of(self.course, city, SEED)
        self.residents, self.owners = Residents(city.town), Owners()
        self.recorded = Recorded(first, city.levels["district"])
        self.memory = Memory()
        self.appellants = Appellants(first, city.people, SEED)
        self.consents = Consents(first, city.people, SEED)
        self.experiment = experiment_of(course)
        self.now = arrange(first, city, SEED)
        self.handed_in: dict[str, list] = {}
        self._listen()

    def _listen(self) -> None:
        """Note what the engine hands in to the data centre, and hand it on."""
        for owner, name in (
            (self.world, "file_observed"),
            (self.world, "file_denounced"),
            (self.world.centre, "take_in_applications"),
            (self.world.centre, "take_in"),
        ):
            setattr(owner, name, self._noting(name, getattr(owner, name)))

    def _noting(self, name, whole):
        def noted(*arrays):
            self.handed_in[name] = arrays
            whole(*arrays)

        return noted

    def run(self, days: int) -> Counter[str]:
        """Let days pass, compare each, and return how much was compared."""
        for day in range(days):
            today = Today(day)
            self.handed_in.clear()
            for phase in SCHEDULE:
                before = self._before() if phase.name in ("observe", "appeal", "assign") else None
                phase.run(self.world, today)
                getattr(self, phase.name, lambda *_: None)(day, today, before)
        return self.met

    def _before(self) -> SimpleNamespace:
        world = self.world
        return SimpleNamespace(
            category=world.file.category.tolist(),
            yesterday=rows_of(world.yesterday),
            truly_yesterday=rows_of(world.true_yesterday),
        )

    def same(self, what: str, mine, engines, day: int) -> None:
        """Compare rows, and count them."""
        assert tuples(mine, engines.dtype) == engines.tolist(), (what, day)
        self.met[what] += len(mine)

    def intervene(self, day, today, before) -> None:
        scenario = self.coming.get(day)
        if scenario is None:
            return
        self.scenario, self.now = scenario, arrange(scenario, self.city, SEED)
        self.consents.change(scenario)
        self.appellants.change(scenario)
        self.met["interventions"] += 1

    def relocate(self, day, today, before) -> None:
        self.same("relocations", self.residents.arrive(), today.relocations, day)
        self.residents.leave(self.scenario, self.city.people, LIFE, day)

    def act(self, day, today, before) -> None:
        world = self.world
        rows = world.leanings.factor.tolist()
        leans = world.arrangements.chances.leans.tolist()
        bearing = [[rows[row] for row in some if row >= 0] for some in leans]
        doings = act(self.scenario, self.now.occasions, self.city.people, bearing, LIFE, day)
        forgone = doings.forgone
        if world.voice is not None and world.voice.enabled:
            as_array = np.array(tuples(forgone, tables.ACT), tables.ACT)
            forgone = [
                one for one, kept in zip(forgone, world.voice.held_back(as_array), strict=True) if kept
            ]
        for what in ("acts", "requests", "more", "unasked"):
            self.same(what, getattr(doings, what), getattr(today, what), day)
        self.same("forgone", forgone, today.forgone, day)
        self.met["elsewhere"] += sum(request.elsewhere for request in doings.requests)

    def observe(self, day, today, before) -> None:
        acts, scenario = rows_of(today.acts), self.scenario
        looking = look(scenario, self.city, self.recorded, before.category, LIFE, day)
        for mine, engines in zip(looking.inspected, today.inspected, strict=True):
            assert mine.name == engines.name
            for what in ("group", "visits", "known"):
                assert getattr(mine, what) == getattr(engines, what).tolist(), (what, day)
            self.met[f"inspected among {mine.among}"] += 1
        true = observe(self.now.watch, acts, LIFE, sight(looking, self.now.known))
        filed = garble(scenario, self.now.watch, self.confusions, true, LIFE)
        invented = invent(self.now.watch, self.now.inventions, self.city.people, LIFE, day)
        failing = self.owners.failing(scenario, LIFE, day)
        filed, failed = spoil(scenario, failing, filed, self.confusions, LIFE)
        assert [tuple(one) for one in failed] == [tuple(one) for one in today.failed], day
        of_engine = self.handed_in["file_observed"]
        for what, mine, engines in zip(
            ("true", "filed", "invented"), (true, filed, invented), of_engine, strict=True
        ):
            self.same(what, mine, engines, day)
        self.met["failures"] += len(failed)
        self.met["known to some"] += sum(len(some) < self.city.number for some in self.now.known.values())
        for filing in filed:
            self.met[f"copy {filing.filing_lo >> 16 & 0xFFF}"] += 1
            self.met["wrong person"] += filing.citizen != filing.filing_hi >> 32
        self.met["missed or lost"] += len({(f.filing_hi, f.organisation) for f in true}) - len(
            {(f.filing_hi, f.organisation) for f in filed}
        )

    def denounce(self, day, today, before) -> None:
        if not self.scenario.denounces:
            assert not len(today.denunciations)
            return
        ties = self.ties()
        told = denounce(self.scenario, self.now.lies, rows_of(today.acts), ties, self.city.people, LIFE, day)
        self.same("denunciations", told.told, today.denunciations, day)
        filings, true = self.handed_in["file_denounced"]
        self.same("denounced", told.filings, filings, day)
        self.same("truly denounced", told.true, true, day)
        self.met["lies"] += sum(one.lie for one in told.told)
        self.met["lies found out"] += sum(one.found_out for one in told.told)
        self.met["rewards"] += sum(one.kind == tables.CONDUCT for one in told.filings)

    def ties(self) -> list[dict[int, int]]:
        """Return the engine's ties of the day."""
        ties = self.world.city.ties
        if not ties.changing:
            return self.city.ties
        start, contact, layers = ties.start.tolist(), ties.contact.tolist(), ties.layers.tolist()
        return [
            {contact[place]: layers[place] for place in range(first, end) if layers[place]}
            for first, end in pairwise(start)
        ]

    def appeal(self, day, today, before) -> None:
        self.memory.remember(rows_of(today.acts), day)
        if self.scenario.repairs:
            applications = apply_for_repair(self.scenario, before.yesterday, LIFE)
            self.same("applications", applications, self.handed_in["take_in_applications"][0], day)
        if not self.world.centre.hears:
            return
        self.appellants.learn(day)
        if self.scenario.hears_appeals:
            people, parts = self.city.people, (self.memory, self.appellants)
            appeals = contest(self.scenario, before.yesterday, *parts, people, LIFE, day)
            self.same("appeals", appeals, today.appeals, day)
            self.met["contested"] += sum(one.contested for one in appeals)
            self.met["wrong and contested"] += sum(one.contested and one.wrong for one in appeals)
        assert self.appellants.readiness == self.world.appellants.readiness.tolist(), day
        assert self.appellants.helped == self.world.appellants.helped.tolist(), day
        self.met["helped"] = max(self.met["helped"], sum(self.appellants.helped))
        self.met["taught"] = sum(one != 128 for one in self.appellants.readiness)

    def assign(self, day, today, before) -> None:
        if self.experiment is None or day != self.experiment.experiment.day:
            assert not len(today.assigned)
            return
        lots = draw_lots(self.experiment, before.category, LIFE, day)
        self.same("lots", lots, today.assigned, day)
        self.same("filed by lot", filings_of(self.experiment, lots, day), self.handed_in["take_in"][0], day)

    def record(self, day, today, before) -> None:
        self.appellants.take_in(rows_of(today.hearings))
        self.recorded.take_in(rows_of(today.entries))
        if self.world.consents is None:
            return
        self.met["declarations"] += len(self.consents.declared())
        self.consents.declare(LIFE, day)
        assert self.consents.given == self.world.consents.given.tolist(), day


SHIPPED = {
    "essay": {"forgone", "more", "denounced", "applications", "inspected among records", "known to some"},
    "no-score": {"requests"},
    "rongcheng-2016": {"filed", "appeals"},
    "rongcheng-2021": {"filed"},
    "suining-2010": {"filed"},
    "suqian": {"filed"},
    "suzhou": {"filed"},
    "fuzhou": {"filed"},
    "commercial-score": {"filed"},
    "inspection": {"inspected among districts"},
    "gladsaxe": {"filed"},
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_city_that_ships_is_the_same_day_by_day(name):
    scenario = load(name, citizens=160, days=60)
    met = Beside(scenario).run(60)
    assert all(met[what] for what in {"acts"} | SHIPPED[name]), met


def test_towns_whose_people_move():
    moving = ["relocation.per_year=0.2", "relocation.bound_per_year=1", "network.community=16"]
    met = Beside(load("thirty-cities", citizens=320, days=250, settings=moving)).run(250)
    assert met["relocations"]
    assert met["interventions"] == 2


def test_everything_happens_and_is_the_same():
    met = Beside(everything()).run(60)
    assert {what for what in EVERYTHING if not met[what]} == set()


def test_everything_is_the_same_while_rules_change():
    met = Beside(everything_changes()).run(60)
    assert met["interventions"] == len({day for day, _, _ in CHANGES})


EVERYTHING = {
    *("acts", "requests", "forgone", "more", "unasked", "elsewhere", "relocations", "declarations"),
    *("true", "filed", "invented", "missed or lost", "wrong person", "failures", "known to some"),
    *(f"copy {copy}" for copy in (0, 1, 2, 4, 5)),
    *(f"inspected among {among}" for among in ("districts", "categories", "records")),
    *("denunciations", "denounced", "truly denounced", "lies", "lies found out", "rewards"),
    *("appeals", "contested", "wrong and contested", "helped", "taught", "applications"),
    *("lots", "filed by lot"),
}
"""What has to be met in the city in which everything happens; `copy 5` is of days on which an owner fails."""
