"""The commands. Results go to standard output, progress and errors to standard error."""

from glasscity.cli.main import main

__all__ = ["main"]
