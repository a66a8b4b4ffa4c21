"""The ties that the authority has on file: what companies filed of them, and no more."""

from __future__ import annotations

from collections.abc import Iterable

from reference.rows import Row


class ContactsOnFile:
    """The known contacts of every citizen, as they are on file on a day."""

    def __init__(self, contacts: Iterable[Iterable[int]]) -> None:
        self._contacts = [{int(contact) for contact in known} for known in contacts]
        self._coming: list[Row] = []

    def take_in(self, filed: list[Row]) -> None:
        """Accept what companies filed of ties; it holds from the day it is due."""
        self._coming += filed

    def on(self, day: int) -> list[set[int]]:
        """Rule: what was filed of a tie last holds, and a tie is known from both ends; days go forward."""
        due = [filed for filed in self._coming if filed.due <= day]
        self._coming = [filed for filed in self._coming if filed.due > day]
        for filed in sorted(due, key=lambda filed: filed.due):
            for one, other in ((filed.citizen, filed.contact), (filed.contact, filed.citizen)):
                if filed.formed:
                    self._contacts[one].add(other)
                else:
                    self._contacts[one].discard(other)
        return self._contacts
