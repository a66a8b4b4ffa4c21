"""A form is held: questions are put, answers read at once, and one can always go back.

A form is a generator that yields questions and is sent what the answers mean. To go back, the last answer is
forgotten and the form begun anew with the others: so a form needs no way back of its own, and what it makes
of the answers cannot hold a trace of a forgotten one.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from glasscity.asking.reading import UNKNOWN, Reading, Unclear
from glasscity.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
BACK, HELP, QUIT = "back", "?", "quit"
COMMENT = "#"
PLAIN_WIDTH = 100
COMMANDS = f"{HELP} explains a question, {BACK} goes to the one before, {QUIT} leaves"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    part : the part of the form that it belongs to.
    text : the question; help : what it is about, in a line; more : what `?` adds.
    reading : how the answer is read; default : what an empty line stands for, if it may be empty.
    shown : what is shown before the question.
    """

    part: str
    text: str
    help: str
    reading: Reading
    default: str | None = None
    more: str = ""
    shown: tuple[str, ...] = ()


Form = Generator[Question, Any, T]


class Talk(ABC):
    """Where questions are put and answers come from."""

    def __init__(self) -> None:
        from rich.console import Console

        plain = None if sys.stderr.isatty() else PLAIN_WIDTH
        self.console: Console = Console(stderr=True, width=plain, highlight=False, soft_wrap=True)
        self._part = ""

    def put(self, question: Question, number: int) -> str:
        """Put a question until its answer can be read, and return the answer; `back` stands for itself."""
        self._head(question, number)
        while True:
            text = " ".join(self.line(f"question {number} ({question.text})").split())
            if text.lower() == QUIT:
                raise KeyboardInterrupt
            if text == HELP:
                self._explain(question)
            elif text.lower() == BACK:
                if number > 1:
                    return BACK
                self.say("This is the first question.")
            else:
                try:
                    return self._read(question, text)
                except Unclear as fault:
                    self.fault(f"{fault}.", question, number)

    def _read(self, question: Question, text: str) -> str:
        if not text:
            if question.default is None:
                raise Unclear(f"this needs an answer: {question.reading.hint}")
            self.say(f"  = {question.default}")
            text = question.default
        question.reading.read(text)
        return text

    def _head(self, question: Question, number: int) -> None:
        from rich.text import Text

        if question.part != self._part:
            self._part = question.part
            self.console.print(Text(f"\n── {question.part}", "bold"))
        for line in question.shown:
            self.say(line)
        default = "" if question.default is None else f" [{question.default}]"
        self.console.print(Text(f"{number}. {question.text}").append(f"  ({question.reading.hint}){default}"))
        self.console.print(Text(f"   {question.help}", "dim"))

    def _explain(self, question: Question) -> None:
        if question.more:
            self.say(f"   {question.more}")
        said = f"Asked for: {question.reading.hint}."
        if question.default is not None:
            said += f" An empty line stands for: {question.default}."
        if UNKNOWN in question.reading.hint:
            said += f" What is {UNKNOWN} is assumed, and the file says so."
        self.say(f"   {said} {COMMANDS}.")

    def say(self, text: str) -> None:
        """Show one line, letter by letter."""
        from rich.text import Text

        self.console.print(Text(text))

    @abstractmethod
    def line(self, wanted: str) -> str:
        """Return the next line; `wanted` says for what, where there is none."""

    @abstractmethod
    def fault(self, said: str, question: Question, number: int) -> None:
        """Say that an answer cannot be taken; where nobody can answer again, stop."""

    @abstractmethod
    def end(self) -> None:
        """Check that nothing is left that was not asked for."""


class AtTerminal(Talk):
    """A person answers, and is asked again."""

    def __init__(self) -> None:
        super().__init__()
        with suppress(ImportError):
            import readline  # noqa: F401  (with it, `input` lets a line be edited)

    def line(self, wanted: str) -> str:
        """Return what the person writes."""
        try:
            if sys.stdout.isatty():
                return input("   > ")
            self.console.print("   > ", end="")
            return input()
        except KeyboardInterrupt:
            self.console.print()
            raise
        except EOFError:
            self.console.print()
            raise BadInput(f"new --ask: the answers end at {wanted}; nothing was written") from None

    def fault(self, said: str, question: Question, number: int) -> None:
        """Say it, and let the person answer again."""
        from rich.text import Text

        self.console.print(Text(f"   Not so: {said}", "bold"))

    def end(self) -> None:
        """Do nothing: a person says no more than is asked for."""


class FromLines(Talk):
    """Answers come from a file, one a line; lines that begin with # are left out. A fault stops it all."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0

    def line(self, wanted: str) -> str:
        """Return the next answer, and show it."""
        text = self._next()
        if text is None:
            raise BadInput(
                f"new --ask: the answers end after line {self._number}, at {wanted}; nothing was written"
            )
        self.say(f"   > {text}".rstrip())
        return text

    def fault(self, said: str, question: Question, number: int) -> None:
        """Stop, and name the line: the next one answers another question."""
        raise BadInput(
            f"new --ask: line {self._number} of the answers, question {number} ({question.text}): {said} "
            "Nothing was written"
        )

    def end(self) -> None:
        """Refuse answers that are left: then some before them probably answer the wrong question."""
        while (text := self._next()) is not None:
            if text:
                raise BadInput(
                    f"new --ask: line {self._number} of the answers ({text!r:.60}) comes after the last "
                    "question; nothing was written"
                )

    def _next(self) -> str | None:
        while True:
            try:
                text = sys.stdin.readline()
            except UnicodeDecodeError:
                line = self._number + 1
                raise BadInput(
                    f"new --ask: line {line} of the answers is not UTF-8 text; nothing was written"
                ) from None
            if not text:
                return None
            self._number += 1
            text = text.removeprefix("\ufeff")
            if not text.startswith(COMMENT):
                return text.strip()


def hold(form: Callable[[], Form[T]], talk: Talk) -> T:
    """Put the questions of a form, and return what it makes of the answers.

    Raises `KeyboardInterrupt` when somebody leaves, `BadInput` when the answers end.
    """
    talk.say(f"Enter alone takes what stands in [ ]; {COMMANDS}. Nothing is written before the end.")
    given: list[str] = []
    while True:
        course = form()
        try:
            question = next(course)
            for text in given:
                question = course.send(question.reading.read(text))
            while (text := talk.put(question, len(given) + 1)) != BACK:
                given.append(text)
                question = course.send(question.reading.read(text))
            given.pop()
        except StopIteration as done:
            talk.end()
            made: T = done.value
            return made
