"""What somebody wants corrected, as a page, a command or a program says it, made into a correction that can be found again in the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.corrections.anchoring import anchor_of
from zhengpu.graph.corrections.correction import Correction, MeantUnit, MissedDuty, given
from zhengpu.graph.corrections.correction_kinds import CorrectionKind, correction_kind
from zhengpu.graph.corrections.placed_facts import PlacedFact, ReadGraph, ReadTaskPlace
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.facts import Iri, Naming, Span
from zhengpu.graph.ontology import Relation, load_ontology
from zhengpu.graph.triples import namings

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from zhengpu.catalogue import DocumentListing
    from zhengpu.ingest.pipeline import Reader
    from zhengpu.service import Zhengpu

__all__ = ["CorrectionRequest", "correction_asked"]

_LONGEST, _MARK = 6000, 12
"""A task that was missed is no longer than this; its title stands so near the beginning of its line."""


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """`document` (id or number) and `kind` (key or name) say what it is about; the place is `start` and `end` in the text, or `words` that
    stand there, or the task of this `number` where the unit is named. The rest is as in `Correction`, roles and dates as people say them.
    """

    document: str
    kind: str
    words: str = ""
    start: int | None = None
    end: int | None = None
    unit: str = ""
    to: str = ""
    was: str = ""
    term: str = ""
    number: str = ""
    title: str = ""
    why: str = ""
    by: str = ""
    everywhere: bool | None = None


def correction_asked(zp: Zhengpu, entry: DocumentListing, wanted: CorrectionRequest, on: str) -> Correction:
    """The correction that is meant. Raises `UsageError` where something is missing, `InputError` where the text does not have it."""
    return _Asked(zp, entry, wanted).correction(on)


class _Asked:
    def __init__(self, zp: Zhengpu, entry: DocumentListing, wanted: CorrectionRequest) -> None:
        self._zp, self._entry, self._wanted = zp, entry, wanted
        self._kind: CorrectionKind = correction_kind(wanted.kind)
        quads: Sequence[Quad] = list(zp.store.said(entry.iri))
        self._read, self._namings = ReadGraph(entry.iri, quads), list(namings(quads))
        self._compact = CompactText(self._read.text)

    def correction(self, on: str) -> Correction:
        wanted, kind = self._wanted, self._kind
        said = {name: str(getattr(wanted, name, "")).strip() for name in ("unit", "to", "number", "title")}
        for name in kind.needs:
            if name in said and not said[name]:
                raise UsageError(f"“{kind.name}”少了内容", f"没有写 {_NEEDED[name]}", f"请补上 {_NEEDED[name]}")
        place = self._place()
        made = Correction(
            "",
            kind.key,
            self._entry.iri,
            anchor_of(self._read.text, place),
            wanted.by.strip() or "本机",
            on,
            wanted.why.strip(),
            unit=said["unit"],
            everywhere=kind.everywhere if wanted.everywhere is None else wanted.everywhere and not kind.place,
        )
        return given(getattr(self, f"_{kind.key.replace('-', '_')}")(made, place))

    # ── the kinds ──

    def _not_unit(self, made: Correction, place: Span) -> Correction:
        naming = self._naming(made.unit)
        if naming is None:
            raise InputError(f"“{made.unit}”没有被读成单位", f"《{self._entry.title}》里读到的单位没有它", "请照原文写这个名称")
        return replace(made, entity=naming.entity)

    def _role(self, made: Correction, place: Span) -> Correction:
        was = _role(self._wanted.was).key if self._wanted.was else ""
        duties = [fact for fact in self._duties(made.unit) if fact.touches(place)]
        if made.kind == "role" and not was and len({fact.term for fact in duties}) == 1:
            was = load_ontology().relations[duties[0].term].key
        role = _role(self._wanted.to)
        if was == role.key:
            raise InputError(f"{made.unit}在这里已经是{role.label}", "要改成的与读到的相同", "请写别的角色")
        return replace(made, to=role.key, was=was, meant=self._meant(made.unit))

    def _duty(self, made: Correction, place: Span) -> Correction:
        return self._role(made, place)

    def _date(self, made: Correction, place: Span) -> Correction:
        was = self._wanted.was.strip()
        return replace(made, to=self._day(self._wanted.to), was=self._day(was) if was else "", term=self._wanted.term)

    def _same(self, made: Correction, place: Span) -> Correction:
        other = self._wanted.to.strip()
        one, two = self._known(made.unit), self._known(other)
        if one.entity == two.entity:
            raise InputError(f"“{made.unit}”和“{other}”已经是一个单位", f"都还原为{one.full}", "不用更正")
        return replace(made, to=other, entity=one.entity, meant=MeantUnit(two.entity, two.full, two.kind, two.place))

    def _split(self, made: Correction, place: Span) -> Correction:
        naming = self._known(made.unit)
        full = self._wanted.to.strip() or made.unit
        where = naming.entity.split("/id/unit/", 1)[-1].split("/")[0]
        iri = self._zp.store.names.unit(where, full)
        if iri == naming.entity:
            raise InputError(f"“{made.unit}”的全称已经是{full}", "拆开以后还是同一个单位", "请写另一个全称")
        return replace(made, to=full, entity=naming.entity, meant=MeantUnit(iri, full, naming.kind, naming.place))

    def _task(self, made: Correction, place: Span) -> Correction:
        number, title = self._wanted.number.strip(), self._wanted.title.strip()
        if not number.isdecimal():
            raise UsageError("编号不是数字", f"写的是“{number[:20]}”", "请写原文印的编号，如 12")
        if CompactText(self._read.text[place.slice]).find(title) is None:
            raise InputError(
                f"那一段文字里没有“{title[:40]}”", "标题要照原文写，站在这项任务的文字里", "请选中整项任务的文字，从编号到责任单位"
            )
        duties = tuple(_duties_in(self._zp.reader, self._read.text, place, self._meant))
        return replace(made, number=str(int(number)), title=title, duties=duties)

    def _wrong(self, made: Correction, place: Span) -> Correction:
        wanted = self._wanted
        term = wanted.term.strip()
        if term == "zp:Task":
            tasks = [task for task in self._read.tasks if place.start <= task.start < place.end]
            told = [f"{task.number}. {task.title}不是一项任务" for task in tasks]
        else:
            there = [fact for fact in self._read.facts if fact.touches(place) and term in ("", fact.term)]
            told = [fact.about for fact in there if wanted.unit.strip() in ("", fact.printed)]
        if not told:
            raise InputError("这里没有读到什么", "选中的文字上没有这样的事实", "请选中事实所依据的文字；漏读的请用“漏了职责”“漏了任务”")
        return replace(made, term=term, what="；".join(dict.fromkeys(told)))

    # ── the place ──

    def _place(self) -> Span:
        wanted, text = self._wanted, self._read.text
        if wanted.start is not None and wanted.end is not None:
            if not 0 <= wanted.start < wanted.end <= len(text):
                raise InputError("位置不对", f"原文有{len(text)}个字", "start、end 按原文的字数，end 不含在内")
            return self._trimmed(Span(wanted.start, wanted.end))
        words = wanted.words.strip() or (wanted.title.strip() if self._kind.key == "task" else "")
        if not words and wanted.number and wanted.unit:
            return self._of_task(wanted.number, wanted.unit)
        if not words and self._kind.place:
            raise UsageError("没有说在哪里", f"“{self._kind.name}”要钉在一处文字上", "请用 --words 写出那里的原文（接口用 start、end）")
        found = [Span(*place) for place in self._compact.places(words or wanted.unit.strip())]
        if not found:
            raise InputError(f"原文里没有“{(words or wanted.unit)[:40]}”", f"《{self._entry.title}》里找不到这几个字", "请照原文写")
        if wanted.number and self._kind.key != "task":
            task = self._numbered(wanted.number)
            found = [place for place in found if self._read.task_at(place.start) == task]
        if self._kind.key == "task":
            found = sorted(found, key=lambda place: (place.start - self._line(place) > _MARK, place.start))[:1]
        if len(found) > 1 and self._kind.place:
            raise InputError(f"“{words[:40]}”在原文里有{len(found)}处", "不知道是哪一处", "请多写几个字，或用 --number 说是第几条")
        if not found:
            raise InputError(f"第{wanted.number}条里没有“{words[:40]}”", "这几个字不在这一条里", "请核对编号和文字")
        place = found[0]
        if self._kind.key == "task" and place.end - place.start <= len(self._wanted.title.strip()) + 8:
            place = self._to_the_next(place)
        return self._trimmed(place)

    def _of_task(self, number: str, unit: str) -> Span:
        task = self._numbered(number)
        mine = [fact for fact in self._duties(unit.strip()) if fact.task == task.iri]
        if mine:
            return mine[0].places[0]
        inside = [Span(*place) for place in self._compact.places(unit)]
        for place in inside:
            if self._read.task_at(place.start) == task:
                return place
        raise InputError(f"第{number}条没有提到“{unit[:40]}”", "这一条的文字里没有这个名称", "请照原文写")

    def _numbered(self, number: str) -> ReadTaskPlace:
        found = [task for task in self._read.tasks if str(task.number) == number.strip()]
        if len(found) != 1:
            why = "没有这个编号的任务" if not found else f"这个编号有{len(found)}项任务"
            raise InputError(f"不知道第{number[:10]}条是哪一条", why, "请用 --words 写出那里的原文")
        return found[0]

    def _to_the_next(self, place: Span) -> Span:
        """From the line a title stands in to where the next task or section begins."""
        text, read = self._read.text, self._read
        starts = [task.start for task in read.tasks] + [one.start for node in read.of_kind("zp:Section") for one in read.places(node)]
        following = min((text.rfind("\n", 0, start) + 1 for start in starts if start >= place.end), default=len(text))
        begin = self._line(place)
        return Span(begin, min(following if following > place.end else len(text), begin + _LONGEST))

    def _line(self, place: Span) -> int:
        """Where the line of a place begins."""
        return self._read.text.rfind("\n", 0, place.start) + 1

    def _trimmed(self, place: Span) -> Span:
        words = self._read.text[place.slice]
        start = place.start + len(words) - len(words.lstrip())
        return Span(start, max(start + 1, place.end - (len(words) - len(words.rstrip()))))

    # ── names, roles, dates ──

    def _duties(self, unit: str) -> list[PlacedFact]:
        roles = load_ontology().role_names()
        return [fact for fact in self._read.facts if fact.term in roles and fact.printed == unit]

    def _naming(self, printed: str) -> Naming | None:
        return next((one for one in self._namings if one.printed == printed and one.kind in _UNITS), None)

    def _known(self, name: str) -> Naming:
        """The unit of this name: of the document, else of the others."""
        own = self._naming(name) or next((one for one in self._namings if one.full == name and one.kind in _UNITS), None)
        found = own or next((one for one in _elsewhere(self._zp, name)), None)
        if found is None:
            raise InputError(f"没有叫“{name[:40]}”的单位", "读过的文件里没有这个名称", "请照原文或全称写")
        return found

    def _meant(self, printed: str) -> MeantUnit:
        """Whom a name stands for here: as the document names it, else as the tables of offices have it."""
        naming = self._naming(printed)
        if naming is not None:
            return MeantUnit(naming.entity, naming.full, naming.kind, naming.place)
        names, reader = self._zp.store.names, self._zp.reader
        full = reader.offices.full(printed, self._territory(reader))
        place = names.place(full.place) if full.place else None
        return MeantUnit(names.unit(full.place, full.canonical), full.canonical, "UnitGroup" if full.group else "Unit", place)

    def _territory(self, reader: Reader) -> str | None:
        home = self._read.one(self._entry.iri, "zp:jurisdiction")
        label = next((one.printed for one in self._namings if one.entity == home), None)
        clues = [lead for one in self._namings if one.own or one.kind == "Policy" if (lead := reader.places.leading(one.full))]
        return "/".join(reader.offices.chain(label, clues)) or None

    def _day(self, said: str) -> str:
        """A date as people write it, as ISO date or as a code of the guidelines."""
        try:
            return date.fromisoformat(said.strip()).isoformat()
        except ValueError:
            pass
        issued = self._read.one(self._entry.iri, "dct:issued")
        found = list(self._zp.reader.targets.dates.find(said, issued.year if isinstance(issued, date) else None, cell=True))
        if len(found) == 1 and found[0].code:
            return str(found[0].code)
        raise UsageError(f"看不懂日期“{said[:40]}”", "它不是日期，也不是期限的说法", "请写成 2024-12-31，或 2024年底、每季度")


_UNITS = ("Unit", "UnitGroup")
_NEEDED = {"unit": "单位（unit）", "to": "应当是什么（to）", "number": "编号（number）", "title": "标题（title）"}


def _role(said: str) -> Relation:
    roles = load_ontology().roles()
    found = next((role for role in roles if said.strip() in (role.key, role.label, role.inverse_label, role.term, *role.triggers)), None)
    if found is None:
        raise UsageError(f"没有“{said[:20]}”这个角色", f"角色有：{'、'.join(role.label for role in roles)}", "请选一个")
    return found


_ELSEWHERE = """SELECT DISTINCT ?g ?n {{ GRAPH ?g {{ ?n zp:names ?thing ; zp:namedKind ?kind ; zp:printed ?printed ; zp:fullName ?full .
FILTER(?kind IN (zp:Unit, zp:UnitGroup) && (STR(?printed) = {name} || STR(?full) = {name})) }} }} ORDER BY ?g ?n LIMIT 1"""


def _elsewhere(zp: Zhengpu, name: str) -> list[Naming]:
    from zhengpu.graph.names import literal_text

    rows = zp.store.query(_ELSEWHERE.format(name=literal_text(name)))
    return [one for graph, node in rows for one in namings(zp.store.said(Iri(str(graph)), Iri(str(node))))]


def _duties_in(reader: Reader, text: str, place: Span, meant: Callable[[str], MeantUnit]) -> list[MissedDuty]:
    """The duties that the words of a missing task say: read as a task of their own."""
    from zhengpu.ingest.document import Document
    from zhengpu.ingest.pipeline import learn

    words, lead = text[place.slice], "1."
    numbered = words.lstrip()[:1].isdigit()
    learned = learn(Document("", "text/plain", words if numbered else lead + words), reader, topics=False)
    shift = place.start - (0 if numbered else len(lead))
    found = []
    for duty in learned.claims.duties:
        clause = Span(duty.clause.start + shift, min(duty.clause.end + shift, place.end))
        found.append(MissedDuty(duty.unit, meant(duty.unit), duty.role, anchor_of(text, clause)))
    return found
