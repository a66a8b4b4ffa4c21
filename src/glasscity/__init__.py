"""glasscity: a laboratory city in which every citizen is synthetic and everything they do can be scored."""

from glasscity.scenario import Scenario, load

__version__ = "0.1.0"

__all__ = ["Scenario", "__version__", "load"]
