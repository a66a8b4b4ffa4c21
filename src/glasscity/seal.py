"""Pages in a run's folder are written after its manifest: each ends with the hash of what stands before."""

from __future__ import annotations

import hashlib
from pathlib import Path

SEAL = b"<!-- sha256 %s -->\n"
LENGTH = len(SEAL % (b"0" * 64))


def sealed(page: bytes) -> bytes:
    """Return a page with its seal."""
    return page + SEAL % hashlib.sha256(page).hexdigest().encode()


def is_as_sealed(page: bytes) -> bool:
    """Return whether a page is what it was when it was sealed."""
    return sealed(page[:-LENGTH]) == page


def broken_pages(folder: Path) -> list[Path]:
    """Return the pages in a folder that are not as they were sealed, or never were."""
    pages = sorted(folder.glob("*.html"))
    return [path for path in pages if not path.is_file() or not is_as_sealed(path.read_bytes())]
