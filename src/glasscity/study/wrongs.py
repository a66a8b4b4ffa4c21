"""The parts of a summary about what goes wrong: errors, denunciations, appeals, and four kinds of harm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WrongEntries:
    """Wrong entries of one kind, one of `truth.KINDS`: all of them, and those against the citizen."""

    kind: str
    entries: int
    against: int


@dataclass(frozen=True)
class Filer:
    """What one organisation (or a series of like ones) filed, and how much of it is wrong."""

    organisation: str
    label: str
    entries: int
    wrong: int
    against: int


@dataclass(frozen=True)
class Answerable:
    """Whose wrong entries keep citizens in a worse category than the true record has.

    Attributes
    ----------
    where : `organisation`, `owner`, `informers`, `data centre`, or `not on their file`.
    name, label : of the organisation or owner; the name is empty for the others.
    citizens : how many citizens they answer for; one for whom several answer is shared out among them.
    entries : how many wrong entries of theirs stand against these citizens.
    """

    where: str
    name: str
    label: str
    citizens: float
    entries: int


@dataclass(frozen=True)
class Mishap:
    """What befell the data centre of one kind (a name of `tables.MISHAPS`).

    Attributes
    ----------
    times : how often it began; days : on how many days it was under way.
    entries, citizens : entries that it made, changed or kept, and on how many files; largest : entries of
        the largest batch.
    """

    kind: str
    times: int
    days: int
    entries: int
    citizens: int
    largest: int


@dataclass(frozen=True)
class Errors:
    """Entries that are wrong, and whom the file treats worse or better than the true record would.

    Attributes
    ----------
    entries : entries that tell of a deed; wrong : those that are wrong; against : those of them that take
        points or set a category.
    per_thousand : wrong entries for every 1,000 citizens.
    kinds : by kind, all kinds; mishaps : what befell the data centre, the kinds that happened.
    filers : by organisation, most wrong entries first.
    worse, better : citizens in a worse, a better category at the end than on the true record; None where
        nobody is scored.
    answerable : who answers for those in a worse category; the parts add up to `worse`.
    wrongly_in_worst : citizens in the worst category at the end who are in a better one on the true record.
    matrix : citizens by category on file and on the true record, both best first: rows are the file.
    """

    entries: int
    wrong: int
    against: int
    per_thousand: float
    kinds: tuple[WrongEntries, ...]
    mishaps: tuple[Mishap, ...]
    filers: tuple[Filer, ...]
    worse: int | None
    better: int | None
    wrongly_in_worst: int | None
    matrix: tuple[tuple[int, ...], ...]
    answerable: tuple[Answerable, ...] = ()


@dataclass(frozen=True)
class Motive:
    """Denunciations out of one motive; `lies` is all or none of them."""

    motive: str
    label: str
    number: int
    lies: int
    looked_into: int
    found_out: int


@dataclass(frozen=True)
class Denunciations:
    """Who told of whom.

    Attributes
    ----------
    number : denunciations; lies : false ones; looked_into : those looked into; found_out : lies found out,
        which are not filed.
    informers, targets : how many citizens told of others, and how many were told of.
    busiest : how many citizens the busiest 1 % of informers are (at least one); by_busiest : their
        denunciations.
    concentration : share of all denunciations told by the busiest share of citizens, from (0, 0) on.
    points_earned : what informers got for it; points_taken : what it took from those told of, before caps.
    """

    number: int
    lies: int
    looked_into: int
    found_out: int
    informers: int
    targets: int
    busiest: int
    by_busiest: int
    concentration: tuple[tuple[float, float], ...]
    points_earned: float
    points_taken: float
    motives: tuple[Motive, ...]


@dataclass(frozen=True)
class Funnel:
    """Entries against somebody on their way: told of, contested, heard, answered, taken back by the end."""

    entries: int
    told: int
    contested: int
    heard: int
    answered: int
    corrected: int


@dataclass(frozen=True)
class Cost:
    """What it took to contest all entries that were contested, right and wrong: hours, and money."""

    hours: float
    money: float


@dataclass(frozen=True)
class Contesting:
    """Wrong entries that some citizens were told of, those contested, those answered, and those granted."""

    told: int
    contested: int
    answered: int
    granted: int


@dataclass(frozen=True)
class Appeals:
    """What became of entries against somebody.

    Attributes
    ----------
    wrong, right : entries of what the citizen did not do, or that are on file already, and the others.
    waiting : appeals made and not heard by the end.
    days_to_correction : days from a wrong entry to its correction, the middle one; None without any.
    cost : what contesting took; None where that is not said.
    never_refused, refused : wrong entries of those with no appeal refused by then, and of the others; None
        where nobody learns from answers.
    alone, helped : wrong entries of those without help, and with; None where nobody has help.
    """

    wrong: Funnel
    right: Funnel
    waiting: int
    days_to_correction: float | None
    cost: Cost | None = None
    never_refused: Contesting | None = None
    refused: Contesting | None = None
    alone: Contesting | None = None
    helped: Contesting | None = None


@dataclass(frozen=True)
class Harmed:
    """Restriction-days of one service: all of them, and by kind of harm."""

    service: str
    label: str
    days: dict[str, int]


@dataclass(frozen=True)
class Harm:
    """Restriction-days in all and by kind: `all`, `erroneous`, and so on, which overlap (see `harm`)."""

    days: dict[str, int]
    services: tuple[Harmed, ...]
