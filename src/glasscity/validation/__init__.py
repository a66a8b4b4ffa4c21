"""Published results through the engine that runs the cities: what was published, what comes of it here.

Each section is one publication: the scenario that ships for it, what is read off its last day, and how near
that has to be. Nothing is worked out beside the engine but the published formula itself.
"""
