"""Why an entry is there, what becomes of it, and what is true about it, in words."""

from __future__ import annotations

from glasscity import tables
from glasscity.scenario import Scenario
from glasscity.society.error import FAILED
from glasscity.study.lifeline import undone_kind
from glasscity.study.on_file import OnFile, Row, entry_id, known_as
from glasscity.study.truth import (
    AGAIN,
    ANOTHER_CONDUCT,
    BY_DATA_CENTRE,
    CAME_BACK,
    IMPORTED_TWICE,
    LIE,
    MADE_UP,
    MERGED,
    OF_MISHAP,
    OTHER_POINTS,
    OVERDUE,
    SOMEBODY_ELSE,
    TWICE,
)
from glasscity.study.words import cap_text, counted

REASON_WORDS = {
    tables.NO_REASON: "",
    tables.ORDINARY: "an ordinary refusal, whatever the score",
    tables.OWN_FILE: "in category {category} by one's own file",
    tables.CONTACTS: "in category {category} through contacts' scores",
    tables.OVERRIDDEN: "in category {category}, which a rule has set",
    tables.OUTDATED_COPY: "in category {category} on an old copy of the file, which the file no longer says",
    tables.LENDER: "in category {category}, and the lender lends to few or none there",
    tables.NATIONAL_LIST: "on the national list, which is read in every town",
}


def cause_of_entry(scenario: Scenario, conduct: str, entry: Row, stood: int) -> str:
    """Return in words why an entry is there, or what becomes of it.

    `stood` : of an entry that undoes another, for how many days the other one stood.
    """
    if not (scenario.scoring.enabled or entry["counts"]):
        return ""
    if entry["points"] and not entry["counts"]:
        return "does not count: no consent to being scored"
    rule = scenario.rulebook.rules.get(conduct)
    if rule is None:
        return "no rule gives points for it"
    kind = entry["kind"]
    if kind == tables.CAP and rule.cap is not None:
        return f"does not count: {cap_text(rule.cap, scenario.rulebook.caps[rule.cap])}"
    if kind == tables.OVERRIDE and rule.override is not None:
        days = counted(rule.override.days, "day")
        return f"to category {rule.override.category} for {days}, whatever the score"
    undone = undone_kind(entry)
    if undone is None:
        return ""
    if kind == tables.CORRECTION:
        goes = {tables.CAP: ", with what a cap took back", tables.OVERRIDE: ", with the category it set"}
        return f"taken back after an appeal{goes.get(undone, '')}"
    if kind == tables.REPAIR:
        return f"struck out after {counted(stood, 'day')}"
    days = counted(stood, "day")
    if undone == tables.OVERRIDE and rule.override is not None:
        return f"the {days} in category {rule.override.category} are over"
    if undone == tables.CAP:
        return f"goes after {days}, with what it took back"
    return f"deleted after {days}"


def found_by(scenario: Scenario, organisation: str, conduct: str) -> str:
    """Return in words how an organisation came to see something, where it goes and looks."""
    inspection = scenario.organisations[organisation].inspection
    if inspection is None or not inspection.enabled or conduct not in inspection.inspects:
        return ""
    if inspection.among == "districts":
        follows = (
            "inspectors go where much is on record" if inspection.follows else "inspectors go everywhere"
        )
        return f"found on a visit: {follows}"
    by = "of their category" if inspection.among == "categories" else "with records like theirs"
    return f"found by looking: people {by} are looked at more or less than others"


