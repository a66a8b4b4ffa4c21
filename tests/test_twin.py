"""Twins and replays: what differs, for whom, and what the change does by itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import allow_appeals, erring, starter
from glasscity import tables
from glasscity.digest import Digest
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.replay import LeftOut
from glasscity.step import SCHEDULE
from glasscity.tables import filing_text
from glasscity.twin.change import Change, change
from glasscity.twin.findings import citizens_frame, days_frame, found_of
from glasscity.twin.lockstep import NEVER, OWN_FILE, PATHS, _replay, live_side_by_side
from glasscity.world import Today, found_city, open_world

SEED, LIFE = 1, 2
INFLUENCE = ("rulebook.influence.kind='level'", "rulebook.influence.weight=0.3")


def twins_of(scenario, changed, watch=None):
    with Workers(1) as workers:
        return live_side_by_side(scenario, changed, SEED, LIFE, workers, watch=watch)


def nothing(scenario):
    left_out = LeftOut(filing=(0, 0))
    return Change("nothing", scenario, left_out, scenario, left_out)


def without_filing(scenario, high, low):
    return change(scenario, f"filing:{filing_text(high, low)}")


@pytest.fixture(scope="module")
def essay():
    often = "data_centre.imported_twice.per_year=20"
    return glasscity.load("essay", citizens=600, days=60, settings=[often])


@pytest.fixture(scope="module")
def alone():
    """Nobody's score depends on anybody else's, and nobody responds."""
    return erring("rulebook.influence.kind='off'", citizens=300, days=60)


@pytest.fixture(scope="module")
def tied():
    """Contacts count, and nobody responds."""
    return starter(*INFLUENCE, citizens=400, days=40)


def filings_in(scenario):
    """Return the filings of a life that gave entries, and whom they are about."""
    found = []
    twins_of(scenario, nothing(scenario), lambda there, *_: found.append(there.entries))
    entries = np.concatenate(found)
    return entries[np.isin(entries["kind"], (tables.CONDUCT, tables.DENUNCIATION))]


def test_without_nothing_both_and_the_replay_are_the_same(essay):
    twins = twins_of(essay, nothing(essay))
    assert twins.parent_digest == twins.twin_digest == twins.replay_digest
    found = found_of("nothing", twins)
    assert found.same
    assert (found.ever, found.category_days, found.points, found.feedback) == (0, 0, 0, 0)
    assert citizens_frame(twins).height == 0


def test_the_parent_is_the_run_by_itself(essay, tmp_path):
    run = glasscity.run(essay, seed=SEED, life=LIFE, baseline=False, out=tmp_path / "run")
    assert twins_of(essay, change(essay, "influence")).parent_digest == run.digest


def test_without_a_filing_only_whom_it_is_about_differs_where_nothing_spreads(alone):
    filings = filings_in(alone)
    chosen = np.random.default_rng(5).choice(len(filings), 25, replace=False)
    differed = 0
    for filing in filings[chosen]:
        twins = twins_of(alone, without_filing(alone, filing["cause_hi"], filing["cause_lo"]))
        who = np.flatnonzero(twins.differences.since != NEVER)
        assert set(who.tolist()) <= {filing["citizen"]}
        if len(who):
            differed += 1
            assert twins.differences.path[who] == OWN_FILE
            assert twins.differences.since[who] == filing["day"]
        assert np.array_equal(twins.differences.final, twins.differences.mechanical)
        assert twins.twin_digest == twins.replay_digest != twins.parent_digest
    assert differed > 5


def test_differences_spread_no_faster_than_a_tie_a_day(tied):
    filings = filings_in(tied)
    filings = filings[(filings["points"] != 0) & (filings["day"] < 20)]
    reached = 0
    for filing in filings[np.random.default_rng(6).choice(len(filings), 6, replace=False)]:
        evenings = []

        def watch(there, without, parent, twin, evenings=evenings):
            evenings.append(np.flatnonzero(parent.file.total != twin.file.total))

        twins = twins_of(tied, without_filing(tied, filing["cause_hi"], filing["cause_lo"]), watch)
        ties = twins.parent.city.ties
        ball = {int(filing["citizen"])}
        for day, differing in enumerate(evenings):
            if day > filing["day"]:
                ball |= {int(c) for one in ball for c in ties.contact[ties.start[one] : ties.start[one + 1]]}
            assert set(differing.tolist()) <= (ball if day >= filing["day"] else set())
        reached = max(reached, len(evenings[-1]))
    assert reached > 5


def forced(scenario, changed):
    """Return the digests of a twin whose people are made to do what the parent's do, and of the replay."""
    with Workers(1) as workers:
        parent = open_world(scenario, found_city(scenario, SEED, workers), SEED, LIFE, workers)
        twin = open_world(changed.twin, found_city(changed.twin, SEED, workers), SEED, LIFE, workers)
        replay = _replay(parent, changed, SEED)
        digests = Digest(), Digest()
        for day in range(scenario.time.days):
            there, without = Today(day), Today(day)
            for phase in SCHEDULE:
                phase.run(parent, there)
                if phase.name == "act":
                    without.acts, without.requests = there.acts, there.requests
                elif phase.name not in ("respond", "live", "rewire"):
                    phase.run(twin, without)
            digests[0].entries(without.entries)
            digests[1].entries(replay.entries)
        return digests[0].close(twin.file, parent.city), digests[1].close(replay.centre.file, parent.city)


