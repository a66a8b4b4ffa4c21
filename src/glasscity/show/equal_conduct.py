"""Tables: shares in low categories by group, gaps between groups that did the same, proxies, and failures."""

from __future__ import annotations

from html import escape

from glasscity.indices.fairness import Spread
from glasscity.show.english import decimal, percent, sentence, signed, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Table
from glasscity.show.safe import clean
from glasscity.study.gaps import Difference, Gap
from glasscity.study.parity import Parity
from glasscity.study.proxies import ProxyFound, Right
from glasscity.study.words import listed

MOST_GAPS = 12


def equal_conduct_html(facts: Facts) -> str:
    """Return the tables of parity, gaps and proxies as HTML; nothing where there is none of them."""
    return (
        _parity_html(facts.summary.parity, facts.low_words)
        + _gaps_html(list(facts.gaps), facts.low_words)
        + _proxies_html(facts.summary.proxies)
    )


def _parity_html(found: tuple[Parity, ...], low: str) -> str:
    if not any(group.low for one in found for group in one.groups):
        return ""
    table = Table(
        [
            *("By", f"most often in {low}", "least often", "difference", "ratio"),
            *("did something grave: difference", "nothing grave: difference", "equalised odds: ratio"),
        ],
        [_parity_row(one) for one in found],
        3,
    )
    said = (
        f"<p>How far groups lie apart in the share who are in {escape(clean(low))}, in points of a hundred. "
        "<i>Demographic parity</i>: the difference between the group with the largest share and the one "
        "with the smallest, and the smallest share by the largest. <i>Equalised odds</i>: the same among "
        "those who did something gravely unlawful, and among those who did not, by what they truly did; the "
        "larger difference and the smaller ratio count. With equal treatment differences are near 0 and "
        "ratios near 1, but for chance. Groups of fewer than 20 are left out.</p>"
    )
    return said + table.html(f"Groups in {low}. SYNTHETIC.")


def _parity_row(one: Parity) -> list[str]:
    groups = sorted(one.groups, key=lambda group: group.share)
    ends = (f"{clean(group.level)} ({percent(group.share)})" for group in (groups[-1], groups[0]))
    spreads = (one.among_grave, one.among_others)
    return [
        sentence(clean(one.attribute_label)),
        *ends,
        decimal(100 * one.demographic.difference, 1),
        _ratio(one.demographic),
        *("–" if spread is None else decimal(100 * spread.difference, 1) for spread in spreads),
        _ratio(one.odds),
    ]


def _ratio(spread: Spread | None) -> str:
    return "–" if spread is None or spread.ratio is None else decimal(spread.ratio, 2)


def _gaps_html(gaps: list[Gap], low: str) -> str:
    if not gaps:
        return ""
    largest = sorted(gaps, key=lambda gap: -abs(gap.points.with_conduct_equal))[:MOST_GAPS]
    rows = [
        [
            f"{sentence(clean(gap.attribute_label))}: {clean(gap.level)}",
            whole(gap.citizens),
            signed(gap.points.as_it_is, 1),
            _interval(gap.points, 1),
            _interval(gap.low, 1, 100),
            percent(gap.covered),
        ]
        for gap in largest
    ]
    table = Table(
        ["Group", "citizens", "points: as it is", "with conduct equal", f"in {low}, in 100", "compared"],
        rows,
    )
    said = (
        "<p>What is left of the differences between groups among people who <i>did</i> the same: each group "
        "against everybody else, within strata of the true numbers of unlawful and of rewarded acts, "
        "weighted as in the whole city (direct standardisation); in brackets 95 % intervals. What remains "
        "comes of taste (lawful conduct that costs points), of who is watched, of errors and of contacts.</p>"
    )
    return said + table.html("Gaps with true conduct equal. SYNTHETIC.")


def _interval(one: Difference, places: int, times: int = 1) -> str:
    middle, low, high = (signed(times * x, places) for x in (one.with_conduct_equal, one.low, one.high))
    return f"{middle} ({low} to {high})"


def _proxies_html(proxies: tuple[ProxyFound, ...]) -> str:
    if not proxies:
        return ""
    rows = [row for proxy in proxies for row in _rows(proxy)]
    table = Table(
        ["Filed for", "who", "filed", "of them have it", "everybody", "have it, not filed"], rows, 2
    )
    meant = "; ".join(
        f"“{escape(clean(one.conduct))}” for “{escape(clean(one.label))}” ({escape(clean(one.trait))})"
        for one in proxies
    )
    said = f"<p>The scheme takes conduct for a trait: {meant}. Whether those filed for it have the trait:</p>"
    return said + table.html("Conduct taken for a trait. SYNTHETIC.")


def _rows(proxy: ProxyFound) -> list[list[str]]:
    return [_row(sentence(proxy.conduct), "all", proxy.among_all)] + [
        _row("", f"income {right.group}", right) for right in proxy.by_group
    ]


def _row(conduct: str, who: str, right: Right) -> list[str]:
    precision = percent(right.precision) if right.precision is not None else "nobody"
    missed = percent(right.missed) if right.missed is not None else "nobody"
    return [conduct, who, whole(right.filed), precision, percent(right.base_rate), missed]


def failures_html(facts: Facts) -> str:
    """Return the table of owners whose services failed as HTML; nothing where none did."""
    failed = [one for one in facts.summary.failures if one.days]
    if not failed:
        return ""
    rows = [
        [
            sentence(clean(one.label)),
            listed([clean(service) for service in one.services]),
            *(whole(n) for n in (one.days, one.filings, one.lost, one.duplicated, one.wrong_person)),
        ]
        for one in failed
    ]
    columns = ["Owner", "services", "days", "filings", "lost", "filed twice", "wrong person"]
    said = "<p>Where one owner holds several services, all of them fail at once, and err in one batch:</p>"
    return said + Table(columns, rows, 2).html("Failures of all services of an owner. SYNTHETIC.")
