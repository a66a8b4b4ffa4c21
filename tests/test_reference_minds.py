"""What goes on in people, again in plain slow Python: each number of it, on each day, against the engine."""

from __future__ import annotations

import ast
import random
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from glasscity import tables
from glasscity.scenario import load
from glasscity.scenario.towns import town_scales
from glasscity.society.response import kinds, lean
from glasscity.society.response.learning import LEARNING
from glasscity.society.voice.rules import EXPRESSIONS, VOICES
from reference import deterrence, learning_rules, speaking_rules
from reference.beside import held_against_the_engine
from reference.busy import busy, busy_changes
from reference.everything import everything, everything_changes
from reference.minds import certainty_of_being_filed
from reference.rows import rows_of, tuples
from reference.shares import ONE

pytestmark = pytest.mark.slow

# ── Whole cities ──────────────────────────────────────────────────────────────────────────────────────

OF_MINDS = {"made aware", "nothing to lose, or a licence", "near a bound", "defied", "crowded out", "chilled"}
OF_VOICES = {
    *("speech: own", "speech: heard", "speech: wrongs", "feigned", "said otherwise", "never wanted"),
    *(f"says {says}" for says in EXPRESSIONS),
}
OF_LIVES = set(tables.CIRCUMSTANCE_CAUSES.values())
OF_TIES = {*tables.TIE_REASONS.values(), "ties filed", "isolated"}
OF_LEANINGS = {"less conduct", "more conduct", "less requests", "more requests"}
ALL = OF_MINDS | OF_VOICES | OF_LIVES | OF_TIES | OF_LEANINGS | {"worn"}
RIVALS = (
    "response.learning={rule='habit', at_start=0.4, parameters={slide=0.03}, assumed='a test'}",
    "voice.speaking={rule='thresholds', parameters={fear_raises=0.9}, assumed='a test'}",
    "rewiring.seek.prefers_higher=false",
    "voice.fear.told=0.9",
)
CITIES = {
    "the essay": (
        lambda: load("essay", citizens=400, days=90),
        (OF_MINDS | OF_LIVES | OF_LEANINGS | {"speech: heard", "said otherwise", "lost touch"})
        - {"nothing to lose, or a licence", "time was up", "a dearer price"},
    ),
    "everything": (everything, ALL),
    "everything by the rival rules": (lambda: everything(*RIVALS), ALL - {"a better category"}),
    "everything, and changes": (everything_changes, OF_MINDS | OF_VOICES),
    "busy": (busy, ALL - {"a better category"} | {"more than a byte holds"}),
    "busy, without a score": (
        lambda: busy("scoring.enabled=false", days=36),
        OF_LEANINGS | {"made aware", "chance", "met through contacts", "lost touch", "a refusal"},
    ),
    "busy, and changes": (busy_changes, ALL | {"more than a byte holds"}),
}


@pytest.mark.parametrize("name", CITIES)
def test_every_number_of_every_citizen_is_the_engines_on_every_day(name):
    make, expected = CITIES[name]
    plain = held_against_the_engine(make())
    assert {one for one in expected if not plain.seen[one]} == set()


def test_what_a_byte_cannot_hold_is_not_counted():
    held_against_the_engine(busy(days=20), last=_a_flood)


def _a_flood(plain):
    """Let hundreds of entries with any points and ordinals come at once, and people answer to them."""
    world, day, few = plain.world, 20, np.random.default_rng(1)
    rows = np.tile(world.yesterday, 1400)
    rows["points"] = few.integers(-1_000_000, 1_000_000, len(rows))
    rows["counts"] = few.integers(0, 2, len(rows))
    rows["entry_lo"] ^= few.integers(0, 256, len(rows), np.uint64)
    done = few.integers(0, 10, len(rows)) == 0
    world.minds.take_in(rows, world.city.ties, day)
    world.voice.take_in(rows, done, world.city.ties, day)
    plain.minds.take_in(rows_of(rows), plain.ties, day)
    plain.voice.take_in(rows_of(rows), done.tolist(), plain.ties, day)
    plain.compare(day)
    state, said = plain.minds.state, plain.voice.state
    full = [max(map(max, counts)) for counts in (state.told, state.heard)]
    assert full == [max(counts) for counts in (said.own, said.heard)] == [255, 255]
    assert max(said.wrongs) == 255
    assert max(map(max, state.stake)) > 50_000
    file = world.file.category, world.file.total, world.file.town
    world.minds.revise(*file, world.workers)
    plain.minds.revise(*(one.tolist() for one in file))
    certainty = certainty_of_being_filed(plain.minds, plain.voice.critical, len(plain.people))
    moves = world.voice.revise(np.array(certainty, np.uint16), world.city.ties, day)
    assert tuples(plain.voice.revise(certainty, plain.ties, day), tables.VOICE_MOVE) == moves.tolist()
    plain.compare(day)
    assert max(said.fear) > 64_000


