"""The digest of a run: one number for everything that happened.

SHA-256 over every ledger row in canonical order (day, citizen, entry id), then final scores, categories and
ties. It is taken before any thinning, and not over scenario text, file cuts, dates or versions.

The hash is a chain with a link a day: what was there so far, and the day's rows. So a run can be stopped on
any evening with nothing but that evening's link, and two runs can be told apart by the first day on which
their links differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.authority.state import File
from glasscity.world import City

FORMAT = 2
"""Version of the digest: what it is taken over, and how."""
BEGINNING = hashlib.sha256(f"glasscity digest {FORMAT}\n".encode()).digest()
FINAL = ("base", "influence", "total", "category", "ties", "contact", "layers", "filed_by")


class Digest:
    """Takes in a run day by day.

    Parameters
    ----------
    links : those of the days that were taken in before, to go on from; none at the beginning.

    Attributes
    ----------
    links : for each day 32 bytes that stand for all rows so far. A day without rows has that of the day
        before it.
    """

    def __init__(self, links: Sequence[bytes] = ()) -> None:
        self.links = list(links)

    @property
    def link(self) -> bytes:
        """The last link; before the first day one that stands for nothing."""
        return self.links[-1] if self.links else BEGINNING

    def entries(self, entries: NDArray[np.void]) -> None:
        """Take in a day's ledger rows, in canonical order."""
        link = self.link
        if len(entries):
            taken = hashlib.sha256(link)
            taken.update(_bytes(entries))
            link = taken.digest()
        self.links.append(link)

    def close(self, file: File, city: City) -> str:
        """Take in the final state and return the digest in hexadecimal."""
        ties, contacts = city.ties, city.contacts
        order = ties.in_order()
        return self.close_arrays(
            {
                "base": file.base,
                "influence": file.influence,
                "total": file.total,
                "category": file.category,
                "ties": ties.begins(),
                "contact": ties.contact[order],
                "layers": ties.layers[order],
                "filed_by": contacts.filed_by[order],
            }
        )

    def close_arrays(self, arrays: dict[str, NDArray[Any]]) -> str:
        """Take in the final arrays by name, in the order of `FINAL`, and return the digest."""
        taken = hashlib.sha256(self.link)
        for name in FINAL:
            taken.update(f"{name} {len(arrays[name])}\n".encode())
            taken.update(_bytes(arrays[name]))
        return taken.hexdigest()


def _bytes(array: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).view(np.uint8).data
