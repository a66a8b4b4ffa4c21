"""What a run came to: every number of a summary against the tables of the run, and plain sentences."""

import json

import polars as pl
import pytest

import glasscity
from cities import changed
from glasscity import tables
from glasscity.measure.harm import KINDS as HARM_KINDS
from glasscity.scenario import load
from glasscity.study.fit import fit
from glasscity.study.outcome import Summary
from glasscity.study.summary import summarise
from glasscity.study.truth import ABOUT_DEEDS, KINDS, OTHER_POINTS, OVERDUE
from glasscity.study.words import share
from test_explain import unharmed_city, wronged_city


@pytest.fixture(scope="module")
def summary(essay_year) -> Summary:
    return summarise(essay_year)


@pytest.fixture(scope="module")
def unscored(tmp_path_factory) -> Summary:
    folder = tmp_path_factory.mktemp("summary") / "no-score"
    return summarise(glasscity.run("no-score", citizens=2000, days=120, out=folder))


@pytest.fixture(scope="module")
def wronged(tmp_path_factory) -> glasscity.Run:
    """Return a run in which much goes wrong."""
    folder = tmp_path_factory.mktemp("summary") / "wronged"
    return glasscity.run(wronged_city(2000, 120), out=folder)


@pytest.fixture(scope="module")
def wrongs(wronged) -> Summary:
    return summarise(wronged)


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
        assert abs(service.requests.here / service.requests.without_score - 1) < 0.1


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
    run = glasscity.run(unharmed_city(2000), out=tmp_path / "run")
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


def test_wrong_entries_are_counted_once_by_kind_and_once_by_who_filed_them(wronged, wrongs):
    errors = wrongs.errors
    assert [kind.kind for kind in errors.kinds] == list(KINDS)
    assert errors.wrong == sum(kind.entries for kind in errors.kinds)
    assert errors.against == sum(kind.against for kind in errors.kinds)
    assert errors.per_thousand == errors.wrong / 2
    for part in ("entries", "wrong", "against"):
        assert sum(getattr(filer, part) for filer in errors.filers) == getattr(errors, part)
    assert errors.entries == wrongs.entries.here
    assert len({filer.organisation for filer in errors.filers}) == len(errors.filers)
    lies = next(kind for kind in errors.kinds if kind.kind == "a lie")
    ledger = wronged.table("ledger").filter(pl.col("kind") == tables.CONDUCT)
    actor, copy = pl.col("entry_hi") // 2**32, pl.col("entry_lo") // 2**16 % 2**12
    by_mistake = ledger.filter((actor != pl.col("citizen")) | (copy > 0)).collect().height
    right_deed = sum(kind.entries for kind in errors.kinds if kind.kind in (OTHER_POINTS, OVERDUE))
    assert errors.wrong - lies.entries - right_deed == by_mistake
    told = wronged.table("denunciations").collect()
    filed = told.filter((pl.col("lie") > 0) & (pl.col("found_out") == 0) & (pl.col("day") < 119))
    assert lies.entries == lies.against == filed.height


def test_the_file_stands_beside_the_true_record(wronged, wrongs):
    errors, names = wrongs.errors, wronged.scenario.category_names
    at_end = {row.category: row.at_end for row in wrongs.categories}
    assert [sum(row) for row in errors.matrix] == [at_end[name] for name in names]
    last = wronged.named("shadow_moves").group_by("citizen").agg(pl.col("after").last()).collect()
    truly = dict(last.with_columns(pl.col("after").cast(pl.String)).iter_rows())
    held = wronged.citizens.select("citizen", pl.col("category").cast(pl.String)).rows()
    places = [(names.index(now), names.index(truly.get(citizen, "AA"))) for citizen, now in held]
    assert errors.worse == sum(now > true for now, true in places) > 0
    assert errors.better == sum(now < true for now, true in places) > 0
    assert errors.wrongly_in_worst == sum(now == 5 > true for now, true in places)


def test_who_answers_adds_up_to_everybody_in_too_low_a_category(wronged, wrongs):
    parts = wrongs.errors.answerable
    assert sum(part.citizens for part in parts) == pytest.approx(wrongs.errors.worse)
    assert all(part.citizens > 0 for part in parts)
    assert {part.where for part in parts} >= {"organisation", "informers"}
    organisations, owners = wronged.scenario.organisations, wronged.scenario.owners
    for part in parts:
        named = {"organisation": organisations, "owner": owners}.get(part.where)
        assert part.name == "" if named is None else part.label == named[part.name].label
        assert (part.entries > 0) == (part.where != "not on their file")
    assert len({(part.where, part.name) for part in parts}) == len(parts)
    assert f"Who answers for these {wrongs.errors.worse:,}: " in " ".join(wrongs.headlines)


SLIPS = "{wrong_person=0, invented_per_year=0.5, invented_bound_per_year=0.5, assumed='a test'}"


def test_one_who_alone_errs_answers_alone(tmp_path):
    """Without contacts, lies or appeals, and with one erring organisation, nobody else can answer."""
    errors = f"organisations.traffic_police.errors={SLIPS}"
    city = changed(unharmed_city(1500, 120), "rulebook.influence.kind='off'", errors)
    found = summarise(glasscity.run(city, out=tmp_path / "run", baseline=False)).errors
    (alone,) = found.answerable
    assert (alone.where, alone.name) == ("organisation", "traffic_police")
    assert alone.citizens == pytest.approx(found.worse)
    assert found.worse > 0