# ── Rules on their own ────────────────────────────────────────────────────────────────────────────────

USUAL = {}
EXTREME = {"memory": 0, "fading": 1, "prior": 3, "step": 1, "slide": 1, "habit": 0.7, "feigning": 0.01}
EVEN = {"expressive": 0, "punishment": 0, "protection": 1}


@pytest.mark.parametrize("extremes", [USUAL, EXTREME, EVEN])
@pytest.mark.parametrize(
    ("engine", "plain"), [(LEARNING, learning_rules), (VOICES, speaking_rules)], ids=["learning", "voice"]
)
def test_each_rule_that_ships_answers_like_the_engines(engine, plain, extremes):
    assert plain.RULES.keys() == engine.all.keys()
    for name, rule in plain.RULES.items():
        usual = plain.USUAL[rule]
        given = {key: value for key, value in extremes.items() if key in usual}
        function, numbers = engine.prepare(name, given)
        plain_numbers = learning_rules.parameters(usual, {key: Decimal(str(v)) for key, v in given.items()})
        assert list(plain_numbers.values()) == numbers.tolist()
        for case in (*engine.tried, *_any_cases(engine)):
            assert rule(*case, plain_numbers) == function(*case, numbers), (name, case)


def _any_cases(engine):
    """Yield cases between those on which rules are tried."""
    if engine is VOICES:
        yield 0, 0, 1000, 0, 2000, 0  # By the numbers that are `EVEN`, praise is worth as much as criticism.
    few = random.Random(2)
    highest = [max(column) for column in zip(*engine.tried, strict=True)]
    for _ in range(2000):
        yield tuple(few.randint(0, most) for most in highest)


@pytest.mark.parametrize("make", [busy, lambda: busy("response.leaning.noticeable=0"), everything])
def test_leanings_follow_from_beliefs_like_the_engines(make):
    scenario, few = make(), random.Random(3)
    response, near = scenario.response, scenario.response.near_bounds
    sorted_by_engine, plain_kinds = kinds.sort_into_kinds([scenario]), deterrence.kinds_of([scenario])
    assert [kind.names for kind in sorted_by_engine] == [kind.conduct for kind in plain_kinds]
    stakes, manner = (
        kinds.prepare_stakes(scenario, response, sorted_by_engine),
        kinds.prepare_manner(scenario, response),
    )
    abouts = deterrence.at_stake(scenario, response, plain_kinds)
    worst, towns = len(scenario.category_names) - 1, town_scales(scenario)
    for _ in range(3000):
        place, belief = few.randrange(len(abouts)), few.choice([0, 32767, 32768, 65535, few.randrange(65536)])
        learnt, scored = few.choice([0, 1, 65535, few.randrange(2000)]), few.random() < 0.8
        category, total = few.randint(0, worst), few.randrange(900_000, 1_100_000)
        against, about = few.choice([None, 0, few.randint(1, ONE)]), abouts[place]
        stake = lean.stake_of(place, learnt, scored, stakes, manner)
        assert deterrence.believed_stake(scenario, about, learnt, scored) == stake
        certainty = belief + (belief >> 15)
        change = lean.change_of(certainty, stake, stakes.rewarded[place], stakes.crowding[place], manner)
        assert deterrence.change_of_rate(response.leaning, about, belief, stake) == change
        town = few.randrange(len(towns))
        standing, close = manner.standing[category], lean.nearness(np.int64(total), town, manner)
        assert deterrence.standing_in(scenario, response.leaning, category) == standing
        assert deterrence.nearness(towns[town], near, total) == close
        leaning = lean.leaning_of(change, standing, close, lean.NOT_AGAINST if against is None else against)
        assert deterrence.leaning_of(int(change), int(standing), int(close), against) == leaning


# ── Nothing of the engine ─────────────────────────────────────────────────────────────────────────────

OURS = (
    *("minds", "deterrence", "learning_rules", "voice", "speaking_rules", "propensity", "leaning", "shares"),
    *("circumstances", "burden", "ties", "tie_choice", "support"),
)
BENEATH = ("glasscity.scenario", "glasscity.draws", "glasscity.tables", "reference")


@pytest.mark.parametrize("name", OURS)
def test_what_is_held_against_the_engine_takes_nothing_from_it(name):
    text = (Path(__file__).parent / "reference" / f"{name}.py").read_text(encoding="utf-8")
    found_here = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = [getattr(node, "module", None) or node.names[0].name for node in found_here]
    foreign = [one for one in modules if one.split(".")[0] in ("glasscity", "reference", "numpy", "numba")]
    assert [one for one in foreign if not one.startswith(BENEATH)] == []
