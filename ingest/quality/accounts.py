"""What became of the signs of a file: in the text, set aside under a name, or lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from zhengpu.ingest.bytes.lines import Glyph
from zhengpu.ingest.bytes.pages import DrawnTable, TextPage
from zhengpu.ingest.document import Document, Remainder

__all__ = ["SignAccount", "is_undecodable"]

_LONGEST = 40
_OVER = 0.6
"""Two like signs nearer than this share of their width are one, printed twice to look bold."""


def is_undecodable(text: str) -> bool:
    """Whether a sign's font does not say which character it is.

    >>> is_undecodable("(cid:301)"), is_undecodable("县")
    (True, False)
    """
    return text.startswith("(cid:") or text in ("\ufffd", "\x00")


@dataclass(slots=True)
class SignAccount:
    """Every sign of the pages of one file, and those set aside by kind.

    >>> account = SignAccount()
    >>> account.put([Glyph("县", 0, 10, 20, 10), Glyph("局", 10, 20, 20, 10)])
    >>> account.aside("watermark", 1, "内部")
    >>> [(one.kind, one.count, one.quote) for one in account.settled(Document("a", "text/plain", "县")).left]
    [('watermark', 2, '内部'), ('unplaced', 1, '局')]
    """

    _signs: Counter[str] = field(default_factory=Counter)
    _aside: list[Remainder] = field(default_factory=list)

    def put(self, glyphs: Iterable[Glyph]) -> None:
        """Signs that are to stand in the text."""
        seen: set[tuple[str, int, int]] = set()
        for glyph in glyphs:
            column, row = (round(at / max(_OVER * glyph.em, 1)) for at in (glyph.x0, glyph.y))
            if glyph.text.strip() and not any((glyph.text, column + near, row) in seen for near in (-1, 0)):
                seen.add((glyph.text, column, row))
                self._signs.update(char for char in glyph.text if not char.isspace())

    def aside(self, kind: str, page: int, signs: str) -> None:
        """Signs of a page (from 1) that are not to stand in the text."""
        if bare := "".join(signs.split()):
            self._aside.append(Remainder(kind, len(bare), page, bare[:_LONGEST]))

    def settled(self, document: Document, pages: Sequence[TextPage] = ()) -> Document:
        """The document, with all that is not in its text; heads and cells that a table repeats on the next page stand there once."""
        lost = self._signs - Counter(char for char in document.text if not char.isspace())
        cells = _repeated(pages)
        again = lost & Counter("".join(cells))
        first = next((cell for cell in cells if not Counter(cell) - again), "")
        left = [replace(_counted("repeated-cell", again), quote=first[:_LONGEST] or "".join(again)), _counted("unplaced", lost - again)]
        return replace(document, left=(*document.left, *self._aside, *(one for one in left if one.count)))


def _counted(kind: str, signs: Counter[str]) -> Remainder:
    return Remainder(kind, signs.total(), None, "".join(signs.elements())[:_LONGEST])


def _repeated(pages: Sequence[TextPage]) -> list[str]:
    """The cells that stand in the same column of the table before, too."""
    again: list[str] = []
    said: set[tuple[int, str]] = set()
    for table in (item for page in pages for item in page.items if isinstance(item, DrawnTable)):
        cells = [(cell.column, "".join(cell.text.split())) for cell in table.cells]
        again += [text for column, text in cells if (column, text) in said and text]
        said = set(cells)
    return again
