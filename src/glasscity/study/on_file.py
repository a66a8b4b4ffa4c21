"""Every row about one citizen, as it is on disk, with the truth beside what is on file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.society.ties import layer_bits
from glasscity.study.appellants import taught
from glasscity.study.truth import ABOUT_DEEDS, ACTOR, entries_about_deeds, keeps_true_record, told_entries
from glasscity.study.words import listed

Row = dict[str, Any]
EntryId = tuple[int, int]


@dataclass(frozen=True)
class OnFile:
    """Every row of one citizen: codes, millipoints, hundredths.

    Attributes
    ----------
    acts, influence : None where the run did not record them, or where influence is not known.
    true_moves : moves on the true record; None where none is kept.
    appeals : entries against the citizen on their way; None where nobody can appeal.
    voice : what the citizen said aloud from which day on.
    told : denunciations that the citizen made.
    wrong : why entries are wrong, by entry id, for those that are.
    informers : who told of what is on file, by entry id, with `motive` and `lie`.
    ties : by contact, the bits of the ties with them.
    elsewhere : in other files, entries about this citizen's deeds, and about what others did whose deeds are
        on this file, on the same days.
    mishaps : what befell entries of this file at the data centre, by entry id, with `batch`, the number of
        entries that it befell at once; None where the run did not keep everybody's rows.
    circumstances : what began and ended in the citizen's life.
    tie_changes : ties of theirs that ended or formed, from either end.
    relocations : moves to another town.
    repairs : applications to have an entry struck out, on the days on which they were decided.
    next_door : citizens on whose doors this citizen's household is next, by whose deed it was; None where
        the run did not keep everybody's households.
    """

    citizen: Row
    ledger: list[Row]
    moves: list[Row]
    decisions: list[Row]
    acts: list[Row] | None
    influence: list[Row] | None
    true_moves: list[Row] | None = None
    appeals: list[Row] | None = None
    voice: list[Row] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    wrong: dict[EntryId, str] = field(default_factory=dict)
    informers: dict[EntryId, Row] = field(default_factory=dict)
    ties: dict[int, int] = field(default_factory=dict)
    elsewhere: list[Row] = field(default_factory=list)
    circumstances: list[Row] = field(default_factory=list)
    next_door: frozenset[int] | None = frozenset()
    relocations: list[Row] = field(default_factory=list)
    mishaps: dict[EntryId, Row] = field(default_factory=dict)
    tie_changes: list[Row] = field(default_factory=list)
    repairs: list[Row] = field(default_factory=list)


def entry_id(row: Row) -> EntryId:
    """Return the id of an entry, or of the entry that an appeal is about."""
    return row["entry_hi"], row["entry_lo"]


def deed_as_filed(entry: Row) -> int:
    """Return the deed that an entry tells of: who, on which day, and what it says that was done."""
    return int(entry["entry_hi"]) >> 16 << 16 | int(entry["conduct"])


def read_file(run: Run, citizen: int) -> OnFile:
    """Read all rows of one citizen."""

    def rows(name: str, *order: str) -> list[Row]:
        found = run.table(name).filter(pl.col("citizen") == citizen).collect()
        return found.sort("day", *order, maintain_order=True).to_dicts()

    influence = rows("influence") if run.folder.names("influence") else None
    if influence is None and not contacts_count(run.scenario):
        influence = []
    ledger = rows("ledger", "entry_hi", "entry_lo")
    known: Row = {}
    if keeps_true_record(run):
        known = {"true_moves": rows("shadow_moves"), **_truth(run, citizen, ledger)}
    if run.folder.names("appeals"):
        known["appeals"] = _appeals(run, citizen)
    if run.folder.names("relocations"):
        known["relocations"] = rows("relocations")
    if run.folder.names("voice_moves"):
        known["voice"] = rows("voice_moves")
    if run.folder.names("tie_changes"):
        theirs = (pl.col("citizen") == citizen) | (pl.col("contact") == citizen)
        known["tie_changes"] = run.table("tie_changes").filter(theirs).collect().to_dicts()
    if run.folder.names("denunciations"):
        known |= _denunciations(run, citizen)
    if run.folder.names("repairs"):
        known["repairs"] = rows("repairs", "entry_hi", "entry_lo")
    if run.folder.names("mishandled"):
        known["mishaps"] = _mishaps(run, citizen)
    if run.folder.names("circumstance_moves"):
        known["circumstances"] = rows("circumstance_moves")
    return OnFile(
        run.table("citizens").filter(pl.col("citizen") == citizen).collect().to_dicts()[0],
        ledger,
        rows("moves"),
        rows("decisions"),
        rows("acts") if run.folder.names("acts") else None,
        influence,
        **known,
    )


def contacts_count(scenario: Scenario) -> bool:
    """Return whether anybody's score can depend on contacts."""
    influence = scenario.rulebook.influence
    return scenario.scoring.enabled and influence.kind != "off" and influence.weight > 0


