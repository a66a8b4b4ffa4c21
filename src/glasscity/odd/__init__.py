"""The description of a city after the ODD protocol with its extension for decisions, from code and scenario.

ODD: Grimm and others (2006, 2010, 2020); ODD+D: Müller and others (2013). Nothing is told here a second time:
rules are quoted from the modules that carry them out, the order of the day from `step`, state and units from
the classes that hold them, numbers and their sources from the scenario.
"""
