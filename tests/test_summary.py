"""What a run came to: every number of a summary against the tables of the run, and plain sentences."""

import json

import polars as pl
import pytest

import glasscity
from cities import changed
from glasscity import tables
from glasscity.scenario import load
from glasscity.study.fit import fit
from glasscity.study.headlines import share
from glasscity.study.outcome import Summary
from glasscity.study.summary import summarise
from glasscity.study.truth import ABOUT_DEEDS


@pytest.fixture(scope="module")
def summary(essay_year) -> Summary:
    return summarise(essay_year)


@pytest.fixture(scope="module")
def unscored(tmp_path_factory) -> Summary:
    folder = tmp_path_factory.mktemp("summary") / "no-score"
    return summarise(glasscity.run("no-score", citizens=2000, days=120, out=folder))


def test_everybody_is_in_a_category_at_the_start_and_at_the_end(essay_year, summary):
    assert [row.category for row in summary.categories] == essay_year.scenario.category_names
    assert {row.category: row.at_start for row in summary.categories if row.at_start} == {"AA": 6000}
    counts = essay_year.citizens["category"].cast(pl.String).value_counts()
    assert {row.category: row.at_end for row in summary.categories if row.at_end} == dict(counts.iter_rows())


def test_the_ways_leave_nobody_out(essay_year, summary):
    ways = summary.ways
    assert sum(way.number for way in ways.matrix) == 6000
    assert ways.better + ways.worse + ways.same == 6000
    assert ways.moves == essay_year.days["moves"].sum()
    moves = essay_year.table("moves").collect()
    assert ways.ever_moved == moves["citizen"].n_unique()


def test_those_who_came_back_were_in_the_worst_category(essay_year, summary):
    moves = essay_year.named("moves").collect()
    in_worst = set(moves.filter(pl.col("after") == "D")["citizen"])
    at_end = set(essay_year.citizens.filter(pl.col("category").cast(pl.String) == "D")["citizen"])
    assert summary.ways.worst == "D"
    assert summary.ways.ever_in_worst == len(in_worst)
    assert summary.ways.came_back == len(in_worst - at_end) > 0


def test_every_request_is_counted_once(essay_year, summary):
    assert sum(service.requests.here for service in summary.services) == essay_year.days["requests"].sum()
    for service in summary.services:
        assert service.refused.here == sum(service.refused_by.values())
        assert service.requests.here == service.requests.without_score


def test_refusals_and_prices_are_those_of_the_decisions(essay_year, summary):
    decisions = essay_year.named("decisions").collect()
    for service in summary.services:
        mine = decisions.filter(pl.col("service") == service.service)
        for reason, number in service.refused_by.items():
            assert number == mine.filter(outcome="refused", reason=reason).height
        assert service.dearer_money == pytest.approx(mine.filter(pl.col("money") > 0)["money"].sum())
        assert service.cheaper_money == pytest.approx(-mine.filter(pl.col("money") < 0)["money"].sum())
        assert service.dearer == mine.filter(outcome="dearer").height
        assert service.cheaper == mine.filter(outcome="cheaper").height
        assert service.first == mine.filter(outcome="served first").height


def test_without_a_score_every_refusal_is_an_ordinary_one(essay_year, summary):
    baseline = essay_year.table("baseline_request_days").collect().filter(outcome="refused")
    assert set(baseline["reason"].cast(pl.String)) == {"ordinary refusal"}
    assert sum(service.refused.without_score for service in summary.services) == baseline["number"].sum()


def test_causes_are_sums_over_the_ledger(essay_year, summary):
    ledger = essay_year.table("ledger").filter(pl.col("kind").is_in(ABOUT_DEEDS)).collect()
    lost = ledger.filter(pl.col("points") < 0)["points"].sum() / 1000
    gained = ledger.filter(pl.col("points") > 0)["points"].sum() / 1000
    assert (summary.causes.points_lost, summary.causes.points_gained) == (lost, gained)
    assert len(summary.causes.lost) == len(summary.causes.gained) == 8
    conduct, organisations = essay_year.scenario.conduct, essay_year.scenario.organisations
    for causes, sign in ((summary.causes.lost, -1), (summary.causes.gained, 1)):
        sizes = [cause.points * sign for cause in causes]
        assert sizes == sorted(sizes, reverse=True)
        for cause in causes:
            kind = [o for o in organisations.values() if o.kind == cause.organisation_kind]
            codes = [code for o in kind for code in range(o.code, o.code + o.count)]
            mine = ledger.filter(
                pl.col("conduct") == conduct[cause.conduct].code,
                pl.col("organisation").is_in(codes),
                pl.col("points").sign() == sign,
            )
            assert (mine.height, mine["points"].sum() / 1000) == (cause.entries, cause.points)
            assert cause.label == conduct[cause.conduct].label


