"""Hostile input for every door of the program: scenarios, run folders, the command line, the page.

    python verification/fuzzing [--minutes 10] [--target scenario|folder|command|page|all] [--seed 1]

See docs/fuzzing.md.
"""
