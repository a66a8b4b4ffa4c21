"""Make the pictures of the tour anew, from an exported tour: python docs/teaching/pictures.py tour.html

Needs Chromium and Playwright, and loads nothing but the file.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CHAPTERS = ("points", "quiet")
GUESS = "30"
SIZE = {"width": 1280, "height": 1060}
ABOVE = 80
"""Room for the word SYNTHETIC above the picture, in pixels."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(tour: Path) -> None:
    """Guess in each chapter, and take a picture of the answer."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit(f"pictures.py: needs one of {', '.join(BROWSERS)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        for chapter in CHAPTERS:
            page.goto(f"{tour.absolute().as_uri()}#/tour/{chapter}")
            page.reload()
            page.locator(".guess input").first.fill(GUESS)
            page.locator(".guess button").click()
            page.locator(".verdict").wait_for()
            page.wait_for_timeout(500)
            page.evaluate(f"scrollTo(0, document.querySelector('.spread').offsetTop - {ABOVE})")
            page.wait_for_timeout(200)
            page.screenshot(path=HERE / f"{chapter}.png")
            print(HERE / f"{chapter}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
