"""The report: one file that loads nothing, escapes everything, and says SYNTHETIC wherever it can."""

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import combinations, pairwise

import pytest

import glasscity
from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.show import palette
from glasscity.show.english import compared, decimal, in_hundred, in_short, percent, signed, span
from glasscity.show.report import report_html, write_report
from glasscity.show.svg import spread

ATTACK = "<script>alert(1)</script>"
LOADS = {"script", "img", "iframe", "object", "embed", "video", "audio", "image", "use", "base", "form", "input"}


class Page(HTMLParser):
    """What stands in a page: every tag with its attributes, and the text of what interests us."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "link", "br"):
            self._open.append(tag)
        if tag in ("figure", "h1", "h3", "title", "style"):
            self.texts.setdefault(tag, []).append("")

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        for tag in set(self._open) & set(self.texts):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Run:
    out = tmp_path_factory.mktemp("report") / "essay"
    return glasscity.run("essay", citizens=2500, days=120, out=out, threads=2)


@pytest.fixture(scope="module")
def html(run) -> str:
    return report_html(run)


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_the_page_is_one_file_that_loads_nothing(html, page):
    for tag, attributes in page.tags:
        assert tag not in LOADS, tag
        assert "src" not in attributes
        assert "style" not in attributes, "the policy forbids inline styles"
        assert not any(name.startswith("on") for name in attributes), attributes
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert "@import" not in html
    assert "url(" not in html
    for anchor in page.all("a"):
        assert anchor["href"].startswith("#") or (
            re.match("https?://", anchor["href"]) and "noopener" in anchor["rel"]
        )


def test_the_policy_allows_only_the_page_s_own_style(html, page):
    policies = [meta for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    policy = policies[0]["content"]
    assert policy.startswith("default-src 'none';")
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_every_figure_says_synthetic_and_has_its_table(html, page):
    figures = re.findall("<figure.*?</figure>", html, re.DOTALL)
    assert len(figures) >= 14
    for figure in figures:
        assert "SYNTHETIC" in re.search("<figcaption>.*</figcaption>", figure, re.DOTALL)[0]
        pictures = re.findall("<svg.*?</svg>", figure, re.DOTALL)
        assert len(pictures) == 2, "a wide picture and a narrow one"
        assert all("SYNTHETIC" in picture and 'role="img" aria-label="' in picture for picture in pictures)
        assert "<details><summary>Table</summary>" in figure
        assert re.search("<tbody><tr>", figure)
    numbers = [int(number) for number in re.findall(r"Figure (\d+)</p>", html)]
    assert numbers == list(range(1, len(figures) + 1))
    assert html.index("SYNTHETIC") < html.index("<main")
    assert "SYNTHETIC" in page.texts["title"][0]
    assert '@top-left { content: "SYNTHETIC' in page.texts["style"][0]


def test_addresses_in_the_page_are_unique_and_lead_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inside = [anchor["href"][1:] for anchor in page.all("a") if anchor["href"].startswith("#")]
    assert inside
    assert set(inside) <= set(ids)


def test_the_same_run_gives_the_same_bytes(run, html, tmp_path):
    path = write_report(run, tmp_path / "deep" / "report.html")
    assert path.read_bytes() == html.encode()
    assert str(run.path) not in html, "nothing of this machine"
    assert run.manifest["written"][:10] not in html
    assert write_report(run) == run.path / "report.html"
    with pytest.raises(BadInput, match="this is a folder"):
        write_report(run, tmp_path)


def test_what_a_scenario_says_is_never_markup(tmp_path):
    said = [
        *(f"{place}='{ATTACK}'" for place in ("title", "summary", "is_not", "currency")),
        f"population.districts.harbour.label='{ATTACK}'",
        f"population.income.label='{ATTACK}'",
        f"conduct.bills_on_time.label='{ATTACK}'",
        f"conduct.red_light.label='{ATTACK}'",
        f"domains.credit.label='{ATTACK}'",
        f"services.loan.label='{ATTACK}'",
        f"organisations.payment_company.label='{ATTACK}'",
        f"sources.essay.title='{ATTACK}'",
        "sources.essay.address='javascript:alert(1)'",
        "sources.suqian.address='https://example.org/\"onclick=alert(1)'",
        "rulebook.categories.bands.5.name='<b>D\"'",
        "rulebook.rules.drunk_driving.override.category='B'",
    ]
    terms = [f"services.{name}.terms={{}}" for name in glasscity.load("essay").services]
    try:
        scenario = glasscity.load("essay", settings=said, citizens=600, days=20)
    except BadInput:
        said = [change for change in said if "bands" not in change and "override" not in change]
        scenario = glasscity.load("essay", settings=said, citizens=600, days=20)
    del terms
    html = report_html(glasscity.run(scenario, out=tmp_path / "run", threads=2))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    page = Page(html)
    assert all(tag not in LOADS for tag, _ in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not any("javascript" in (anchor["href"] or "") for anchor in page.all("a"))
