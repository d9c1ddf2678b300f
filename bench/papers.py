"""The real issue as PDF and DOCX: the first in a fresh process, and the next."""

from __future__ import annotations

import os
from pathlib import Path

from bench.promise import Measured, cpu_ms, set_up, tell, wall_ms

ISSUE = (
    Path(os.environ.get("KEXIE_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data/bulletin-2023-17.md"
)


def main() -> None:
    """Read, understand, compose, print; the demo's newest issue serves where the real one is not at hand."""
    set_up()
    from kexie.base.documents.docx import render_docx
    from kexie.base.documents.pdf import render_pdf
    from kexie.base.documents.reading import read_blocks
    from kexie.domains.bulletin.rules.composition import compose
    from kexie.domains.bulletin.rules.understanding import understand

    source = ISSUE
    if not source.is_file():
        source = sorted((Path(__file__).resolve().parents[1] / "src/kexie/site/demo/data/bulletins").glob("*.md"))[-1]
    document = compose(understand(read_blocks(source.read_bytes(), name=source.name)))
    tell(
        Measured("pdf_first", wall_ms(lambda: render_pdf(document)), "ms", 600),
        Measured("pdf_next", wall_ms(lambda: render_pdf(document)), "ms", 100),
        Measured("docx_first", wall_ms(lambda: render_docx(document)), "ms", 300),
        Measured("docx_cpu", cpu_ms(lambda: render_docx(document), rounds=7, warm=1), "ms", 300),
    )


if __name__ == "__main__":
    main()
