"""Every command once, on a city small enough to wait for, and which of them need an extra."""

from __future__ import annotations

from typing import NamedTuple

SIZE = "--citizens 200 --days 20"
TWO = "--vary rulebook.influence.weight=0..0.3 --vary denunciation.checked=0..1.0"
STOPPED = (
    "from glasscity import run\n"
    "def stop(what, done, total):\n"
    "    if (what, done) == ('days', 25):\n"
    "        raise SystemExit\n"
    "run('essay', citizens=200, days=40, out='stopped', checkpoint_every=10, progress=stop)\n"
)
"""Python that stops a run half way."""
TO_PANDAS = "import glasscity; assert len(glasscity.Run('run').to_pandas('days')) == 60"


class Row(NamedTuple):
    """A command line, what it leaves behind, and the Python that goes before it."""

    line: str
    leaves: str = ""
    before: str = ""

    @property
    def command(self) -> str:
        """The command's name."""
        return self.line.split()[0]


ALWAYS = (
    Row("list"),
    Row("show essay --rules"),
    Row("schema"),
    Row("fit rongcheng-2016"),
    Row("new my-town", "my-town.toml"),
    Row("check my-town.toml"),
    Row("odd essay --out odd.md", "odd.md"),
    Row("run essay --citizens 400 --days 60 --seed 7 --out run --report --json", "run/report.html"),
    Row("report run --out again.html", "again.html"),
    Row("report run --interactive --out interactive.html", "interactive.html"),
    Row("report run --text all"),
    Row("verify run"),
    Row("explain run --find typical"),
    Row("resume stopped", "stopped/manifest.json", STOPPED),
    Row("branch stopped --day 20 --set rulebook.influence.weight=0 --out branched", "branched/manifest.json"),
    Row("twin run --without denunciation"),
    Row(f"ensemble essay {SIZE} --lives 2"),
    Row(f"sweep essay {SIZE} --lives 2 --vary rulebook.influence.weight=0,0.1"),
    Row("responsibility essay --citizens 100 --days 25 --lives 1 --out whose.html", "whose.html"),
    Row(f"study friends {SIZE} --lives 2 --out friends", "friends"),
    Row("rights run --out rights.html", "rights.html"),
    Row("validate measures influence"),
    Row("tour --export tour.html", "tour.html"),
)
"""What goes with nothing but the wheel and what it asks for. `watch` is talked to by `wheel_page.py`."""

EXTRAS = {
    "study": (
        Row(
            f"sensitivity essay {SIZE} --lives 2 --base 8 --no-baseline {TWO} --out sensitivity",
            "sensitivity",
        ),
        Row(
            f"calibrate essay {SIZE} --target negative_records=100 --trials 4 --lives 2 --fresh 2 "
            "--vary conduct.littering.per_year=0.5..2 --out trials",
            "trials",
        ),
    ),
    "criteria": (Row("criteria run --volunteers 60 --months 1 --out criteria.html", "criteria.html"),),
    "rights": (Row("rights gladsaxe --out rights.docx", "rights.docx"),),
}
"""What needs an extra: without it one message with the way to get it, exit code 2, nothing left behind."""
