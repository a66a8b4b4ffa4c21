"""A scheme held against rights: what its rules say by arithmetic, and what a run of it shows."""

from glasscity.rights.assessment import Assessment, assess

__all__ = ["Assessment", "assess"]
