"""The archives that are given to others, built from a copy of the source, so that nothing old gets in."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ("pyproject.toml", "README.md", "LICENSE", "src")
REMAINS = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.nbi", "*.nbc")


def built(folder: Path) -> tuple[Path, Path]:
    """Build in a folder, without a network; return the source archive and the wheel that is made of it."""
    source, out = folder / "source", folder / "dist"
    source.mkdir(parents=True)
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=REMAINS)
        else:
            shutil.copy(ROOT / name, source / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the build failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    (archive,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return archive, wheel


def of_the_package() -> set[str]:
    """Return every file of the package in the tree, as a path from `glasscity/` on."""
    top = ROOT / "src"
    return {
        path.relative_to(top).as_posix()
        for path in (top / "glasscity").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def in_wheel(wheel: Path) -> set[str]:
    """Return what a wheel holds, what describes it left out."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def in_archive(archive: Path) -> set[str]:
    """Return what a source archive holds of the package."""
    with tarfile.open(archive) as found:
        names = (name.partition("/src/")[2] for name in found.getnames() if Path(name).suffix)
        return {name for name in names if name.startswith("glasscity/")}
