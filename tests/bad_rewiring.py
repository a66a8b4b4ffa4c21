"""Bad input in the table of rewiring: settings, and what the message says."""

from __future__ import annotations

from cities import MANY_LEVELS

REWIRING = {
    "layers": "['friends']",
    "forms": "'friends'",
    "knows": "0.5",
    "drop": "{per_week=0.1, bands_below=2}",
    "seek": "{per_week=0.1, bands_tolerated=1}",
    "filed": "{formed_after_days=[1, 5], ended_after_days=[1, 5], never_ended=0.1}",
    "assumed": "'a test'",
}


def _rewiring(**changes):
    given = {key: value for key, value in (REWIRING | changes).items() if value is not None}
    return (f"rewiring={{{', '.join(f'{key}={value}' for key, value in given.items())}}}",)


def _support(text):
    return _rewiring(support=f"{{share_left=0.5, {text}, assumed='a test'}}")


GOOD = _rewiring()
BAD = {
    "unknown layer that ends": (
        _rewiring(layers="['friends', 'freinds']"),
        "rewiring.layers: there is no layer of ties 'freinds' (did you mean 'friends'?)",
    ),
    "households that break": (
        _rewiring(layers="['household', 'friends']"),
        "rewiring.layers: ties of a household never change; take some of neighbours, friends",
    ),
    "no layer": (_rewiring(layers="[]"), "rewiring.layers: list should have at least 1 item"),
    "a kind that never ends": (
        _rewiring(forms="'neighbours'"),
        "rewiring.forms: 'neighbours' forms and would never end: add it to layers",
    ),
    "unknown form": (_rewiring(forms="'pals'"), "rewiring.forms: there is no layer of ties 'pals'"),
    "knows above 1": (_rewiring(knows="2"), "rewiring.knows: ", "less than or equal to 1, got 2"),
    "drops everybody": (
        _rewiring(drop="{per_week=1.5, bands_below=2}"),
        "rewiring.drop.per_week: ",
        "less than or equal to 1, got 1.5",
    ),
    "drops equals": (
        _rewiring(drop="{per_week=0.1, bands_below=0}"),
        "rewiring.drop.bands_below: ",
        "greater than or equal to 1, got 0",
    ),
    "nobody so low": (
        _rewiring(drop="{per_week=0.1, bands_below=9}"),
        "rewiring.drop.bands_below: nobody is 9 categories below anybody: there are 4 categories",
    ),
    "takes up whom one drops": (
        _rewiring(seek="{per_week=0.1, bands_tolerated=2}"),
        "rewiring: seek.bands_tolerated 2 reaches drop.bands_below 2: people would take up whom they drop",
    ),
    "unknown who drops": (
        _rewiring(drop="{per_week=0.1, bands_below=2, depends={agee={a=1}}}"),
        "rewiring.drop.depends.agee: there is no attribute 'agee'",
    ),
    "too many who seek": (
        (
            *MANY_LEVELS,
            *_rewiring(seek="{per_week=0.1, bands_tolerated=1, depends={age={a1=2}, mood={m1=2}}}"),
        ),
        "rewiring.seek.depends: 10000 combinations of levels; at most 4096",
    ),
    "filed at once": (
        _rewiring(filed="{formed_after_days=[0, 5], ended_after_days=[1, 5], never_ended=0.1}"),
        "rewiring.filed: formed_after_days 0, 5: at least 1 day, shortest first",
    ),
    "filed too late": (
        _rewiring(filed="{formed_after_days=[1, 5], ended_after_days=[1, 5000], never_ended=0.1}"),
        "rewiring.filed: ended_after_days reaches beyond 1000 days",
    ),
    "isolation of nothing known": (
        _support("conduct={red_ligth=1.2}"),
        "rewiring.support.conduct: there is no conduct 'red_ligth' (did you mean 'red_light'?)",
    ),
    "isolation too strong": (
        _support("conduct={red_light=3}"),
        "rewiring.support: conduct.red_light: factor 3 is above 1.99, the largest",
    ),
    "isolation beyond bounds": (
        _support("conduct={red_light=1.5}"),
        "conduct.red_light.per_year: the rate reaches 6.75 a year for some citizens, above its bound",
    ),
    "rewiring without source": (_rewiring(assumed=None), "rewiring: every number says where it comes from"),
    "unknown key of rewiring": (
        _rewiring(lose_tuch="0.1"),
        "rewiring.lose_tuch: unknown key (did you mean 'lose_touch'?)",
    ),
}
