"""One reader a file. To add a format: one file here and one line in `FORMATS`, which is tried from top to bottom.

A reader imports what it needs only when it reads, so that looking at a file's type loads no library.
"""

from __future__ import annotations

from ingest.formats.csv import CSV
from ingest.formats.docx import DOCX
from ingest.formats.format import Format, Limits
from ingest.formats.html import HTML
from ingest.formats.ocr import PICTURE
from ingest.formats.ofd import OFD
from ingest.formats.office import OFFICE
from ingest.formats.pdf import PDF
from ingest.formats.txt import TXT
from ingest.formats.xlsx import XLSX

__all__ = ["FORMATS", "Format", "Limits"]

FORMATS: tuple[Format, ...] = (
    DOCX,
    XLSX,
    OFD,
    PDF,
    OFFICE,
    PICTURE,
    HTML,
    CSV,
    TXT,  # last: nearly anything decodes as text
)
