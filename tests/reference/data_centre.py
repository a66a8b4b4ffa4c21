"""The data centre: takes filings, keeps the ledger and the file, and says who is in which category.

A world has one that works with what is filed, and, where errors are possible, a second one that is given the
true filings only: the shadow, which has no hearings, no mishaps and no copies.
"""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.tables import CORRECTION, EXPIRY, REPAIR
from reference import score
from reference.contacts import ContactsOnFile
from reference.context_book import ContextBook
from reference.copies import Copies
from reference.file import File
from reference.hearing import Hearings
from reference.ledger import Ledger, day_of_expiry, filing_id, in_order
from reference.lending import answered
from reference.mishap import Mishaps
from reference.national_list import NationalList
from reference.reading import Reading
from reference.repair import Repairs
from reference.rows import Row
from reference.rulebook import Rulebook
from reference.sanction import answer
from reference.transfer import Transfers
from reference.waiting import Waiting


class DataCentre:
    """One data centre with its file on every citizen.

    Attributes
    ----------
    file : what it holds on everybody; `file.category`, `file.total`, … are lists, one place per citizen.
    heard : the appeals that were heard today.
    """

    def __init__(
        self,
        scenario: Scenario,
        town: Sequence[int],
        contacts: ContactsOnFile,
        hearings: Hearings | None = None,
        mishaps: Mishaps | None = None,
        consents: Sequence[int] | None = None,
        copies: Copies | None = None,
    ) -> None:
        """Open the file as the run begins: `scenario` is the whole one, with its interventions.

        `town` says where everybody lives; `consents` who may be scored, None where consent is never asked.
        """
        self._repairs, self._hearings, self._transfers = Repairs(scenario), hearings, Transfers()
        self.scenario = scenario = stages(scenario)[0].scenario
        self.contacts, self.mishaps = contacts, mishaps
        self.rulebook = Rulebook(scenario)
        self.file = File(scenario, town, consents)
        self.ledger = Ledger(self.file)
        self.book = ContextBook(scenario, self.file)
        self._keeps_copies = copies is not None
        self.copies = copies if copies is not None else Copies(0, None)
        self.national_list = NationalList(scenario, self.file)
        self._filings, self._expiring = Waiting(), Waiting()
        self._relocations: list[Row] = []
        self._entries_of_movers: list[Row] = []
        self._influence_of_movers: list[Row] = []
        self._moves: list[Row] = []
        self.heard: list[Row] = []
        if copies is not None:
            copies.change(scenario, self.reading)

    @property
    def reading(self) -> Reading:
        """What services read by."""
        return Reading(self.scenario, self.rulebook.towns, self.file, self.book)

    @property
    def hears(self) -> bool:
        """Return whether appeals are heard at some time of the run."""
        return self._hearings is not None

    @property
    def repairs(self) -> list[Row]:
        """The applications for repair that were decided today."""
        return self._repairs.decided

    @property
    def scored(self) -> bool:
        """Whether anybody is scored at all."""
        return self.scenario.scoring.enabled

    @property
    def _carries(self) -> bool:
        """Whether whoever moves brings along what they were away from the start."""
        relocation = self.scenario.relocation
        return relocation is not None and relocation.rule == "origin"

    def change(self, scenario: Scenario, day: int) -> None:
        """Go by the rules of `scenario` from this morning on; what is on file stays on file."""
        self.scenario, self.rulebook = scenario, Rulebook(scenario)
        if self._keeps_copies:
            self.copies.change(scenario, self.reading)
        self.national_list.change(scenario, day)
        self._repairs.change(scenario)
        if self._hearings is not None:
            self._hearings.change(scenario)
        if self.mishaps is not None:
            self.mishaps.change(scenario)

    def ask_consent(self, consents: Sequence[int]) -> None:
        """Score only those who consent, from this morning on."""
        self.file.consents = [int(one) for one in consents]

    def take_in_declarations(self, declared: Sequence[int]) -> None:
        """Accept that these citizens gave their consent, or withdrew it, yesterday."""
        for citizen in declared:
            self.file.consents[citizen] = 1 - self.file.consents[citizen]

    def take_in(self, filings: list[Row]) -> None:
        """Accept filings; each is recorded on the day it is due."""
        for filing in filings:
            self._filings.send(filing, filing.due)

    def take_in_appeals(self, appeals: list[Row], yesterday: list[Row] | None = None) -> None:
        """Accept appeals against entries of yesterday."""
        if self._hearings is not None:
            self._hearings.take_in(appeals)

    def take_in_applications(self, applications: list[Row], yesterday: list[Row] | None = None) -> None:
        """Accept applications for repair of entries of yesterday."""
        self._repairs.take_in(applications)

    def grant(self, filing: tuple[int, int] | None) -> None:
        """Grant the appeal against what this filing gave, when it is heard, whatever the draws say."""
        if self._hearings is not None:
            self._hearings.granted_anyway = filing

    def transfer(self, relocations: list[Row]) -> None:
        """Transfer the files of those who live in another town from today on."""
        self._relocations = relocations
        self._entries_of_movers, self._influence_of_movers = [], []
        for relocation in relocations:
            towns = self.rulebook.towns
            entry, changes = self._transfers.carry_out(relocation, self.ledger, towns, self._carries)
            self._entries_of_movers.append(entry)
            self._influence_of_movers += changes
            self.book.move(relocation, towns, self._carries)

    def record(self, day: int, new_year: bool) -> list[Row]:
        """Rule: what expires goes first, then corrections, then repairs, then filings in order of their ids.

        Returns the day's entries in order of citizens and ids.
        """
        mishaps, ledger, rulebook = self.mishaps, self.ledger, self.rulebook
        self.copies.begin()
        if new_year:
            ledger.new_year(rulebook)
        entries = list(self._entries_of_movers)
        filings = self._filings.take(day)
        expiring = ledger.standing(self._expiring.take(day))
        if mishaps is not None:
            mishaps.begin(day)
            expiring = mishaps.miss(expiring, self._expiring, day)
        entries += self._undo(expiring, EXPIRY, day)
        corrected = self._granted_today(day)
        entries += self._undo(corrected, CORRECTION, day)
        if mishaps is not None:
            filings = mishaps.befall(filings, corrected, day)
            taken_back, filed_anew = mishaps.find_out(day, ledger)
            entries += self._undo(taken_back, CORRECTION, day)
            filings += filed_anew
            rulebook = mishaps.version(rulebook, day)
        entries += self._undo(self._repairs.decide(day, ledger), REPAIR, day)
        entries += self._undo(self._repairs.pardoned(day, ledger), REPAIR, day)
        for filing in sorted(filings, key=lambda one: (one.citizen, one.filing_hi, one.filing_lo)):
            entries += ledger.record(filing, rulebook, day)
        entries = in_order(entries)
        if mishaps is not None:
            mishaps.note_wrong_points(entries, self.rulebook, self.file.town, day)
        for entry in entries:
            last_day = day_of_expiry(entry, self.rulebook)
            if last_day is not None:
                self._expiring.send(entry, last_day)
        self.copies.recorded(entries)
        self.book.take_in(entries, self.scenario.works_out_totals(day))
        return entries

    def _undo(self, entries: list[Row], kind: int, day: int) -> list[Row]:
        """Undo entries, in today's points of whoever has moved since."""
        transfers, towns = self._transfers, self.rulebook.towns
        return [
            self.ledger.undo(entry, transfers.points_of_today(entry, self.file, towns), kind, day)
            for entry in entries
        ]

    def _granted_today(self, day: int) -> list[Row]:
        """Rule: an appeal that is granted undoes the entry, its cap and its override where they stand."""
        if self._hearings is None:
            return []
        self.heard, answered = self._hearings.hear(day, self._hearer)
        granted = [appeal for appeal in answered if appeal.corrected]
        brought = [entry for appeal in granted for entry in self.ledger.brought_by(filing_id(appeal))]
        return self.ledger.standing(brought)

    def _hearer(self, appeal: Row) -> int:
        """Rule: the town where the entry was recorded hears an appeal, or the one where one appeals.

        One is told of an entry the day after it was recorded.
        """
        relocation = self.scenario.relocation
        if relocation is not None and relocation.appeals_heard_by == "origin":
            return self._transfers.town_then(appeal.citizen, appeal.day - 1, self.file)
        return self.file.town[appeal.citizen]

    def score(self, entries: list[Row], day: int) -> list[Row]:
        """Rule: on the days on which totals are worked out, influence is worked out where it is due, from
        yesterday's totals, and every total is read. Returns the changes of influence, movers' first.
        """
        file, towns, changes = self.file, self.rulebook.towns, []
        if not self.scenario.works_out_totals(day) or not self.scored:
            return self._influence_of_movers
        if score.influence_is_due(self.scenario, day):
            before = list(file.town)
            for relocation in self._relocations:
                before[relocation.citizen] = relocation.before
            yesterday = score.Yesterday(list(file.total), before)
            contacts = self.contacts.on(day)
            changes = score.weigh_contacts(self.scenario, towns, file, contacts, yesterday, day)
        elif score.influence_is_over(self.scenario):
            changes = score.end_influence(file, day)
        score.read_totals(towns, file)
        changed = {change.citizen for change in changes}
        return [one for one in self._influence_of_movers if one.citizen not in changed] + changes

    def categorise(self, day: int) -> list[Row]:
        """Rule: everybody is in the category of their total, or a worse one that a rule has set; none where
        nobody is scored. Returns the moves.
        """
        file, self._moves = self.file, []
        for citizen in file.citizens:
            before = file.category[citizen]
            after = file.category_of(self.rulebook.towns, citizen)
            if after != before:
                file.category[citizen] = after
                self._moves.append(Row(day=day, citizen=citizen, before=before, after=after))
        return self._moves

    def decide(self, requests: list[Row], key: int, day: int) -> list[Row]:
        """Answer everybody who asks for a service; who comes on the national list is on it tomorrow."""
        reading = self.reading
        decisions = [answer(request, reading, self.copies, self.national_list, key) for request in requests]
        decisions = answered(self.scenario, self.file.category, decisions, key)
        self.national_list.take_in(self._moves, day)
        self.copies.take(day, reading)
        return decisions
