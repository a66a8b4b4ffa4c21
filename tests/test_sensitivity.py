"""Sobol's indices through our own designs, on functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest

from glasscity.ensemble.design import factor
from glasscity.ensemble.sensitivity import design, indices_of, sensitivity_of
from glasscity.errors import BadInput

PI = "3.141592653589793"
ISHIGAMI = [factor(f"x{number}=-{PI}..{PI}") for number in (1, 2, 3)]
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Ishigami and Homma (1990) with a = 7, b = 0.1, by arithmetic."""


def ishigami(points):
    x = np.array([[float(value) for value in point.values.values()] for point in points])
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return y[:, None]


def test_ishigamis_function_has_its_published_indices():
    found = sensitivity_of(ISHIGAMI, 1024, ishigami)
    for one, first, total in zip(found.indices, FIRST, TOTAL, strict=True):
        assert one.first == pytest.approx(first, abs=max(one.first_interval, 0.01))
        assert one.total == pytest.approx(total, abs=max(one.total_interval, 0.01))
        assert one.first_interval < 0.1
    assert found.noise is None


def test_chance_between_lives_is_told_apart():
    generator = np.random.default_rng(1)
    noisy = sensitivity_of(
        ISHIGAMI, 256, lambda points: ishigami(points) + generator.normal(0, 10, (len(points), 4))
    )
    # The variance of the function is 13.84; that of a mean of four lives is 100 / 4 more.
    assert noisy.noise == pytest.approx(25 / (25 + 13.84), abs=0.06)


def test_what_never_varies_or_is_missing_has_no_indices():
    places = design(ISHIGAMI, 8)
    assert indices_of("x", ISHIGAMI, np.ones((len(places), 1))) is None
    missing = np.random.default_rng(1).random((len(places), 1))
    missing[3] = np.nan
    assert indices_of("x", ISHIGAMI, missing) is None


@pytest.mark.parametrize("base", [4, 12, 100])
def test_a_base_that_does_not_fit_the_design_is_refused(base):
    with pytest.raises(BadInput, match="power of two from 8 on"):
        design(ISHIGAMI, base)


def test_a_rule_can_be_one_of_the_dimensions():
    factors = [factor("response.learning.rule='bayes','habit'"), factor("a=0..1.0")]
    found = sensitivity_of(
        factors,
        128,
        lambda points: np.array(
            [[10.0 * ("habit" in point.settings[0]) + float(point.values["a"])] for point in points]
        ),
    )
    assert found.indices[0].first > 0.95
    assert found.indices[1].total < 0.05
