"""How certain it seems that critical speech comes on file: what voice takes from what people believe.

Exactly:
- It is the highest belief about any kind of the `critical` conduct, each kind's belief being that of the kind
  whose certainty it has (see `kinds`), in 65535ths; 0 for whoever is not aware of the system, and where
  people do not respond at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glasscity.society.response.minds import NO_KIND, Minds


def certainty_of_being_filed(
    minds: Minds | None, critical: Sequence[int], citizens: int
) -> NDArray[np.uint16]:
    """Return uint16 [citizens]: the highest belief about any of the conduct codes `critical`, in 65535ths.

    What does not count is thought to be as certain as what is punished in its domain: see `response.kinds`.
    Whoever is not aware of the system is certain of nothing, and so is everybody in a city without
    `[response]`.
    """
    certainty = np.zeros(citizens, np.uint16)
    if minds is not None and minds.enabled:
        kinds = {int(minds.kind_of[code]) for code in critical} - {NO_KIND}
        for kind in {int(minds.stakes.certainty_of[kind]) for kind in kinds}:
            certainty = np.maximum(certainty, minds.state.belief[kind])
        certainty[minds.state.aware_since < 0] = 0
    return certainty
