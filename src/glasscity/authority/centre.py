"""The data centre: takes filings, keeps the ledger and the file, and says who is in which category.

A world holds one data centre that works with what is filed and, where errors are possible, a second one that
is given the true filings only: the *shadow* that says what each category would be on the true record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority import category, ledger, rulebook, sanction, score
from glasscity.authority.at_hand import AtHand
from glasscity.authority.contacts import ContactsOnFile
from glasscity.authority.context_book import NO_BOOK, Book, ContextBook
from glasscity.authority.copies import Copies
from glasscity.authority.correction import Corrections
from glasscity.authority.hearing import Hearings
from glasscity.authority.ledger import NO_TRANSFERS, Due
from glasscity.authority.mishap import Mishaps
from glasscity.authority.national_list import Mask, NationalList, no_mask
from glasscity.authority.reading import Held, no_copies
from glasscity.authority.repair import Repairs, may_be_amnestied
from glasscity.authority.score import Formula
from glasscity.authority.state import File, open_file
from glasscity.authority.transfer import Transfers
from glasscity.mailbox import Mailbox
from glasscity.parallel import Workers
from glasscity.rows import in_one
from glasscity.scenario import Scenario

NO_ENTRIES, NO_INFLUENCE = np.empty(0, tables.ENTRY), np.empty(0, tables.INFLUENCE)


class Regulations(NamedTuple):
    """Everything the data centre goes by, as arrays."""

    rules: rulebook.Rules
    formula: score.Formula
    bands: category.Bands
    terms: sanction.Terms
    scored: bool
    carries: bool
    heard_at_origin: bool
    works_out_totals: Callable[[int], bool]


def prepare_regulations(scenario: Scenario, course: Sequence[Scenario] = ()) -> Regulations:
    """Turn what a scenario says of the authority into arrays."""
    relocation = scenario.relocation
    return Regulations(
        rulebook.prepare_rules(scenario, course),
        score.prepare_formula(scenario),
        category.prepare_bands(scenario),
        sanction.prepare_terms(scenario),
        scenario.scoring.enabled,
        relocation is not None and relocation.rule == "origin",
        relocation is not None and relocation.appeals_heard_by == "origin",
        scenario.works_out_totals,
    )


class DataCentre:
    """One data centre with its file on every citizen."""

    def __init__(
        self,
        course: Sequence[Scenario],
        town: NDArray[np.uint8],
        contacts: ContactsOnFile,
        hearings: Hearings | None = None,
        mishaps: Mishaps | None = None,
        consents: NDArray[np.uint8] | None = None,
        copies: Copies | None = None,
        *,
        amnesties: frozenset[int] = frozenset(),
        decides: bool = True,
    ) -> None:
        scenario = course[0]
        self._course = course
        self._keeps_influence = decides and scenario.recording.influence
        self.regulations = prepare_regulations(scenario, course)
        self.contacts = contacts
        days = scenario.time.days
        self._filings = Mailbox(tables.FILING, days)
        self._gathered: Due | None = None
        self._expiring = Mailbox(tables.ENTRY, days)
        rules = self.regulations.rules
        self.file: File = open_file(
            town,
            self.regulations.formula.start,
            category.first_categories(scenario),
            len(scenario.category_names) if rulebook.some_override(rules) else 0,
            len(rules.yearly),
            consents,
        )
        self._declared = np.empty(0, np.uint32)
        self._transfers = Transfers()
        self._moved_in = NO_TRANSFERS, NO_INFLUENCE
        joint = decides and any(one.joint is not None for one in course)
        self._list = NationalList(scenario, self.file.category) if joint else None
        self._hearings = hearings
        self._corrections = Corrections(hearings) if hearings is not None else None
        self._at_hand = AtHand(may_be_amnestied(course))
        self.mishaps = mishaps
        walled = any(one.rulebook.walls for one in course)
        self._contexts = ContextBook(course, town, self.regulations.formula) if walled else None
        self._relocations = np.empty(0, tables.RELOCATION)
        self._no_mask, self._no_copies = no_mask(scenario), no_copies(scenario)
        self._copies = copies
        if copies is not None:
            copies.change(scenario, *self._what_is_read())
        self._moves = np.empty(0, tables.MOVE)
        repairing = any(one.repairs or one.rulebook.amnesty is not None for one in course)
        self._repairs = Repairs(course, amnesties, len(self.file.base)) if repairing else None
        self._touched = np.empty(0, np.uint32)
        self._everybody = False
        self.worked_out = True
        self._changed = self._changed_since_worked_out = False

    def change(self, scenario: Scenario, day: int) -> None:
        """Go by the rules of `scenario` from this morning on; what is on file stays on file."""
        self.regulations = prepare_regulations(scenario, self._course)
        self._no_mask, self._no_copies = no_mask(scenario), no_copies(scenario)
        if self._copies is not None:
            self._copies.change(scenario, *self._what_is_read())
        if self._list is not None:
            self._list.change(scenario, self.file.category, day)
        self._changed = self._changed_since_worked_out = True
        if self._hearings is not None:
            self._hearings.change(scenario)
        if self.mishaps is not None:
            self.mishaps.change(scenario)
        if self._repairs is not None:
            self._repairs.change(scenario, day)

    def ask_consent(self, consents: NDArray[np.uint8]) -> None:
        """Score only those who consent, from this morning on."""
        self.file.consents[:] = consents

    def take_in_declarations(self, declared: NDArray[np.uint32]) -> None:
        """Accept that these citizens gave their consent, or withdrew it, yesterday."""
        self.file.consents[declared] ^= 1
        self._declared = declared

    def take_in(self, filings: NDArray[np.void]) -> None:
        """Accept filings; each is recorded on the day it is due."""
        self._filings.send(filings, filings["due"])

    def gather(self, day: int) -> None:
        """Put together and in order what is due on a day, on the evening before."""
        self._gathered = ledger.due_in_order(self._filings.take(day))

    def _due_on(self, day: int) -> Due:
        """Return what is due today: what was gathered, and what is sent and due on the same day."""
        gathered, self._gathered = self._gathered, None
        more = self._filings.take(day)
        if gathered is None:
            return ledger.due_in_order(more)
        return gathered if not len(more) else ledger.due_in_order(in_one([gathered.filings, more]))

    def transfer(self, relocations: NDArray[np.void]) -> None:
        """Transfer the files of those who live in another town from today on."""
        formula, carries = self.regulations.formula, self.regulations.carries
        self._relocations = relocations
        self._moved_in = self._transfers.carry_out(relocations, self.file, formula, carries)

    def grant(self, filing: tuple[int, int] | None) -> None:
        """Grant the appeal against what this filing gave, when it is heard, whatever the draws say."""
        if self._hearings is not None:
            self._hearings.granted_anyway = filing

    def take_in_appeals(self, appeals: NDArray[np.void], yesterday: NDArray[np.void]) -> None:
        """Accept appeals against entries of yesterday."""
        if self._corrections is not None:
            self._corrections.take_in(appeals, yesterday, self._at_hand)

    def take_in_applications(self, applications: NDArray[np.void], yesterday: NDArray[np.void]) -> None:
        """Accept applications for repair of entries of yesterday."""
        if self._repairs is not None:
            self._repairs.take_in(applications, yesterday, self._at_hand)

    @property
    def repairs(self) -> NDArray[np.void]:
        """The applications for repair that were decided today."""
        return self._repairs.decided if self._repairs is not None else np.empty(0, tables.REPAIR_DECISION)

    @property
    def hears(self) -> bool:
        """Whether appeals are heard at some time of the run."""
        return self._hearings is not None

    @property
    def heard(self) -> NDArray[np.void]:
        """The appeals that were heard today."""
        return self._corrections.heard if self._corrections is not None else np.empty(0, tables.APPEAL)

    def record(self, day: int, new_year: bool, workers: Workers) -> NDArray[np.void]:
        """Take the filings that are due, and undo what has had its time; return the day's entries."""
        rules, mishaps = self.regulations.rules, self.mishaps
        if self._copies is not None:
            self._copies.begin()
        if new_year:
            ledger.new_year(rules, self.file)
        due, expiring = self._due_on(day), self._at_hand.standing(self._expiring.take(day))
        corrected = NO_ENTRIES
        if mishaps is not None:
            mishaps.begin(day)
            expiring = mishaps.miss(expiring, self._expiring, day)
        self._at_hand.undo(expiring)
        if self._corrections is not None:
            corrected = self._at_hand.standing(self._corrections.due(day, self._hearer))
            self._at_hand.undo(corrected)
        point_rules = rules
        if mishaps is not None:
            filings, found = mishaps.befall(due.filings, corrected, day), mishaps.find_out(day, self._at_hand)
            due = ledger.due_in_order(in_one([filings, found.filings]))
            corrected = in_one([corrected, found.entries])
            self._at_hand.undo(found.entries)
            point_rules = mishaps.rules(rules, day)
        repaired = self._repairs.due(day, self._at_hand) if self._repairs is not None else NO_ENTRIES
        # What was recorded in another town is undone in today's points.
        expiring, corrected, repaired = (
            self._transfers.in_points_of_today(some, self.file, point_rules)
            for some in (expiring, corrected, repaired)
        )
        moved_in = self._moved_in[0]
        entries = ledger.record(
            point_rules, self.file, due, expiring, corrected, repaired, day, workers, moved_in
        )
        if mishaps is not None:
            self._at_hand.keep(entries.compress(mishaps.recorded(entries, rules, self.file.town, day)))
        if self._repairs is not None:
            self._at_hand.keep(entries.compress(self._repairs.recorded(entries, day)))
        if self._copies is not None:
            self._copies.recorded(entries)
        self._expiring.send(*ledger.time_is_up(rules, entries))
        self._at_hand.tidy([self._expiring, self._corrections, self._repairs, mishaps])
        if self._contexts is not None:
            now = self.regulations
            worked_out = now.works_out_totals(day)
            self._contexts.take_in(self._relocations, entries, now.formula, now.carries, worked_out)
        return entries

    def _hearer(self, appeals: NDArray[np.void]) -> NDArray[np.uint8]:
        """Return which town hears each appeal: one is told of an entry the day after it was recorded."""
        if self.regulations.heard_at_origin:
            return self._transfers.town_then(appeals["citizen"], appeals["day"] - 1, self.file)
        town: NDArray[np.uint8] = self.file.town[appeals["citizen"]]
        return town

    def score(self, entries: NDArray[np.void], day: int, workers: Workers) -> NDArray[np.void]:
        """Work out totals after the day's entries, if it is time; return the changes of influence."""
        formula = self.regulations.formula
        had_worked_out, self.worked_out = self.worked_out, self.regulations.works_out_totals(day)
        due = self.regulations.scored and score.influence_is_due(formula, day)
        catching_up = self.worked_out and not had_worked_out
        self._everybody, self._changed = due or self._changed or catching_up, False
        moved_in, changes = self._moved_in[1], NO_INFLUENCE
        self._touched = self._touched_by(entries)
        if not self.worked_out:
            return moved_in
        if due:
            contacts, town = self.contacts.on(day, workers), self._town_of_yesterday()
            keep = self._keeps_influence
            changes = score.score_all(formula, self.file, *contacts, day, workers, town, keep=keep)
        elif self._changed_since_worked_out and formula.nothing:
            changes = score.end_influence(self.file, day)
        if self.regulations.scored and not due:
            everybody = np.arange(len(self.file.base), dtype=np.uint32)
            score.score_touched(formula, self.file, everybody if self._everybody else self._touched)
        self._changed_since_worked_out = False
        only_moved = ~np.isin(moved_in["citizen"], changes["citizen"])
        return np.concatenate([moved_in[only_moved], changes]) if len(moved_in) else changes

    def _town_of_yesterday(self) -> NDArray[np.uint8] | None:
        """Return where everybody lived yesterday, if anybody has moved since: totals of then are of there."""
        if not len(self._relocations):
            return None
        town = self.file.town.copy()
        town[self._relocations["citizen"]] = self._relocations["before"]
        return town

    def _touched_by(self, entries: NDArray[np.void]) -> NDArray[np.uint32]:
        """Return whose total may change today, in order: not needed where everybody's may."""
        if self._everybody:
            return self._touched[:0]
        citizen = entries["citizen"]
        first = np.ones(len(citizen), np.bool_)
        first[1:] = citizen[1:] != citizen[:-1]
        touched: NDArray[np.uint32] = citizen[first]
        return np.union1d(touched, self._declared) if len(self._declared) else touched

    def categorise(self, day: int, workers: Workers) -> NDArray[np.void]:
        """Put those whose total may have changed today into categories; return the moves."""
        self._moves = self._categorised(day, workers)
        return self._moves

    def _categorised(self, day: int, workers: Workers) -> NDArray[np.void]:
        bands = self.regulations.bands
        if not self.regulations.scored:
            return category.dismiss_all(self.file, day) if self._everybody else np.empty(0, tables.MOVE)
        if self._everybody:
            return category.categorise_all(bands, self.file, day, workers)
        return category.categorise_touched(bands, self.file, self._touched, day)

    @property
    def totals_moved(self) -> bool:
        """Whether anybody's total may be another one than yesterday."""
        return self._everybody or len(self._touched) > 0

    @property
    def book(self) -> Book:
        """What is on file context by context, where some service reads that."""
        return self._contexts.book if self._contexts is not None else NO_BOOK

    @property
    def keeps_copies(self) -> bool:
        """Whether some service answers by a copy of the file at some time of the run."""
        return self._copies is not None

    @property
    def held(self) -> Held:
        """The copies of the file that services answer by."""
        return self._copies.held if self._copies is not None else self._no_copies

    @property
    def mask(self) -> Mask:
        """The national list, as it is read in every town."""
        return self._list.mask if self._list is not None else self._no_mask

    def decide(
        self, requests: NDArray[np.void], key: np.uint64, day: int, workers: Workers
    ) -> NDArray[np.void]:
        """Answer everybody who asks for a service; who comes on the national list, is on it tomorrow."""
        decisions = sanction.decide(*self._what_is_read(), self.held, self.mask, requests, key)
        if self._list is not None:
            self._list.take_in(self._moves, day)
        if self._copies is not None:
            self._copies.take(day, workers, *self._what_is_read())
        return decisions

    def _what_is_read(self) -> tuple[sanction.Terms, category.Bands, Formula, File, Book]:
        """Return what `reading.standing` reads."""
        now = self.regulations
        return now.terms, now.bands, now.formula, self.file, self.book