def truth_of_entry(scenario: Scenario, file: OnFile, entry: Row, done: str, filed_by: str) -> str:
    """Return in words what is true about an entry that tells of a deed; nothing where that is all there is.

    Parameters
    ----------
    done : what was done, in words, where an entry tells of another conduct.
    filed_by : who filed it, in words.
    """
    wrong, informer = file.wrong.get(entry_id(entry)), file.informers.get(entry_id(entry))
    mishap = file.mishaps.get(entry_id(entry))
    befallen = _befallen(wrong, entry, mishap) if mishap is not None else ""
    if informer is not None:
        return "; ".join(filter(None, [_told(scenario, file, informer), befallen]))
    if wrong in BY_DATA_CENTRE:
        return befallen
    actor = entry["entry_hi"] >> 32
    how = "a namesake, or next door"
    if file.next_door is not None:
        how = "who lives next door" if actor in file.next_door else "a namesake"
    said = {
        None: "",
        SOMEBODY_ELSE: f"filed by mistake: it was citizen {actor}'s deed ({how})",
        LIE: "a lie: nothing of the kind happened",
        MADE_UP: f"never happened: made up by {filed_by}",
        ANOTHER_CONDUCT: f"not what was done, which was “{done}”",
        TWICE: f"filed twice{_in_a_failure(scenario, entry)}: this deed is on file already",
        AGAIN: f"filed again {counted(entry['day'] - entry['conduct_day'], 'day')} after the deed, as if new",
    }
    moved = entry["entry_lo"] >> 16 & tables.MOVED_BACK
    here = "moved here from the file of a namesake, where it had been put by mistake" if moved else ""
    return "; ".join(filter(None, [said[wrong], befallen, here]))


def _in_a_failure(scenario: Scenario, entry: Row) -> str:
    """Return in words that a copy comes of a failure of all services of one owner."""
    if entry["entry_lo"] >> 16 & 0xFF != FAILED:
        return ""
    filer = next(
        one
        for one in scenario.organisations.values()
        if one.code <= entry["organisation"] < one.code + one.count
    )
    owner = scenario.owners.get(filer.owner or "")
    return f" when the services of {owner.label} failed" if owner is not None else ""


def _befallen(wrong: str | None, entry: Row, mishap: Row) -> str:
    """Return what befell an entry at the data centre, in words."""
    known, began = mishap["batch"], mishap["began"]
    batch = "a batch of entries" if known is None else counted(known, "entry", "entries")
    filings = "filings" if known is None else f"{known:,} filings"
    what = wrong if wrong in BY_DATA_CENTRE else OF_MISHAP[mishap["kind"]]
    actor = entry["entry_hi"] >> 32
    said = {
        MERGED: f"from day {began} on it took files of namesakes for one, and what was filed about citizen "
        f"{actor} came here; {batch} went astray like this one",
        IMPORTED_TWICE: f"a batch of {filings} was imported a second time on day {began}, "
        "and this entry is one of them",
        CAME_BACK: f"it had been taken back, and an old copy that was imported on day {began} brought it "
        f"back, one of {batch}",
        OTHER_POINTS: f"from day {began} on it went by another version of the rules, and gave {batch} other "
        "points",
        OVERDUE: f"it was to go on day {mishap['day']}, when nothing was deleted; {batch} stayed",
    }
    return f"by an error of the data centre: {said[what]}"


def moved_away(file: OnFile, entry: Row) -> int | None:
    """Return to whose file an entry goes that a correction takes back, if files are being separated."""
    cause = entry["cause_hi"], entry["cause_lo"]
    mishap = file.mishaps.get(cause) if entry["kind"] == tables.CORRECTION else None
    if mishap is None or mishap["kind"] != tables.MERGED_FILES:
        return None
    granted = (entry_id(appeal) for appeal in file.appeals or () if appeal["answered"] == entry["day"])
    return None if cause in set(granted) else int(entry["cause_hi"] >> 32)


def _told(scenario: Scenario, file: OnFile, informer: Row) -> str:
    """Return who told of a deed, how they know each other, why, and whether it is true."""
    rules = scenario.denunciation
    assert rules is not None
    known = known_as(scenario, file.ties.get(informer["informer"], 0))
    motive = next(motive.label for motive in rules.motives.values() if motive.code == informer["motive"])
    told = "told in secret by" if rules.secret else "told by"
    who = f"citizen {informer['informer']}" + (f" ({known})" if known else "")
    truth = "a lie, nothing of the kind happened" if informer["lie"] else "it is true"
    return f"{told} {who}, {motive}: {truth}"


def reward_of(scenario: Scenario, file: OnFile, entry: Row) -> Row | None:
    """Return the denunciation that an entry rewards, if it is a reward."""
    rules = scenario.denunciation
    if rules is None or rules.reward is None or entry["kind"] != tables.CONDUCT:
        return None
    if entry["conduct"] != scenario.conduct[rules.reward].code or entry["entry_hi"] >> 32 != entry["citizen"]:
        return None
    return next((told for told in file.told if told["day"] == entry["conduct_day"]), None)
