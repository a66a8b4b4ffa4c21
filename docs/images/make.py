"""Make the pictures of the README anew, from a run of the essay's city: python docs/images/make.py

Needs Chromium, which is started without a window and loads nothing but the page.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import glasscity
from glasscity.show.report import report_html

HERE = Path(__file__).parent
CITIZENS, SEED = 20_000, 7
WIDTH = 900
"""Of the window, in pixels: the report beside its contents."""
TOP_HEIGHT, LIFE_HEIGHT = 1240, 1330
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Run the city, and take both pictures."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"make.py: needs one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        run = glasscity.run("essay", citizens=CITIZENS, seed=SEED, out=Path(folder) / "run")
        html = report_html(run)
        head = html[: html.index('<header class="masthead">')]
        figure = html.index('<figure id="figure-categories"')
        first = html[figure : html.index("</figure>", figure) + len("</figure>")]
        numbers = html[html.index('<dl class="numbers">') : html.index("<h3>In short</h3>")]
        title = html[html.index("<h1>") : html.index("</h1>") + len("</h1>")]
        top = f'<header class="masthead">{title}</header>{numbers}{first}'
        life = html[html.index('<article class="life">') : html.index("</article>") + len("</article>")]
        for name, inside, height in (("report-top", top, TOP_HEIGHT), ("story", life, LIFE_HEIGHT)):
            page = Path(folder) / f"{name}.html"
            page.write_text(_without_contents(head) + inside, encoding="utf-8")
            picture = Path(folder) / f"{name}.png"
            _take(browser, page, picture, height, Path(folder) / "profile")
            shutil.copyfile(picture, HERE / picture.name)
            print(HERE / picture.name)


def _without_contents(head: str) -> str:
    """Leave out the list of sections, for which the picture has no room."""
    start = head.find("<nav")
    return head if start < 0 else head[:start] + head[head.index("</nav>") + len("</nav>") :]


def _take(browser: str, page: Path, picture: Path, height: int, profile: Path) -> None:
    command = [
        *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
        *(f"--user-data-dir={profile}", f"--window-size={WIDTH},{height}", f"--screenshot={picture}"),
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()
