"""glasscity: a laboratory city in which every citizen is synthetic and everything they do can be scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasscity.results import Run
    from glasscity.scenario import Scenario, load
    from glasscity.simulation import resume, run

__version__ = "0.1.0"

__all__ = ["Run", "Scenario", "__version__", "load", "resume", "run"]

_PLACES = {
    "Run": "glasscity.results",
    "Scenario": "glasscity.scenario",
    "load": "glasscity.scenario",
    "resume": "glasscity.simulation",
    "run": "glasscity.simulation",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import glasscity` is quick."""
    if name not in _PLACES:
        raise AttributeError(f"module 'glasscity' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