def test_points_for_lawful_and_for_protected_acts_are_parts_of_the_whole(summary):
    causes = summary.causes
    assert causes.points_lost < causes.lost_for_lawful < 0
    assert causes.lost_for_lawful <= causes.lost_in_protected < 0


def test_acts_entries_and_unlawful_acts(essay_year, summary):
    conduct = essay_year.scenario.conduct
    acts = essay_year.named("acts").collect()
    unlawful = [name for name, kind in conduct.items() if not kind.lawful]
    assert summary.acts.here == acts.height
    assert summary.unlawful_acts.here == acts.filter(pl.col("conduct").cast(pl.String).is_in(unlawful)).height
    ledger = essay_year.table("ledger").filter(pl.col("kind").is_in(ABOUT_DEEDS)).collect()
    assert summary.entries.here == ledger.height
    assert summary.entries.without_score == essay_year.table("baseline_days").collect()["entries"].sum()


def test_fines_are_the_amounts_of_the_courts(tmp_path):
    city = load("essay", citizens=2000, days=60)
    run = glasscity.run(without_mechanisms(city), out=tmp_path / "run")
    summary = summarise(run)
    amounts = {name: float(fine) for name, fine in run.scenario.courts.fines.items()}
    ledger = run.named("ledger").filter(pl.col("kind") == "conduct").unique("entry_hi").collect()
    fined = ledger["conduct"].cast(pl.String).to_list()
    assert summary.fines.number.here == sum(name in amounts for name in fined)
    assert summary.fines.money.here == sum(amounts.get(name, 0) for name in fined)
    assert summary.fines.number.without_score == summary.fines.number.here


def test_records_per_citizen_stand_beside_the_published_counts(tmp_path):
    run = glasscity.run("rongcheng-2016", citizens=8000, out=tmp_path / "run", baseline=False)
    summary = summarise(run)
    expected = {target.sign: target for target in fit(run.scenario).targets}
    assert {record.sign for record in summary.records} == {"negative", "positive"}
    for record in summary.records:
        assert record.published == expected[record.sign].published
        assert record.published_days == 365
        deviation = (expected[record.sign].expected / 8000) ** 0.5
        assert record.per_subject == pytest.approx(expected[record.sign].expected, abs=5 * deviation)
    assert any("published: 0.42" in sentence for sentence in summary.headlines)
    assert all(service.refused.without_score is None for service in summary.services)


def test_an_override_without_points_is_a_negative_record(tmp_path):
    city = changed(load("essay"), "rulebook.rules.drunk_driving.points=0")
    run = glasscity.run(city, citizens=4000, days=60, baseline=False, out=tmp_path / "run")
    ledger = run.table("ledger").collect()
    overrides = ledger.filter(pl.col("kind") == tables.OVERRIDE).height
    negative = ledger.filter(pl.col("kind").is_in(ABOUT_DEEDS), pl.col("points") < 0).height
    assert overrides > 0
    assert next(r for r in summarise(run).records if r.sign == "negative").number == negative + overrides


def test_where_nobody_is_scored(unscored):
    assert not unscored.scored
    assert unscored.categories == ()
    assert unscored.ways is None
    assert unscored.causes.lost == unscored.causes.gained == ()
    assert all(service.refused_for_score == 0 for service in unscored.services)
    assert 0 < unscored.fines.number.here <= unscored.entries.here
    assert unscored.headlines[0].startswith("Nobody is scored")


def test_a_summary_is_ready_for_json(summary, unscored):
    for one in (summary, unscored):
        data = one.to_dict()
        assert json.loads(json.dumps(data)) == data
        assert data["synthetic"].startswith("SYNTHETIC")
        assert [row["refused_for_score"] for row in data["services"]] == [
            service.refused_for_score for service in one.services
        ]


def test_headlines_are_plain_sentences_with_numbers(summary):
    for sentence in summary.headlines:
        assert sentence.endswith(".")
        assert any(sign.isdigit() for sign in sentence)
    assert f"{summary.ways.worse:,} of 6,000 citizens" in summary.headlines[0]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 10, "none"),
        (10, 10, "all"),
        (1, 3, "33%"),
        (1, 1000, "0.1%"),
        (999, 1000, "99.9%"),
        (0, 0, "none"),
    ],
)
def test_shares_in_words(part, whole, said):
    assert share(part, whole) == said
