"""One reader a file. To add a format: one file here and one line in `FORMATS`, which is tried from top to bottom.

A reader imports what it needs only when it reads, so that looking at a file's type loads no library.
"""

from __future__ import annotations

from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.formats.csv import CSV
from zhengpu.ingest.formats.docx import DOCX
from zhengpu.ingest.formats.html import HTML
from zhengpu.ingest.formats.mail import MAIL
from zhengpu.ingest.formats.markdown import MARKDOWN
from zhengpu.ingest.formats.ocr import PICTURE
from zhengpu.ingest.formats.ofd import OFD
from zhengpu.ingest.formats.office import OFFICE
from zhengpu.ingest.formats.pdf import PDF
from zhengpu.ingest.formats.policy_json import POLICY_JSON
from zhengpu.ingest.formats.txt import TXT
from zhengpu.ingest.formats.xlsx import XLSX

__all__ = ["FORMATS", "FileLimits", "Format"]

FORMATS: tuple[Format, ...] = (
    DOCX,
    XLSX,
    OFD,
    PDF,
    OFFICE,
    PICTURE,
    MAIL,
    HTML,
    MARKDOWN,
    POLICY_JSON,
    CSV,
    TXT,  # last: nearly anything decodes as text
)