def _truth(run: Run, citizen: int, ledger: list[Row]) -> Row:
    """Return which entries are wrong, and where else the deeds on this file are on file."""
    mine = entries_about_deeds(run, citizen).filter(pl.col("wrong").is_not_null()).collect()
    deeds = pl.Series([row["entry_hi"] for row in ledger], dtype=pl.UInt64).unique().to_list()
    theirs = (citizen == ACTOR) | pl.col("entry_hi").is_in(deeds)
    ledger_of_others = run.table("ledger").filter(
        theirs & (pl.col("citizen") != citizen) & pl.col("kind").is_in(ABOUT_DEEDS)
    )
    return {
        "wrong": {entry_id(row): row["wrong"] for row in mine.to_dicts()},
        "elsewhere": ledger_of_others.collect().sort("day", "citizen", "entry_hi", "entry_lo").to_dicts(),
        "next_door": _mistaken_for(run, citizen, {row["entry_hi"] >> 32 for row in ledger}),
    }


def _mistaken_for(run: Run, citizen: int, actors: set[int]) -> frozenset[int] | None:
    """Return those of `actors` next to whose door this citizen lives, the others being namesakes."""
    if run.kept != "all":
        return None
    others = actors - {citizen}
    if not others:
        return frozenset()
    people, community = run.scenario.population.citizens, run.scenario.network.community
    blocks = {actor // community for actor in others if actor < people}
    neighbours = (pl.col("citizen") // community).is_in(blocks) & (pl.col("citizen") < people)
    known = run.table("citizens").select("citizen", "household").filter(neighbours).collect()
    found = set()
    for actor in others:
        first = actor // community * community
        block = known.filter(pl.col("citizen").is_between(first, first + community - 1))["household"]
        if not len(block):
            continue
        after = first + int((block <= block[actor - first]).sum())
        next_door = after if after < first + len(block) else first
        if next_door == citizen:
            found.add(actor)
    return frozenset(found)


def _appeals(run: Run, citizen: int) -> list[Row]:
    """Return the entries against a citizen, with what became of those that were heard."""
    mine = pl.col("citizen") == citizen
    steps = ("heard", "answered", "corrected")
    heard = run.table("hearings").filter(mine).select("entry_hi", "entry_lo", *steps)
    appeals = run.table("appeals").filter(mine).drop(steps)
    both = appeals.join(heard, on=["entry_hi", "entry_lo"], how="left", maintain_order="left")
    known = both.with_columns(pl.col("heard", "answered").fill_null(-1), pl.col("corrected").fill_null(0))
    rows = known.collect().sort("day", "entry_hi", "entry_lo").to_dicts()
    after = taught(run, heard.collect().to_dicts())
    return [row | {"readiness": after.get(entry_id(row))} for row in rows]


def _mishaps(run: Run, citizen: int) -> dict[EntryId, Row]:
    """Return what befell the entries of a citizen, by entry id: a merged file, or else the last thing."""
    rows = run.table("mishandled")
    number = pl.len() if run.kept == "all" else pl.lit(None, pl.UInt32).first()
    batches = rows.group_by("kind", "began").agg(batch=number)
    mine = rows.filter(pl.col("citizen") == citizen).join(batches, on=["kind", "began"])
    last = mine.collect().sort(pl.col("kind") == tables.MERGED_FILES, "day", "kind")
    return {entry_id(row): row for row in last.to_dicts()}


def _denunciations(run: Run, citizen: int) -> Row:
    """Return what a citizen told of others, who told of them, and how they know each other."""
    told = run.table("denunciations")
    of_them = told_entries(run, told.filter(pl.col("target") == citizen))
    ties = run.table("ties")
    forward = ties.filter(pl.col("citizen") == citizen).select("contact", "layers")
    layers = pl.col("layers").bitwise_or()
    back = ties.filter(pl.col("contact") == citizen).select(contact="citizen", layers="layers")
    return {
        "told": told.filter(pl.col("informer") == citizen).collect().to_dicts(),
        "informers": {entry_id(row): row for row in of_them.to_dicts()},
        "ties": dict(pl.concat([forward, back]).group_by("contact").agg(layers).collect().iter_rows()),
    }


def known_as(scenario: Scenario, layers: int) -> str:
    """Return in words who somebody is to a citizen, by the bits of their ties: "one of their friends"."""
    labels = {"household": "household", "neighbours": "neighbours"}
    labels |= {name: layer.label for name, layer in scenario.network.kinds.items()}
    bits = layer_bits(scenario)
    names = [labels[name] for name, bit in bits.items() if layers & bit]
    return f"one of their {listed(names)}" if names else ""
