"""What the engine does by chance, held against closed forms and exact distributions.

`check` says what a check is, `held` how a count is held against a distribution and which deviation would be
found, `laboratory` lets small cities live; every other module is a group of checks about one subject.
`battery_*` is about the random words themselves, in the orders in which the engine uses them.
"""
