"""How fast this machine copies: bytes read and written a second, as STREAM counts them.

Example: python benchmarks/copy_bandwidth.py --threads 2
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import numpy as np
from numba import njit, prange, set_num_threads


@njit(parallel=True, cache=True)
def copy(source: Any, target: Any) -> None:
    for place in prange(len(source)):
        target[place] = source[place]


def bandwidth(threads: int, mib: int, repeat: int = 10) -> float:
    """Return the best of several copies, in bytes a second; what is written counts once, as in STREAM."""
    set_num_threads(threads)
    source = np.ones(mib * 2**20 // 8)
    target = np.zeros_like(source)
    copy(source, target)
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        copy(source, target)
        seconds.append(time.perf_counter() - began)
    return 2 * source.nbytes / min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--mib", type=int, default=1024, help="size of each of the two arrays")
    given = parser.parse_args()
    rate = bandwidth(given.threads, given.mib)
    json.dump({"threads": given.threads, "bytes_per_second": rate}, sys.stdout)


if __name__ == "__main__":
    main()
