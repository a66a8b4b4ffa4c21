"""Which numbers are seeds."""

from __future__ import annotations

from glasscity.errors import BadInput

LARGEST_SEED = 2**64 - 1


def check_seed(name: str, seed: int) -> int:
    """Return `seed` if it is one, or raise `BadInput`."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise BadInput(f"{name}: {seed!r} is not a seed; expected a whole number from 0 to 2**64 - 1")
    return seed
