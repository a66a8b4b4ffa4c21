"""Processes beside this one: each begins anew, as threads are not to be copied, and ends with this one."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor


def processes(number: int) -> ProcessPoolExecutor:
    """Return so many processes that work for this one; use it as a context manager."""
    begins_anew = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(number, mp_context=begins_anew, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """End this process when its parent has ended, however that was: nobody else would."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait_and_end() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait_and_end, daemon=True).start()
