"""Make the picture of docs/responsibility.md anew: python docs/images/responsibility.py"""

from __future__ import annotations

from criteria import HERE, on_paper

import glasscity
from glasscity import draws
from glasscity.parallel import Workers
from glasscity.responsibility.findings import found_of
from glasscity.responsibility.mechanical import share_out
from glasscity.show.responsibility_figures import filed_figure
from glasscity.show.responsibility_words import finding

CITIZENS, DAYS, SEED, PLAYERS = 2000, 180, 1, 6


def main() -> None:
    """Share out the harm of the essay's city, and write the picture."""
    city = glasscity.load("essay", citizens=CITIZENS, days=DAYS)
    life = draws.life_of(SEED)
    with Workers() as workers:
        found = found_of(city, SEED, life, PLAYERS, share_out(city, SEED, life, PLAYERS, workers), None)
    print(finding(found))
    path = HERE / "responsibility.svg"
    path.write_text(on_paper(filed_figure(found).wide), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
