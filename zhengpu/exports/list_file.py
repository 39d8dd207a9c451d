"""Any list of the product as a file: CSV for spreadsheets, or a workbook of one sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from zhengpu.exports.tables import harmless
from zhengpu.exports.worksheet import fill_sheet, set_page
from zhengpu.graph.names import key

__all__ = ["LIST_FORMS", "ListFile", "list_response"]

LIST_FORMS = ("csv", "xlsx")
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_NARROW, _WIDE = 8, 46


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list: its title, the heads of its columns, its rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]

    def as_csv(self) -> bytes:
        """UTF-8 with BOM; no cell that a spreadsheet would run as a formula.

        >>> ListFile("单位", ("单位", "任务"), (("县财政局", 3), ("=1", None))).as_csv().decode("utf-8-sig").split()
        ['单位,任务', '县财政局,3', "'=1,"]
        """
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.head)
        writer.writerows([value if isinstance(value, int) else harmless(value) for value in row] for row in self.rows)
        return out.getvalue().encode("utf-8-sig")

    def as_xlsx(self) -> bytes:
        """A workbook of one sheet, ready to be printed."""
        from openpyxl import Workbook

        book, out = Workbook(), io.BytesIO()
        sheet = book.active
        assert sheet is not None
        widths = [_fitting(name, (row[place] for row in self.rows)) for place, name in enumerate(self.head)]
        fill_sheet(sheet, self.head, widths, self.rows, "A2")
        set_page(sheet, self.title, len(self.head))
        book.save(out)
        return out.getvalue()


def _fitting(name: str, values: Iterable[object]) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(_NARROW, 2 * len(name) + 3, 2 * longest + 2), _WIDE)


def list_response(form: str, listed: ListFile) -> Response:
    """The list as a download."""
    called = quote(f"{key(listed.title)}.{form}", safe="")
    disposition = f"attachment; filename=\"zhengpu.{form}\"; filename*=UTF-8''{called}"
    return Response(
        listed.as_csv() if form == "csv" else listed.as_xlsx(), media_type=_TYPES[form], headers={"Content-Disposition": disposition}
    )
