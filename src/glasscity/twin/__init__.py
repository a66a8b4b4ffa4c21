"""Twins: the same city with one thing changed, day by day beside it; and what the change does by itself."""
