"""Versions of what a run is made of, and what is still done with a run that another version made.

A run is read as long as its tables are of this format. It comes about again only where draws and digest are
of this version too; where they are not, what the run says of itself can still be held against its own rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from glasscity import checkpoint, digest, draws, tables
from glasscity.errors import BadInput, CheckFailed
from glasscity.scenario import Scenario

MAKING = {"draws": draws.FORMAT, "digest": digest.FORMAT}
"""What decides whether a run comes about again, and to which digest."""


def formats(scenario: Scenario) -> dict[str, int]:
    """Return the versions of what is kept and of how it is made."""
    return {
        "scenario": scenario.format,
        "tables": tables.FORMAT,
        **MAKING,
        "checkpoint": checkpoint.FORMAT,
    }


def check_readable(path: Path, manifest: Mapping[str, Any]) -> None:
    """Raise where the tables of a run are of another format, or its manifest does not say of which."""
    said = manifest["format"]
    for name in ("tables", *MAKING):
        if not isinstance(said.get(name), int):
            raise CheckFailed(f"{path}: damaged: the manifest does not say of which format its {name} are")
    if said["tables"] != tables.FORMAT:
        raise BadInput(
            f"{path}: tables of format {said['tables']}; this version of glasscity reads format "
            f"{tables.FORMAT}: read it with {made_by(manifest)}"
        )


def of_another_version(manifest: Mapping[str, Any]) -> dict[str, int]:
    """Return what a run was made by and this version makes otherwise, each with the run's format."""
    said = manifest["format"]
    return {name: said[name] for name, ours in MAKING.items() if said[name] != ours}


def check_comes_about_here(path: Path, manifest: Mapping[str, Any]) -> None:
    """Raise `BadInput` where this version would not make the same run from the same scenario and seeds."""
    others = of_another_version(manifest).items()
    if others:
        differ = " and ".join(f"{name} of format {theirs} ({MAKING[name]} here)" for name, theirs in others)
        raise BadInput(
            f"{path}: made with {differ}: it does not come about again with this version of glasscity, but "
            f"with {made_by(manifest)}. Its hashes and sums can be checked here: glasscity verify --quick"
        )


def made_by(manifest: Mapping[str, Any]) -> str:
    """Return which version of glasscity made a run, in words."""
    version = manifest.get("environment", {}).get("glasscity")
    return f"glasscity {version}" if version else "the version that made it"
