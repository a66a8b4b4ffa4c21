"""Both impact assessments as a file: HTML or Word, by the file's name."""

from __future__ import annotations

from pathlib import Path

from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.rights.assessment import Assessment
from glasscity.show.rights_document import document_of
from glasscity.show.rights_page import page_html

PAGE, WORD = (".html", ".htm"), (".docx",)


def check_place(out: Path) -> None:
    """Raise `BadInput` where nothing can be written, before anything is worked out."""
    if out.is_dir():
        raise BadInput(f"{out}: this is a folder; give the file to write, such as {out / 'rights.html'}")
    if out.suffix.lower() not in PAGE + WORD:
        raise BadInput(
            f"{out}: --out writes HTML or a Word document; give a name such as rights.html or rights.docx"
        )


def write_file(assessment: Assessment, out: Path) -> Path:
    """Write both assessments, whole or not at all, and return the path."""
    check_place(out)
    if out.suffix.lower() in WORD:
        from glasscity.show.word import word_bytes

        data = word_bytes(document_of(assessment))
    else:
        data = page_html(assessment).encode()
    with machine_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, data)
    return out
