"""The report: one file that loads nothing, escapes everything, and says SYNTHETIC wherever it can."""

import base64
import hashlib
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser
from itertools import combinations, pairwise

import polars as pl
import pytest

import glasscity
from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.scenario import parse
from glasscity.scenario.rulebook import Recording
from glasscity.seal import sealed
from glasscity.show import palette
from glasscity.show.english import compared, decimal, in_hundred, in_short, percent, signed, span
from glasscity.show.facts import Facts
from glasscity.show.report import report_html, write_report
from glasscity.show.svg import spread
from glasscity.study.explain import find
from glasscity.study.summary import summarise
from test_explain import unharmed_city, wronged_city

ATTACK = "<script>alert(1)</script>"
LOADS = {
    "script",
    "img",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "image",
    "use",
    "base",
    "form",
    "input",
}


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
def run(essay_year) -> Run:
    return essay_year


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
    assert path.read_bytes() == sealed(html.encode())
    assert str(run.path) not in html, "nothing of this machine"
    assert run.manifest["written"][:10] not in html
    assert write_report(run) == run.path / "report.html"
    with pytest.raises(BadInput, match="this is a folder"):
        write_report(run, tmp_path)


def under_attack(value, key=""):
    """Return nested tables with markup in every text that readers see, and in the name of a category."""
    if isinstance(value, dict):
        names = {inner: "<b>D</b>" if inner == "D" else inner for inner in value}
        return {names[inner]: under_attack(value[inner], inner) for inner in value}
    if isinstance(value, list):
        return [under_attack(inner, key) for inner in value]
    if value == "D":
        return "<b>D</b>"
    readers = ("label", "title", "summary", "is_not", "currency", "assumed", "notes", "statement", "text")
    return f"{value}{ATTACK}" if key in readers else value


