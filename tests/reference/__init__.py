"""The day once more, slowly: plain Python, loops over citizens, no NumPy and no kernels. Read `day` first.

Written to be read beside the order of the day (`docs/architecture.md`) and held against the engine, row by
row and bit by bit. It takes the founded city from the engine (who lives there, ties, homes) and everything
that a scenario says from the scenario itself; what follows is worked out here a second time.
"""
