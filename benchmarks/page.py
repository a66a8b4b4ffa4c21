"""The page: how many days and frames a second, how soon an answer is there, how much memory it takes.

Example: python benchmarks/page.py --citizens 100000 1000000
Example: python benchmarks/page.py --soak 30

A real server, and headless Chromium without a graphics card, on the same cores. What is measured goes into
benchmarks/results/page.json; benchmarks/pages.py writes the page.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kept as results
from playwright.sync_api import Page, expect, sync_playwright

SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
COUNTED = """
window.painted = 0;
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...rest) {
  window.painted += 1;
  return put.apply(this, rest);
};
"""
"""Counts how often the map is painted anew."""
CITIES = {"essay": "wrongly accused", "rongcheng-2016": "fell to B"}
"""Cities, and whom one clicks there."""
LONG = 120_000
DAYS = 365


@contextmanager
def server(scenario: str, citizens: int) -> Iterator[tuple[str, int]]:
    """Run the page's server; yield its address and its process."""
    command = [
        str(Path(sys.executable).parent / "glasscity"),
        "watch",
        scenario,
        "--no-browser",
        "--port",
        "0",
    ]
    process = subprocess.Popen(
        [*command, "--citizens", str(citizens)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def page_at(address: str) -> Iterator[Page]:
    """Open the city in a browser, and wait until it stands."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(LONG)
        page.add_init_script(COUNTED)
        page.goto(address)
        page.goto(f"{address.partition('?')[0]}#/city")
        expect(page.get_by_role("button", name="Play")).to_be_enabled(timeout=LONG)
        yield page
        browser.close()


def day_of(page: Page) -> int:
    """Return the day that the page shows."""
    found = re.search(r"Day\s+(\d+)", page.locator("main").inner_text(), re.I)
    return int(found.group(1)) if found else -1


def memory(pid: int) -> tuple[int, int]:
    """Return the bytes that the server, and all processes of the browser, hold."""
    mine = _held(pid)
    browser = sum(_held(int(one)) for one in os.listdir("/proc") if one.isdecimal() and _is_browser(one))
    return mine, browser


def _is_browser(pid: str) -> bool:
    try:
        return "chromium" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def _held(pid: int) -> int:
    """Return bytes in memory, what processes share divided among them."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.M)
    return int(found.group(1)) * 1024 if found else 0


def measure(scenario: str, citizens: int, seconds: float) -> dict[str, Any]:
    """Measure one city."""
    with server(scenario, citizens) as (address, pid), page_at(address) as page:
        page.get_by_label("Pace").select_option("0")
        painted, day, began = page.evaluate("window.painted"), day_of(page), time.perf_counter()
        page.get_by_role("button", name="Play").click()
        while time.perf_counter() - began < seconds and day_of(page) < DAYS - 1:
            page.wait_for_timeout(200)
        passed = time.perf_counter() - began
        days, frames = day_of(page) - day, page.evaluate("window.painted") - painted
        of_server, of_browser = memory(pid)
    return {
        "scenario": scenario,
        "citizens": citizens,
        "days_a_second": days / passed,
        "frames_a_second": frames / passed,
        "server_bytes": of_server,
        "browser_bytes": of_browser,
    }


def answers(scenario: str, citizens: int, days: int) -> dict[str, Any]:
    """Measure how soon a click is answered, and what if, at the end of some days."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from page_server import page_of, serving

    clicks, what_ifs = [], []
    with serving(scenario, citizens=citizens, days=days, threads=None) as found, page_of(found) as page:
        page.ask("open", scenario=scenario, citizens=citizens)
        page.ask("advance", days=days, lens="category")
        some = page.ask("find", what=CITIES[scenario])["citizens"][:8]
        page.ask("citizen", citizen=some[0])
        for citizen in some:
            began = time.perf_counter()
            told = page.ask("citizen", citizen=citizen)
            clicks.append(time.perf_counter() - began)
            filing = next(one for one in told["events"] if one["filing"] and (one["points"] or 0) < 0)
            began = time.perf_counter()
            said = page.ask("what_if", citizen=citizen, without=f"filing:{filing['filing']}")
            what_ifs.append((days - said["from_day"], time.perf_counter() - began))
    return {"scenario": scenario, "citizens": citizens, "days": days, "clicks": clicks, "what_ifs": what_ifs}


def soak(minutes: float, citizens: int) -> dict[str, Any]:
    """Let a year pass again and again, go back, look at people, and see whether memory grows.

    What nobody holds any more is thrown away before it is counted: the browser does so when it likes, and
    lets its rubbish grow for a quarter of an hour.
    """
    held = []
    with server("essay", citizens) as (address, pid), page_at(address) as page:
        inspector = page.context.new_cdp_session(page)
        page.get_by_label("Pace").select_option("0")
        began = time.monotonic()
        while time.monotonic() - began < minutes * 60:
            page.get_by_role("button", name="Play").click()
            page.get_by_text("The last day is over").first.wait_for()
            page.get_by_role("tab", name="A citizen").click()
            page.get_by_role("button", name=re.compile("wrongly accused", re.I)).first.click()
            page.wait_for_timeout(1000)
            inspector.send("HeapProfiler.collectGarbage")
            kept = inspector.send("Runtime.getHeapUsage")["usedSize"]
            held.append((time.monotonic() - began, *memory(pid), kept))
            page.get_by_role("button", name="Back to the first morning").click()
            page.get_by_text("The morning before the first day").first.wait_for()
            print(
                f"{held[-1][0] / 60:.1f} min: {', '.join(f'{one >> 20} MiB' for one in held[-1][1:])}",
                flush=True,
            )
    return {"citizens": citizens, "minutes": minutes, "held": held}


def main() -> None:
    """Measure, and keep what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--citizens", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument(
        "--answers", type=int, default=0, metavar="DAYS", help="also answers after so many days"
    )
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES")
    asked = parser.parse_args()
    kept = results.read(results.PAGE)
    kept["machine"] = results.machine()
    for citizens in asked.citizens:
        for scenario in CITIES:
            found = measure(scenario, citizens, asked.seconds)
            print(
                {key: round(value, 1) if isinstance(value, float) else value for key, value in found.items()}
            )
            kept.setdefault("cities", {})[f"{scenario} {citizens}"] = found
    if asked.answers:
        kept["answers"] = [answers(scenario, 100_000, asked.answers) for scenario in CITIES]
        for found in kept["answers"]:
            print(found["scenario"], "clicks", [round(1000 * one) for one in found["clicks"]], "ms")
            print("what if", [(days, round(one, 2)) for days, one in found["what_ifs"]], "(days again, s)")
    if asked.soak:
        kept["soak"] = soak(asked.soak, 100_000)
    results.write(results.PAGE, kept)


if __name__ == "__main__":
    main()
