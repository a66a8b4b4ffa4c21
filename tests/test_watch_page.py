"""The page in a browser: run, pause, meet a citizen, what if, two worlds, the tour; by keyboard too."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from glasscity.results import Run
from glasscity.tour import CHAPTERS
from page_server import Server, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
LONG = 60_000
PICTURES = """milliseconds => new Promise(settle => {
  const map = document.querySelector(".map-canvas");
  const { width, height } = map;
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  const seen = new Set();
  const began = performance.now();
  const look = () => {
    copy.drawImage(map, 0, 0);
    let sum = 0;
    for (const pixel of new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer)) {
      sum = (Math.imul(sum, 31) + pixel) | 0;
    }
    seen.add(sum);
    if (performance.now() - began < milliseconds) requestAnimationFrame(look);
    else settle(seen.size);
  };
  look();
})"""
"""Counts how many different pictures the map shows in a time."""
SERIOUS = ("serious", "critical")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as found:
        opened = found.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


class Watched:
    """A page that is watched for errors, and for requests that leave the machine."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.faults: list[str] = []
        page.set_default_timeout(LONG)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self._may(request.url))

    def _may(self, address: str) -> None:
        if not address.startswith((f"http://{self.server.host}/", "data:", "blob:")):
            self.faults.append(f"left the machine: {address}")

    def open(self, at: str = "#/city") -> Page:
        self.page.goto(self.server.address)
        self.page.goto(f"http://{self.server.host}/{at}")
        return self.page

    def city(self) -> Page:
        """Open the city, and wait until it stands."""
        page = self.open()
        expect(page.get_by_role("button", name="Play")).to_be_enabled(timeout=LONG)
        return page

    def has_no_serious_violation(self) -> None:
        found = Axe().run(self.page)
        serious = [one for one in found.response["violations"] if one["impact"] in SERIOUS]
        assert serious == [], [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    found = Watched(context.new_page(), server)
    yield found
    context.close()
    assert found.faults == []


def to_the_end(page: Page) -> None:
    """Let the days pass as fast as it goes, until the last is over."""
    page.get_by_label("Pace").select_option("0")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("The last day is over").first).to_be_visible(timeout=LONG)


def test_the_first_page_offers_the_tour_and_the_city(watched: Watched):
    page = watched.open("")
    expect(page.get_by_text("SYNTHETIC").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Take the tour"))).to_be_visible()
    watched.has_no_serious_violation()
    page.get_by_role("link", name=re.compile("Open the city")).click()
    expect(page.get_by_role("button", name="Play")).to_be_enabled(timeout=LONG)
    watched.has_no_serious_violation()


def test_run_pause_and_back_to_a_day(watched: Watched, small_run: Path):
    page = watched.city()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    to_the_end(page)
    expect(page.get_by_text(Run(small_run).digest[:8]).first).to_be_visible()
    page.get_by_role("button", name="Back to the first morning").click()
    expect(page.get_by_text("The morning before the first day").first).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="One day on").click()
    to_the_end(page)
    expect(page.get_by_text(Run(small_run).digest[:8]).first).to_be_visible()
    page.get_by_role("button", name="As a table").click()
    expect(page.get_by_role("table").first).to_be_visible()
    watched.has_no_serious_violation()


def picture(page: Page) -> str:
    """Return the pixels of the map, once nothing moves."""
    page.wait_for_timeout(500)
    return page.evaluate("document.querySelector('.map-canvas').toDataURL()")


def coloured_by(page: Page, lens: str) -> None:
    """Choose a lens; what came on file today is the one that changes most from day to day."""
    page.get_by_label("Coloured by").select_option(lens)


def day_of(page: Page) -> int:
    """Return the day that the page shows."""
    return int(page.get_by_label("Go to a day").input_value())


@pytest.mark.parametrize("is_far", [False, True], ids=["home by home", "from afar"])
def test_a_day_trickles_in_and_is_whole_once_days_stand_still(browser: Browser, server: Server, is_far: bool):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), server)
    page = watched.city()
    for _ in range(2 * is_far):
        page.get_by_role("button", name="Further away").click()
        page.wait_for_timeout(600)
    coloured_by(page, "entries")
    page.get_by_label("Pace").select_option("1")
    page.get_by_role("button", name="Play").click()
    pictures = page.evaluate(PICTURES, 3000)
    for _ in range(2):
        page.get_by_role("button", name="Pause").click()
        trickled = picture(page)
        # The first morning and each day, and something between them.
        assert pictures > day_of(page) + 2
        coloured_by(page, "category")
        assert picture(page) != trickled
        coloured_by(page, "entries")
        assert picture(page) == trickled
        page.get_by_role("button", name="Play").click()
        pictures += page.evaluate(PICTURES, 1300)
    context.close()
    assert watched.faults == []


def test_with_less_motion_a_day_is_shown_as_it_is(watched: Watched):
    page = watched.city()
    coloured_by(page, "entries")
    page.get_by_label("Pace").select_option("1")
    page.get_by_role("button", name="Play").click()
    pictures = page.evaluate(PICTURES, 3000)
    page.get_by_role("button", name="Pause").click()
    assert 1 < pictures <= day_of(page) + 2