def test_what_a_scenario_says_is_never_markup(tmp_path):
    tables = under_attack(glasscity.load("essay", citizens=5000, days=150).to_dict())
    tables["unfired"] = {"some_rule": ATTACK}
    tables["sources"]["essay"]["address"] = "javascript:alert(1)"
    tables["sources"]["suqian"]["address"] = 'https://example.org/" onclick="alert(1)'
    html = report_html(glasscity.run(parse(tables, "attack.toml"), out=tmp_path / "run", threads=2))
    assert "<script" not in html
    assert "<b>D</b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;D&lt;/b&gt;" in html
    page = Page(html)
    assert all(tag not in LOADS for tag, _ in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not any("javascript" in anchor["href"] for anchor in page.all("a"))
    assert "(javascript:alert(1))" in html, "an address that is not of the web is shown, not linked"


def test_a_city_without_a_score_has_a_report_of_its_own(tmp_path):
    html = report_html(glasscity.run("no-score", citizens=1000, days=30, out=tmp_path / "run", threads=2))
    assert "none because of a score" in html
    assert "Violations and fines" in html
    for absent in ("Where the score leads", "Three lives", "worst category", "points lost"):
        assert absent not in html
    figures = re.findall('<figure id="figure-([^"]*)"', html)
    assert len(figures) == html.count("<summary>Table</summary>")
    assert {"done-and-filed", "organisations", "refusals"} <= set(figures)
    assert set(figures) <= {
        *("beliefs", "given-up", "voice", "circumstances"),
        *("inspections-street_wardens", "inspections-police_stations"),
        "done-and-filed",
        "organisations",
        "refusals",
        "wrong-entries",
        "wrong-organisations",
    }


@pytest.fixture(scope="module")
def wronged(tmp_path_factory) -> Run:
    """Return a run in which much goes wrong."""
    folder = tmp_path_factory.mktemp("report") / "wronged"
    return glasscity.run(wronged_city(2500, 200), out=folder)


@pytest.fixture(scope="module")
def wronged_html(wronged) -> str:
    return report_html(wronged)


def numbers_of(html: str, key: str) -> dict[str, list[str]]:
    """Return the table behind a figure: the first cell of each row, and the others."""
    figure = html.split(f'<figure id="figure-{key}"')[1].split("</figure>")[0]
    rows = re.findall("<tr>(.*?)</tr>", figure.split("<tbody>")[1])
    cells = [re.findall("<td[^>]*>(.*?)</td>", row) for row in rows]
    return {unescape(first): rest for first, *rest in cells}


def test_when_the_file_is_wrong_the_report_shows_it(wronged, wronged_html):
    summary = summarise(wronged)
    assert "When the file is wrong</h2>" in wronged_html
    section = wronged_html.split('<section id="wrong">')[1].split("</section>")[0]
    assert re.findall('<figure id="figure-([^"]*)"', section) == [
        *("wrong-entries", "wrong-organisations", "true-record", "who-answers"),
        *("denunciations", "informers", "appeals", "harm", "copies"),
    ]
    assert section.count("SYNTHETIC") >= 4 * 9, "twice in pictures, in the note, above the table"
    assert "the <i>true record</i>" in section
    copies = numbers_of(wronged_html, "copies")
    assert [row[2] for row in copies.values()] == [f"{one.closed:,}" for one in summary.copies.read]
    wrong = numbers_of(wronged_html, "wrong-entries")
    assert wrong["All"][:2] == [f"{summary.errors.wrong:,}", f"{summary.errors.against:,}"]
    assert len(wrong) == 7
    filers = numbers_of(wronged_html, "wrong-organisations")
    assert len(filers) == len(summary.errors.filers)
    truly = numbers_of(wronged_html, "true-record")
    for name, row in zip(wronged.scenario.category_names, summary.errors.matrix, strict=True):
        assert truly[name] == [f"{number:,}" for number in row]
    motives = numbers_of(wronged_html, "denunciations")
    assert motives["Out of malice"][0] == f"{summary.denunciations.motives[1].number:,}"
    funnel = numbers_of(wronged_html, "appeals")
    assert funnel["Taken back"] == [
        f"{step.corrected:,}" for step in (summary.appeals.wrong, summary.appeals.right)
    ]
    harm = numbers_of(wronged_html, "harm")
    assert harm["All"][:2] == [f"{summary.harm.days[kind]:,}" for kind in ("all", "erroneous")]
    assert f"{summary.errors.worse:,} citizens are in a worse category than on the true record" in section


def test_a_fourth_life_is_wronged(wronged, wronged_html):
    assert "Four lives</h2>" in wronged_html
    names, matrix = wronged.scenario.category_names, summarise(wronged).errors.matrix
    worst = max(place for place in range(len(names)) if any(matrix[place][:place]))
    citizen = find(wronged, f"wrongly in {names[worst]}")[0]
    titles = re.findall("<h3 id=[^>]*>(Citizen [^<]*)</h3>", wronged_html)
    assert len(titles) == 4
    assert titles[3].startswith(f"Citizen {citizen:,} is wrongly in ")
    assert ": on the true record it would be " in titles[3]
    life = wronged_html.split(f'<figure id="figure-citizen-{citizen}"')[1].split("</article>")[0]
    assert life.count(">true</text>") == 2, "a strip for the true record, wide and narrow"
    assert "wronged like that:" in life
    assert "on file and on the true record: they differ on" in life
    assert "Wrong: " in wronged_html
    assert '<th scope="col" class="number">On the true record</th>' in life


def test_what_a_report_cannot_say_is_said_by_what_the_city_has(wronged_html, tmp_path):
    plain = report_html(glasscity.run(unharmed_city(), out=tmp_path / "run"))
    for text in ("Filings are never wrong here", "Nobody can contest an entry here"):
        assert text in plain
        assert text not in wronged_html
    for text in (
        "Organisations err with fixed probabilities",
        "Denouncers follow fixed rates",
        "costs nothing",
    ):
        assert text in wronged_html
        assert text not in plain
    for text in (
        "When the file is wrong",
        "<i>true record</i>",
        "lies believed",
        ">true</text>",
        "wrong entries among",
    ):
        assert text in wronged_html
        assert text not in plain
    assert "Three lives" in plain or "Lives</h2>" in plain
    assert "Does it make people behave?" in plain


@pytest.mark.parametrize(("citizens", "days"), [(50, 3), (2, 1)])
def test_a_tiny_city_has_a_report(citizens, days, tmp_path):
    made = glasscity.run("essay", citizens=citizens, days=days, out=tmp_path / "run", threads=1)
    html = report_html(made)
    assert "SYNTHETIC" in html
    assert "nan" not in re.sub("<style>.*?</style>", "", html, flags=re.DOTALL).lower().split()
    assert html.count("<figure") >= 6


def test_a_run_without_baseline_and_without_recorded_influence_has_a_report(tmp_path):
    scenario = glasscity.load("essay", settings=["population.isolated=40"], citizens=1500, days=60)
    scenario = scenario.model_copy(update={"recording": Recording(acts=False, influence=False)})
    html = report_html(glasscity.run(scenario, out=tmp_path / "run", baseline=False, threads=2))
    assert "no city without a score beside it" in html
    assert "not run" in html


def test_the_numbers_behind_the_pictures_are_those_of_the_run(run):
    facts = Facts(run)
    last = run.days.tail(1).to_dicts()[0]
    assert facts.at_end == {name: last[f"in_{name}"] for name in facts.names}
    assert int(facts.at_stages["number"].sum()) == run.citizens_number
    at_last_stage = facts.at_stages.group_by(f"stage_{len(facts.stages) - 1}").agg(pl.col("number").sum())
    assert {facts.names[rank]: number for rank, number in at_last_stage.rows()} == {
        name: number for name, number in facts.at_end.items() if number
    }
    assert facts.tipped[0] == len(find(run, "tipped by contacts", number=run.citizens_number))
    reasons = ["own file", "contacts' scores", "category set by a rule"]
    refused = (pl.col("outcome") == "refused") & pl.col("reason").cast(pl.String).is_in(reasons)
    assert facts.refused_by_score == run.named("decisions").filter(refused).select(pl.len()).collect().item()
    counts = run.ledger.filter(pl.col("counts") == 1).select(pl.col("points").sum()).collect().item()
    assert float(facts.filed["gained"].sum() + facts.filed["lost"].sum()) == pytest.approx(counts)
    assert facts.entries == int(facts.filed["entries"].sum())


def test_numbers_are_said_in_plain_english():
    assert [in_hundred(share) for share in (0, 0.00001, 0.0004, 0.004, 0.0174, 0.5, 0.9999, 1)] == [
        *("nobody", "fewer than 2 in 10,000", "4 in 10,000", "4 in 1,000", "2 in 100"),
        *("50 in 100", "99 in 100", "everybody"),
    ]
    assert [percent(share) for share in (0, 0.0001, 0.0174, 0.236, 0.9997, 1)] == [
        *("0%", "under 0.1%", "1.7%", "24%", "over 99.9%", "100%"),
    ]
    assert [decimal(number) for number in (0, -0.001, 0.04, -1.66, 23.4, 12345.6)] == [
        *("0", "0", "0.04", "−1.7", "23", "12,346"),
    ]
    assert [signed(number) for number in (3, -3, 0)] == ["+3.0", "−3.0", "0"]
    assert [in_short(number) for number in (999, 758_309, 1_342_820, 53_249_750)] == [
        *("999", "758,000", "1.34 million", "53.2 million"),
    ]
    assert [span(days) for days in (1, 3, 60, 180, 365, 730)] == [
        *("a day", "three days", "60 days", "six months", "a year", "two years"),
    ]
    assert compared(0.5, 0.07) == ("50 in 100", "7 in 100")
    assert compared(0.02, 0.002) == ("2.0%", "0.2%")


def test_labels_do_not_overlap():
    places = spread([50.0, 51.0, 52.0, 99.0], 17, 0, 100)
    assert all(after - before >= 17 - 1e-9 for before, after in pairwise(places))
    assert places[-1] <= 100


def seen_without_green(colour: str) -> list[float]:
    """Return a colour (linear) as somebody sees it who lacks the green cones (Machado and others, 2009)."""
    linear = [(int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
    matrix = (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    )
    return [sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in matrix]


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_categories_can_be_told_apart_without_green_cones(ground):
    colours = [seen_without_green(getattr(colour, ground)) for colour in palette.categories(6)]
    for one, other in combinations(colours, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.09


@pytest.mark.parametrize("number", range(2, 17))
def test_every_colour_has_one_variable(number):
    light = [colour.light for colour in palette.variables(number).values()]
    assert len(light) == len(set(light))


@pytest.mark.page
@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_shows_it_without_a_complaint(html, tmp_path, width):
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("needs Chromium")
    (tmp_path / "report.html").write_text(html, encoding="utf-8")
    command = [
        *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
        *("--enable-logging=stderr", "--v=0", f"--user-data-dir={tmp_path / 'profile'}"),
        *(f"--window-size={width},2000", f"--screenshot={tmp_path / 'page.png'}"),
        (tmp_path / "report.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "CONSOLE" not in done.stderr, done.stderr
    assert (tmp_path / "page.png").stat().st_size > 60_000, "more than a blank page"
