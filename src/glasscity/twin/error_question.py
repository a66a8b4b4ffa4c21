"""The study of one wrong record: its name, what it asks, and what its answer hangs on."""

NAME = "error"
QUESTION = "One wrong record: how far does it reach, and for how long?"
HANGS_ON = (
    "What is wrong on file, how often, and whether anybody is told of it is assumed; so is that points of "
    "this rulebook stay for long, which is why little fades within half a year: with rules by which points "
    "expire it would. Contacts' scores count for little in this city, so that a few points of one person "
    "hardly move anybody else by a whole point. Everybody begins on the lower edge of a category, so that in "
    "the first months a single point lost is a worse category already. Only filings that took points are "
    "looked at, in the first months, and for half a year; what comes later is not seen. A twin is one life, "
    "and the interval is over lives of one invented city: it does not say how wrong the assumptions are."
)
