"""The random words themselves, in each order in which the engine uses them, through the whole battery."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from statistical_checks.battery import TESTS, tried
from statistical_checks.battery_words import ORDERS, words_of
from statistical_checks.check import check
from statistical_checks.held import Held
from statistical_checks.laboratory import Laboratory

WORDS = 1 << 24
"""Words of each order."""

_MAKERS = {
    name: (lambda laboratory, order=order: _words(laboratory, order)) for name, order in ORDERS.items()
}
_last: list[str] = []


def _words(laboratory: Laboratory, order: object) -> NDArray[np.uint32]:
    return words_of(order, laboratory.seed, laboratory.size(WORDS))  # type: ignore[arg-type]


@check("{}", each=product(ORDERS, TESTS))
def battery(laboratory: Laboratory, which: tuple[str, str]) -> Held:
    """The words of an order ~ independent and even over 0 … 2³² - 1, by each test of the battery."""
    order, test = which
    if _last != [order]:
        laboratory.clear()
        _last[:] = [order]
    return tried(test, laboratory.get(_MAKERS[order]))
