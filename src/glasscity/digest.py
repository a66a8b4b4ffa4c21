"""The digest of a run: one number for everything that happened.

SHA-256 over every ledger row in canonical order (day, citizen, entry id), then final scores, categories and
ties. It is taken before any thinning, and not over scenario text, file cuts, dates or versions.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.authority.state import File
from glasscity.world import City

FINAL = ("base", "influence", "total", "category", "ties", "contact", "layers", "filed_by")


class Digest:
    """Takes in a run day by day."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(b"glasscity digest 1\n")

    def copy(self) -> Digest:
        """Return a digest that has taken in the same, and goes on by itself."""
        other = Digest()
        other._hash = self._hash.copy()
        return other

    def entries(self, entries: NDArray[np.void]) -> None:
        """Take in a day's ledger rows, in canonical order."""
        self._update(entries)

    def _update(self, array: NDArray[Any]) -> None:
        self._hash.update(np.ascontiguousarray(array).view(np.uint8).data)

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
        for name in FINAL:
            self._hash.update(f"{name} {len(arrays[name])}\n".encode())
            self._update(arrays[name])
        return self._hash.hexdigest()