def test_the_data_centre_answers_for_its_own_batch(tmp_path):
    version = "{per_year=12, days=20, points={littering=-60}, assumed='a test'}"
    settings = ("rulebook.influence.kind='off'", f"data_centre={{wrong_version={version}}}")
    city = changed(unharmed_city(1500, 150), *settings)
    found = summarise(glasscity.run(city, out=tmp_path / "run", baseline=False)).errors
    (alone,) = found.answerable
    assert alone.where == "data centre"
    assert alone.citizens == pytest.approx(found.worse)
    assert found.worse > 0


def test_denunciations_are_those_of_the_table(wronged, wrongs):
    told, table = wrongs.denunciations, wronged.table("denunciations").collect()
    assert told.number == table.height == sum(motive.number for motive in told.motives)
    for name, column in (("lies", "lie"), ("looked_into", "looked_into"), ("found_out", "found_out")):
        assert getattr(told, name) == table[column].sum() > 0
        assert getattr(told, name) == sum(getattr(motive, name) for motive in told.motives)
    assert (told.informers, told.targets) == (table["informer"].n_unique(), table["target"].n_unique())
    each = sorted(table["informer"].value_counts()["count"], reverse=True)
    assert told.busiest == -(-len(each) // 100)
    assert told.by_busiest == sum(each[: told.busiest])
    shares = [(0.0, 0.0)] + [((n + 1) / 2000, sum(each[: n + 1]) / len(table)) for n in range(len(each))]
    assert all(any(corner == pytest.approx(share) for share in shares) for corner in told.concentration)
    assert told.concentration[-1] == (len(each) / 2000, 1.0)
    ledger = wronged.named("ledger").collect()
    earned = ledger.filter(pl.col("conduct").cast(pl.String) == "secret_denunciation", kind="conduct")
    assert told.points_earned == earned["points"].sum() > 0
    assert told.points_taken == ledger.filter(kind="denunciation")["points"].sum() < 0


def test_the_way_to_a_correction_gets_narrower(wronged, wrongs):
    appeals, days = wrongs.appeals, wronged.days_number
    table, hearings = wronged.table("appeals").collect(), wronged.table("hearings").collect()
    for wrong, funnel in ((1, appeals.wrong), (0, appeals.right)):
        mine, heard = table.filter(wrong=wrong), hearings.filter(wrong=wrong)
        assert funnel.entries == mine.height
        assert funnel.told == mine["notified"].sum()
        assert funnel.contested == mine["contested"].sum()
        assert funnel.heard == heard.height
        assert funnel.answered == heard.filter(pl.col("answered") < days).height
        steps = [funnel.entries, funnel.told, funnel.contested, funnel.heard, funnel.answered]
        assert [*steps, funnel.corrected] == sorted([*steps, funnel.corrected], reverse=True)
    granted = hearings.filter((pl.col("answered") < days) & (pl.col("corrected") > 0)).height
    assert 0 < appeals.wrong.corrected + appeals.right.corrected <= granted
    made = table.filter((pl.col("contested") > 0) & (pl.col("made") < days)).height
    assert appeals.waiting == made - hearings.height
    assert 3 < appeals.days_to_correction < days


def test_restriction_days_are_those_of_the_daily_table(wronged, wrongs):
    harm, table = wrongs.harm, wronged.table("harm_days").collect()
    for kind in HARM_KINDS:
        mine = table.filter(pl.col("kind").cast(pl.String) == kind)
        assert harm.days[kind] == mine["citizens"].sum() > 0
        assert harm.days[kind] == sum(service.days[kind] for service in harm.services)
        assert harm.days[kind] <= harm.days["all"]


def test_what_goes_wrong_is_said_in_plain_sentences(wrongs):
    said = " ".join(wrongs.headlines)
    assert f"{wrongs.errors.wrong:,} of {wrongs.errors.entries:,} entries about a deed" in said
    assert f"{wrongs.errors.worse:,} citizens are in a worse category than on the true record" in said
    assert f"{wrongs.appeals.wrong.corrected:,} taken back by the end" in said
    assert f"told of others {wrongs.denunciations.number:,} times" in said
    assert f"{wrongs.harm.days['all']:,} days" in said


def test_a_city_in_which_nothing_goes_wrong_has_none_of_it(tmp_path):
    summary = summarise(glasscity.run(unharmed_city(), out=tmp_path / "run"))
    assert (summary.errors, summary.denunciations, summary.appeals, summary.harm) == (None,) * 4
    data = summary.to_dict()
    assert data["errors"] is data["denunciations"] is data["appeals"] is data["harm"] is None
    said = " ".join(summary.headlines)
    assert not any(word in said for word in ("wrong", "true record", "told of", "taken back", "dearer on"))


def test_where_nobody_is_scored_errors_are_counted_and_no_categories(tmp_path):
    city = changed(wronged_city(800, 60), "scoring.enabled=false")
    summary = summarise(glasscity.run(city, out=tmp_path / "run", baseline=False))
    assert summary.errors.wrong > 0
    assert (summary.errors.worse, summary.errors.better, summary.errors.matrix) == (None, None, ())
    assert summary.appeals is None
    assert summary.harm is None
    assert json.loads(json.dumps(summary.to_dict())) == summary.to_dict()


def test_where_nobody_is_scored(unscored):
    assert not unscored.scored
    assert unscored.categories == ()
    assert unscored.ways is None
    assert unscored.causes.lost == unscored.causes.gained == ()
    assert all(service.refused_for_score == 0 for service in unscored.services)
    assert 0 < unscored.fines.number.here <= unscored.entries.here
    assert unscored.headlines[0].startswith("Nobody is scored")


def test_a_summary_is_ready_for_json(summary, unscored, wrongs):
    for one in (summary, unscored, wrongs):
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
