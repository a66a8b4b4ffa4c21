"""What tells one fault from another."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from fuzzing.target import Broken

OWN = re.compile(r"verification/fuzzing/|importlib|atheris")


def signature(error: BaseException) -> str:
    """Return what tells one fault from another: its kind, and where in the program it was raised."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if not OWN.search(one.filename)]
    ours = [one for one in frames if "glasscity" in one.filename] or frames
    place = f"{Path(ours[-1].filename).stem}.{ours[-1].name}" if ours else "fuzzing"
    said = re.sub(r"[\d'\"].*", "", str(error))[:40] if isinstance(error, Broken) else ""
    return re.sub(r"[^\w.]+", "-", f"{type(error).__name__}-{place}-{said}").strip("-")
