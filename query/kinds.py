"""The kinds that questions are about, by their terms, and what kind of answer each makes."""

from __future__ import annotations

from zhengpu.query.answer import Kind

__all__ = ["ANY_VALUE", "DOCUMENT", "KINDS", "SECTION", "TARGET", "TASK", "UNIT"]

TASK, UNIT, DOCUMENT, SECTION, TARGET = "zp:Task", "zp:Unit", "zp:Document", "zp:Section", "zp:Target"
KINDS: dict[str, Kind] = {
    TASK: "tasks",
    UNIT: "units",
    "zp:UnitGroup": "units",
    "zp:Payer": "units",
    DOCUMENT: "documents",
    "zp:Policy": "documents",
    SECTION: "sections",
    TARGET: "targets",
    "zp:Funding": "funding",
    "zp:Project": "projects",
    "zp:Programme": "programmes",
    "zp:Place": "places",
}
ANY_VALUE = "schema:value|schema:minValue|schema:maxValue"
"""A number of whatever comparison (one path)."""
