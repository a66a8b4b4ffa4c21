"""Writing a scheme down by answering questions: a form at the terminal, or answers from a file."""

from glasscity.asking.ask import ask_scheme

__all__ = ["ask_scheme"]
