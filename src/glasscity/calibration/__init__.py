"""Unknown numbers of a scenario, set so that a few published aggregates come about, and nothing else."""
