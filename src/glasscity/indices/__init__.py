"""Published measures as plain arithmetic, each in one place: mobility, mixing, inequality, fairness …

Nothing here knows of cities or runs: numbers go in, numbers come out, and nothing is imported of the rest.
What they are taken of is said where they are used. docs/measures.md lists them with their formulas and with
what other implementations give.
"""