def test_a_citizen_and_what_if(watched: Watched):
    page = watched.city()
    to_the_end(page)
    page.get_by_role("tab", name="A citizen").click()
    page.get_by_role("button", name=re.compile("wrongly accused", re.I)).click()
    expect(page.get_by_text(re.compile(r"One of [\d,]+ such"))).to_be_visible(timeout=LONG)
    expect(page.get_by_role("heading", name=re.compile(r"Citizen [\d,]+"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Wrong")).first.click()
    page.get_by_role("button", name=re.compile("wrong", re.I)).last.click()
    page.get_by_role("button", name="What if this had not been filed?").first.click()
    expect(
        page.get_by_text(re.compile("Without it they would|Nothing would be different")).first
    ).to_be_visible(timeout=LONG)
    watched.has_no_serious_violation()


def test_a_click_on_the_map_chooses_somebody(watched: Watched):
    page = watched.city()
    page.get_by_role("button", name="One day on").click()
    canvas = page.locator("canvas").first
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.4)
    expect(page.get_by_role("heading", name=re.compile(r"Citizen [\d,]+"))).to_be_visible(timeout=LONG)


def test_two_worlds_side_by_side(watched: Watched):
    page = watched.city()
    to_the_end(page)
    page.get_by_role("tab", name="The rules").click()
    page.get_by_role("button", name=re.compile("Friends count for nothing")).click()
    page.get_by_role("button", name="Two worlds side by side").click()
    page.get_by_text("Difference", exact=True).click(timeout=LONG)
    expect(page.get_by_text(re.compile(r"[\d,]+ citizens? stands? in another category")).first).to_be_visible(
        timeout=LONG
    )
    watched.has_no_serious_violation()


def test_a_rule_from_tomorrow_on(watched: Watched):
    page = watched.city()
    page.get_by_role("button", name="One day on").click()
    page.get_by_role("tab", name="The rules").click()
    page.get_by_role("button", name=re.compile("Publish the criteria")).click()
    page.get_by_role("button", name="From tomorrow").click()
    expect(page.get_by_text("Changed so far").first).to_be_visible(timeout=LONG)


def test_the_keyboard_alone(watched: Watched):
    page = watched.city()
    page.keyboard.press(".")
    expect(page.get_by_role("button", name="Back to the first morning")).to_be_enabled(timeout=LONG)
    page.keyboard.press("2")
    expect(page.get_by_role("tab", name="A citizen")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
        )
    names = " ".join(str(one) for one in reached)
    for wanted in ("Play", "Export", "Go to a day", "Map of the city"):
        assert wanted in names


def test_the_tour_to_its_end_by_keyboard_alone(watched: Watched):
    page = watched.open("#/tour")
    page.get_by_role("link", name=re.compile("A thousand points|Begin|first guess", re.I)).first.press(
        "Enter"
    )
    for number in range(1, len(CHAPTERS) + 1):
        expect(page.get_by_text(f"Guess {number} of 5")).to_be_visible()
        watched.has_no_serious_violation()
        expect(page.get_by_role("slider").first).to_be_visible(timeout=2 * LONG)
        for slider in page.get_by_role("slider").all():
            slider.press("End" if number == len(CHAPTERS) else "ArrowRight")
        show = page.get_by_role("button", name="Show me")
        expect(show, f"guess {number}").to_be_enabled(timeout=2 * LONG)
        show.press("Enter")
        expect(page.get_by_text("What you have seen")).to_be_visible(timeout=2 * LONG)
        watched.has_no_serious_violation()
        page.get_by_role("link", name=re.compile("Next guess|Last page")).press("Enter")
    expect(page.get_by_role("heading", name="What this is not")).to_be_visible()
    expect(page.get_by_text("SYNTHETIC").first).to_be_visible()
    watched.has_no_serious_violation()


@pytest.mark.parametrize(
    ("size", "scheme"),
    [((390, 844), "light"), ((1440, 900), "dark"), ((1920, 1080), "light")],
)
def test_on_a_phone_in_the_dark_and_on_a_projector(browser: Browser, server: Server, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    watched = Watched(context.new_page(), server)
    page = watched.city()
    to_the_end(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.get_by_text("SYNTHETIC").first).to_be_visible()
    watched.has_no_serious_violation()
    context.close()
    assert watched.faults == []


def test_what_is_exported_says_synthetic(watched: Watched):
    page = watched.city()
    page.get_by_role("button", name="One day on").click()
    for item in ("TOML", "PNG", "CSV"):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as kept:
            page.get_by_role("menuitem", name=re.compile(item)).first.click()
        assert "SYNTHETIC" in kept.value.suggested_filename


def test_the_city_is_there_again_after_a_reload(watched: Watched):
    page = watched.city()
    to_the_end(page)
    page.reload()
    expect(page.get_by_text("The last day is over").first).to_be_visible(timeout=LONG)