@pytest.mark.parametrize("words", ["influence", "errors:court", "data-centre-errors"])
def test_a_twin_whose_people_are_made_to_do_as_the_parents_is_the_replay(words):
    plain = ["appeals.enabled=false", "repair.enabled=false", "rewiring.enabled=false"]
    plain += ["data_centre.imported_twice.per_year=20", "data_centre.merged_files.per_year=10"]
    scenario = glasscity.load("essay", citizens=600, days=60, settings=plain)
    names = [name for name, one in scenario.organisations.items() if one.errors is not None]
    changed = change(scenario, words.replace("court", names[0]))
    twin, replay = forced(scenario, changed)
    assert twin == replay
    assert twins_of(scenario, changed).parent_digest != replay


def test_total_is_mechanical_and_feedback_and_there_is_none_where_nobody_responds(tied, essay):
    still = found_of("influence", twins_of(tied, change(tied, "influence")))
    assert still.ever > 0
    assert still.feedback == 0
    lively = found_of("denunciation", twins_of(essay, change(essay, "denunciation")))
    assert lively.points == pytest.approx(lively.mechanical + lively.feedback)
    assert lively.mechanical != 0
    assert lively.feedback != 0
    assert {"own file", "contacts"} <= {one.path for one in lively.paths} <= set(PATHS.values())


def test_knowing_the_criteria_does_nothing_by_itself(essay):
    found = found_of("secrecy", twins_of(essay, change(essay, "secrecy")))
    assert found.mechanical == 0
    assert found.feedback == found.points != 0
    assert "behaviour" in {one.path for one in found.paths}


def test_what_differs_adds_up(essay):
    twins = twins_of(essay, change(essay, "influence"))
    found, days, citizens = found_of("influence", twins), days_frame(twins), citizens_frame(twins)
    assert citizens.height == found.ever == sum(one.citizens for one in found.paths)
    assert citizens["days_differing"].sum() == days["differing"].sum()
    net = days["better_without"].sum() - days["worse_without"].sum()
    assert citizens["days_in_worse_category"].sum() == net == found.category_days
    assert citizens["final"].sum() == pytest.approx(found.points)


@pytest.mark.parametrize("words", ["denunciation", "data-centre-errors", "secrecy", "score", "domain:speech"])
def test_every_change_of_the_essay_makes_a_difference(essay, words):
    twins = twins_of(essay, change(essay, words))
    assert twins.twin_digest != twins.parent_digest
    assert (twins.replay_digest is None) == (words == "score")


