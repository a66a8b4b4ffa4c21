"""Puts every notebook into the site as a page, with the outputs that it was stored with; a hook of MkDocs.

The conversion is nbconvert's to Markdown, so that a notebook looks like every other page and, unlike what is
made of it in HTML, loads nothing from elsewhere. Pictures become files beside it, described by `alternative`
in the metadata of the cell that draws them. The notebook itself can be downloaded.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbconvert import MarkdownExporter

DOWNLOAD = "download it"


def on_page_markdown(markdown: str, **_: object) -> str:
    """Let links to a notebook lead to its page, but for the one that downloads it."""
    return re.sub(rf"(?<!\[{DOWNLOAD})\]\(([\w./-]+)\.ipynb", r"](\1.md", markdown)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page and its pictures for every notebook."""
    for file in list(files):
        if file.src_uri.endswith(".ipynb"):
            folder = PurePosixPath(file.src_uri).parent
            for name, content in page_of(Path(str(file.abs_src_path))).items():
                files.append(File.generated(config, str(folder / name), content=content))
    return files


def page_of(notebook: Path) -> dict[str, str | bytes]:
    """Return a notebook's page and its pictures, by name."""
    found = nbformat.read(notebook, 4)
    names = {"unique_key": notebook.stem, "output_files_dir": "."}
    text, resources = MarkdownExporter().from_notebook_node(found, resources=names)
    for cell in found.cells:
        if "alternative" in cell.metadata:
            text, number = re.subn(
                r"!\[(?:svg|png)\]\(", f"![{cell.metadata['alternative']}](", text, count=1
            )
            assert number, f"{notebook.name}: {cell.id} should have drawn a picture"
    title, _, rest = text.lstrip().partition("\n")
    download = f"*A notebook: [{DOWNLOAD}]({notebook.name}), and run it where glasscity is installed.*"
    return {f"{notebook.stem}.md": f"{title}\n\n{download}\n{rest}", **resources["outputs"]}
