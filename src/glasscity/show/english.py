"""Numbers, shares and dates in plain English, for titles, labels and tables.

Names of attributes and plurals are in `glasscity.study.words`.
"""

from __future__ import annotations

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SMALL = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def whole(number: float) -> str:
    """Return a whole number with commas; a negative one has a real minus sign."""
    return f"{round(number):,}".replace("-", "−")


def number_word(number: int) -> str:
    """Return small numbers in words, others in figures."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else whole(number)


def in_short(number: float) -> str:
    """Return a large number in few figures: 758,309 → 758,000; 1,342,820 → 1.34 million."""
    size = abs(number)
    if size >= 999_500_000:
        return f"{decimal(number / 1e9, 2 if size < 9.995e9 else 1)} billion"
    if size >= 999_500:
        return f"{decimal(number / 1e6, 2 if size < 9.995e6 else 1)} million"
    return whole(round(number, -3) if size >= 100_000 else number)


def decimal(number: float, places: int | None = None) -> str:
    """Return a number with as many decimals as it deserves: 0.04, 1.7, 23."""
    size = abs(number)
    if places is None:
        places = 0 if size >= 9.95 or size == 0 else 1 if size >= 0.095 else 2
    text = f"{size:,.{places}f}"
    is_zero = not text.strip("0.,")
    return "0" if is_zero else f"−{text}" if number < 0 else text


def signed(number: float, places: int | None = None) -> str:
    """Return a number with its sign."""
    text = decimal(number, places)
    return f"+{text}" if number > 0 and text != "0" else text


def percent(share: float) -> str:
    """Return a share as a percentage."""
    if 0 < share < 0.0005:
        return "under 0.1%"
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return f"{decimal(share * 100, 0 if share >= 0.0995 else 1)}%"


def in_hundred(share: float) -> str:
    """Return a share of people in words: "nobody", "4 in 1,000", "7 in 100", "everybody"."""
    if share <= 0:
        return "nobody"
    if share >= 1:
        return "everybody"
    for people in (100, 1000, 10_000):
        if share * people >= 1.5 or (people == 100 and share * people >= 0.95):
            return f"{whole(min(round(share * people), people - 1))} in {whole(people)}"
    return "fewer than 2 in 10,000"


def compared(first: float, second: float) -> tuple[str, str]:
    """Return two shares of people in words that can be compared: both in hundred, or both in per cent."""
    said = in_hundred(first), in_hundred(second)
    scales = {
        words.rpartition(" ")[2] for words, share in zip(said, (first, second), strict=True) if 0 < share < 1
    }
    return said if len(scales) < 2 else (percent(first), percent(second))


def sentence(text: str) -> str:
    """Return `text` with a capital at the start."""
    return text[:1].upper() + text[1:]


def day_month(day: date) -> str:
    """Return a date without its year: 3 March."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def full_date(day: date) -> str:
    """Return a date: 3 March 2018."""
    return f"{day_month(day)} {day.year}"


def span(days: int) -> str:
    """Return a length of time: "a year", "three days", "18 months"."""
    years = round(days / 365.25)
    if years and abs(days - years * 365.25) < 10:
        return "a year" if years == 1 else f"{number_word(years)} years"
    if days > 90:
        return f"{number_word(round(days / 30.44))} months"
    return "a day" if days == 1 else f"{number_word(days)} days"


def plain(text: str) -> str:
    """Return text on one line."""
    return " ".join(text.split())


def shortened(text: str, most: int) -> str:
    """Return at most `most` characters of a label, cut at a word where that is possible."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,") + "…"
