"""Walls around a program: it may talk to this machine and to nobody else.

Two of them. A network of its own with loopback and nothing more (`unshare --net`), where the machine lets us:
what is not Python cannot get out of it either. And in every Python process a hook that writes down and
refuses whatever asks for another machine: an attempt is noticed even where the program would go on without.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOOK = """
import os, sys

def _elsewhere(host):
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    return bool(host) and not (host in ("localhost", "::1") or str(host).startswith("127."))

def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if _elsewhere(host):
        with open(os.environ["ASKED_ELSEWHERE"], "a") as told:
            told.write(f"{event} {host}: {' '.join(sys.argv)}\\n")
        raise RuntimeError(f"asked another machine: {event} {host}")

sys.addaudithook(_watch)
"""
LOOPBACK = """
import fcntl, os, socket, struct, sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
    up = struct.pack("16sh22x", b"lo", 1 | 64)  # IFF_UP, IFF_RUNNING
    fcntl.ioctl(asked, 0x8914, up)              # SIOCSIFFLAGS
os.execv(sys.argv[1], sys.argv[1:])
"""
TO_SOMEBODY = "import socket; socket.create_connection(('192.0.2.1', 80), 5)"
"""An address that is set aside for examples (RFC 5737)."""


class Walls:
    """How a program is started behind them.

    Attributes
    ----------
    before : what stands before its command line; environment : what it is given; sort : which walls.
    """

    def __init__(self, folder: Path) -> None:
        hooks = folder / "hooks"
        hooks.mkdir(parents=True)
        (hooks / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        self._told = folder / "asked-elsewhere.txt"
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(hooks),
            "ASKED_ELSEWHERE": str(self._told),
        }
        self.before: list[str] = []
        self.sort = "a hook in every Python process alone"
        for way in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
            before = [*way, "--", sys.executable, "-c", LOOPBACK]
            if _goes([*before, "/bin/true"]):
                self.before, self.sort = (
                    before,
                    f"`{' '.join(way)}` with loopback alone, and a hook in every process",
                )
                break

    def asked(self) -> str:
        """Return what asked another machine so far, one line each."""
        return self._told.read_text(encoding="utf-8") if self._told.exists() else ""

    def hold(self, python: Path) -> bool:
        """Say whether a call to another machine is refused and noticed; then forget it."""
        said = subprocess.run(
            [*self.before, str(python), "-c", TO_SOMEBODY],
            env=self.environment,
            capture_output=True,
            text=True,
        )
        noticed = "192.0.2.1" in self.asked() and "asked another machine" in said.stderr
        self._told.unlink(missing_ok=True)
        # Without the hook it is the network itself that must not be there.
        bare = {key: value for key, value in self.environment.items() if key != "PYTHONPATH"}
        alone = not self.before or not _goes([*self.before, str(python), "-c", TO_SOMEBODY], bare)
        return said.returncode != 0 and noticed and alone


def _goes(command: list[str], environment: dict[str, str] | None = None) -> bool:
    try:
        return subprocess.run(command, env=environment, capture_output=True).returncode == 0
    except OSError:
        return False
