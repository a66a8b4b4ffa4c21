"""The page: watch a city live, meet one citizen, change a rule. On this machine only."""

from glasscity.watch.server import Start, serve

__all__ = ["Start", "serve"]