def test_without_appeals_what_is_wrong_stays():
    city = allow_appeals(erring(citizens=400, days=60))
    twins = twins_of(city, change(city, "appeals"))
    assert found_of("appeals", twins).points < 0
    assert twins.twin_digest == twins.replay_digest


def test_without_a_rule_nothing_of_it_counts(tied):
    twins = twins_of(tied, change(tied, "rule:red_light"))
    assert found_of("rule", twins).points > 0
    assert np.array_equal(twins.differences.final, twins.differences.mechanical)


def test_without_a_refusal_the_appeal_is_granted():
    """The entry is taken back on the day of the answer, in the twin and in the replay; nothing else is."""
    scenario = allow_appeals(erring(citizens=300, days=60), corrected_if_wrong="0", corrected_if_right="0")
    heard = []
    twins_of(scenario, nothing(scenario), lambda there, *_: heard.append(there.hearings))
    refused = np.concatenate(heard)
    refused = refused[refused["answered"] < 50]
    assert len(refused) > 5
    assert not refused["corrected"].any()
    one = refused[0]
    words = f"refusal:{filing_text(one['entry_hi'], one['entry_lo'] & ~np.uint64(0xFFFF))}"
    taken_back = [[], []]

    def watch(there, without, *_):
        for entries, found in zip((there.entries, without.entries), taken_back, strict=True):
            found += [
                (there.day, *row)
                for row in entries[entries["kind"] == tables.CORRECTION][
                    ["citizen", "cause_hi", "cause_lo"]
                ].tolist()
            ]

    twins = twins_of(scenario, change(scenario, words), watch)
    assert taken_back[0] == []
    assert taken_back[1][0] == (one["answered"], one["citizen"], one["entry_hi"], one["entry_lo"])
    assert {row[:2] for row in taken_back[1]} == {(one["answered"], one["citizen"])}
    assert twins.differences.since[one["citizen"]] == one["answered"]
    assert twins.replay_digest == twins.twin_digest != twins.parent_digest


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("influense", "did you mean 'influence'"),
        ("rule:jaywalking", "there is no such rule"),
        ("rule", "of which?"),
        ("influence:x", "not something"),
        ("errors:nobody", "no organisation of that name"),
        ("domain:speeches", "did you mean 'speech'"),
        ("denunciation", "nobody denounces"),
        ("secrecy", "nobody responds"),
        ("appeals", "nobody can appeal"),
        ("data-centre-errors", "makes none"),
        ("filing:12", "32 hexadecimal digits"),
        ("refusal:12", "--without refusal:12: a filing's id has 32 hexadecimal digits"),
    ],
)
def test_what_is_not_there_cannot_be_left_out(words, message):
    with pytest.raises(BadInput, match=message):
        change(starter(), words)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "run"
    glasscity.run(starter(*INFLUENCE, citizens=300, days=40), baseline=False, out=path)
    return path


def program(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "glasscity", "twin", *map(str, arguments)], capture_output=True, text=True
    )


def test_the_command_lists_filings_and_lives_without_one(folder, tmp_path):
    ledger = glasscity.Run(folder).table("ledger").filter(pl.col("points") < 0).collect()
    citizen = ledger["citizen"][0]
    listed = program(folder, "--filings-about", citizen)
    assert listed.returncode == 0
    identity = filing_text(ledger["cause_hi"][0], ledger["cause_lo"][0])
    assert identity in listed.stdout
    out = tmp_path / "tables"
    done = program(folder, "--without", f"filing:{identity}", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "SYNTHETIC" in done.stdout
    citizens = pl.read_parquet(out / "citizens.parquet")
    assert citizens.filter(pl.col("path") == "own file")["citizen"].to_list() == [citizen]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "--without"),
        (["--without", "filing:" + "0" * 32], 2, "there is no filing"),
        (["--filings-about", "999999"], 2, "they are 0 to 299"),
        (["--without", "influence", "--filings-about", "1"], 2, "--without"),
    ],
)
def test_bad_input_is_one_message(folder, arguments, code, message):
    done = program(folder, *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
