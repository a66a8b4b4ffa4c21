"""Published patterns as tests of the cities (Grimm et al. 2005): which city shows which, and which not.

A pattern is an outcome that somebody published: a count, a share, an order, a direction. What was fed in (a
rule, a number of points) is none. `published` lists them, `cities` says which concern which city and whether
it was set to them, `measures`, `mistakes` and `people` read them off lives, and `table` judges.
"""
