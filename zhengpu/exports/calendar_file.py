"""Deadlines as a calendar (iCalendar, RFC 5545): a whole day for each date that a task or its target names."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.exports.export import EVERYTHING, Export, ExportScope
from zhengpu.graph.oversight.docket import DocketDate, DocketItem

if TYPE_CHECKING:
    from icalendar import Event

    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "calendar"]


def calendar(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> bytes:
    """The calendar of the tasks in scope. The same deadlines give the same bytes; a date keeps its UID when the text around it changes."""
    from icalendar import Calendar

    out = Calendar()
    out.add("prodid", "-//zhengpu//政谱//ZH")
    out.add("version", "2.0")
    out.add("x-wr-calname", f"{scope.unit or scope.title or '政谱'}任务时限")
    docket = scope.docket(zp)
    # DTSTAMP is when the calendar says so: the day it was made, so that a day's calendar is always the same.
    stamp = datetime(docket.today.year, docket.today.month, docket.today.day, tzinfo=UTC)
    for item in docket.items:
        days = {*item.dates, *([DocketDate(item.due, "台账写的时限")] if item.due and item.due_from == "台账" else [])}
        for day in sorted(days):
            out.add_component(_event(item, day, stamp))
    return bytes(out.to_ical())


def _event(item: DocketItem, when: DocketDate, stamp: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{item.task} {when.day} {when.about}'.encode()).hexdigest()[:32]}@zhengpu")
    event.add("dtstamp", stamp)
    event.add("dtstart", when.day)
    event.add("dtend", when.day + timedelta(days=1))
    number = "" if item.number is None else f"{item.number}. "
    event.add("summary", f"{number}{item.title}")
    told = [when.about, "、".join(f"{duty.unit}{duty.label}" for duty in item.duties), f"《{item.document_title}》{item.document_number}"]
    if item.report:
        told.append(f"{item.report.updated}报：{item.report.written or item.report.state or ''} {item.report.progress}".strip())
    event.add("description", "\n".join(part for part in told if part))
    event.add("transp", "TRANSPARENT")
    return event


def _ics(zp: Zhengpu, path: Path, scope: ExportScope) -> str:
    data = calendar(zp, scope)
    path.write_bytes(data)
    return f"{data.count(b'BEGIN:VEVENT')}个日期"


EXPORTS: tuple[Export, ...] = (Export("deadlines-ics", "任务时限（日历）", ".ics", "text/calendar; charset=utf-8", _ics, narrows=True),)
