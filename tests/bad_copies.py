"""Bad input in `[copies]`: one clear message each, used by `test_bad_mechanisms`."""

BUREAU = {
    "code": "1",
    "label": "'The bureau'",
    "services": "['loan']",
    "renewed_after_days": "90",
    "passes_on": "0.3",
    "assumed": "'a test'",
}
SECOND = {"code": "2", "label": "'The register'", "services": "['doctor']"}


def holder(**parts):
    given = {key: value for key, value in (BUREAU | parts).items() if value is not None}
    return f"{{{', '.join(f'{key}={value}' for key, value in given.items())}}}"


def _copies(**parts):
    return (f"copies={{bureau={holder(**parts)}}}",)


def _two(**parts):
    return (f"copies={{bureau={holder()}, register={holder(**(SECOND | parts))}}}",)


GOOD = _copies()
BAD = {
    "copies for no service": (
        _copies(services="['laon']"),
        "copies.bureau.services: there is no service 'laon' (did you mean 'loan'?)",
    ),
    "copies for nothing": (_copies(services="[]"), "copies.bureau.services: ", "at least 1 item"),
    "two copies for one service": (
        _two(services="['doctor', 'loan']"),
        "copies.register.services: 'loan' answers by the copy of 'bureau' already",
    ),
    "one service twice": (
        _copies(services="['loan', 'loan']"),
        "copies.bureau.services: 'loan' answers by the copy of 'bureau' already",
    ),
    "two holders of one code": (_two(code="1"), "copies.register.code: 1 is already the code of 'bureau'"),
    "copies renewed at once": (
        _copies(renewed_after_days="0"),
        "copies.bureau.renewed_after_days: ",
        "greater than or equal to 1, got 0",
    ),
    "copies renewed on no whole day": (
        _copies(renewed_after_days="1.5"),
        "copies.bureau.renewed_after_days: expected a whole number, got 1.5",
    ),
    "passed on more than always": (_copies(passes_on="1.2"), "copies.bureau.passes_on: ", "got 1.2"),
    "passed on less than never": (_copies(passes_on="-0.1"), "copies.bureau.passes_on: ", "got -0.1"),
    "copies without source": (
        _copies(assumed=None),
        "copies.bureau: every number says where it comes from",
    ),
    "unknown key of copies": (
        _copies(pases_on="0.1"),
        "copies.bureau.pases_on: unknown key (did you mean 'passes_on'?)",
    ),
    "holder with no code": (_copies(code=None), "copies.bureau.code: this key is missing"),
}
