"""`zhengpu learn`: corrections that say something general, as entries of the definition files, and what else they would change. Nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhengpu.corrections.correction_words import said_text
from zhengpu.graph.corrections.applying import corrected
from zhengpu.graph.corrections.correction import Correction
from zhengpu.graph.corrections.correction_book import CorrectionBook, correction_book
from zhengpu.graph.corrections.doubt_rules import office_core
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import literal_text
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.versions.contents import read_contents
from zhengpu.graph.versions.version_difference import compared_versions

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["LearningReport", "ProposedChange", "ProposedEntry", "learned_entries"]

_MOST_LINES, _LONGEST_WORD = 6, 6
_STOPS = re.compile(r"[、，,；;。：:）)（(\s]")
_NAMED_SO = "SELECT DISTINCT ?g {{ GRAPH ?g {{ ?n zp:names ?thing ; zp:printed ?printed FILTER(STR(?printed) = {name}) }} }} ORDER BY ?g"
_ROLE_SAID = """
SELECT ?d ?number ?printed ?relation ?quote {{
  ?q oa:exact ?quote FILTER(CONTAINS(STR(?quote), {word})) ?e oa:hasSelector ?q . ?n zp:evidence ?e ; zp:relation ?relation ; zp:printed ?printed .
  ?t zp:responsibility ?n ; zp:inDocument ?d . OPTIONAL {{ ?t zp:number ?number }}
}} ORDER BY ?d ?number ?printed
"""


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """How another document would read: its key and title, and a line for each difference."""

    document: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedEntry:
    """An entry of a definition file that would make a correction superfluous: what is to be written where, and which other documents change."""

    correction: str
    said: str
    file: str
    place: str
    entry: str
    changes: tuple[ProposedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningReport:
    """The proposals; the corrections that only make a test case; those that the rules as they are agree with by now."""

    entries: tuple[ProposedEntry, ...]
    cases: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()


def learned_entries(zp: Zhengpu) -> LearningReport:
    """What the standing corrections of a store teach."""
    book = correction_book(zp.store)
    entries: list[ProposedEntry] = []
    cases: list[str] = []
    agreed: list[str] = []
    for correction in book.corrections:
        if not correction.stands:
            continue
        effect = next((one for one in book.effects_in(correction.document) if one.correction == correction.id), None)
        proposed = _proposed(zp, book, correction) if correction.about.general else None
        if effect is not None and effect.state == "agreed":
            agreed.append(said_text(correction))
        elif proposed is None:
            cases.append(said_text(correction))
        else:
            entries.append(proposed)
    return LearningReport(tuple(entries), tuple(cases), tuple(agreed))


def _proposed(zp: Zhengpu, book: CorrectionBook, correction: Correction) -> ProposedEntry | None:
    said = said_text(correction)
    if correction.kind == "not-unit":
        found = tuple(_changes(zp, book, correction, correction.unit))
        return ProposedEntry(correction.id, said, "ingest/duties/clauses.toml", "[bodies] nothing", f'"{correction.unit}"', found)
    if correction.kind == "same" and correction.meant is not None and correction.entity is not None:
        place = correction.meant.iri.split("/id/unit/", 1)[-1].split("/")[0].rsplit("-", 1)[-1]
        core, other = office_core(correction.meant.full, place), office_core(correction.unit, place)
        if core == other:
            return None
        found = tuple(_changes(zp, book, correction, correction.unit))
        return ProposedEntry(correction.id, said, "graph/gazetteers/cores.tsv", f"“{core}”一行的 short（或 former）", other, found)
    if correction.kind in ("role", "duty") and (word := _role_word(correction)):
        role = next(one for one in load_ontology().roles() if one.key == correction.to)
        found = tuple(_role_changes(zp, correction, word, role.iri, role.label))
        return ProposedEntry(correction.id, said, "graph/ontology.ttl", f"{role.term} 的 zp:trigger", f'"{word}"@zh', found)
    return None


def _changes(zp: Zhengpu, book: CorrectionBook, correction: Correction, name: str) -> Iterator[ProposedChange]:
    """What the correction would do to the other documents that print the name; where it does so already, what it did."""
    wide = replace(correction, everywhere=True)
    others = tuple(one for one in book.corrections if one.stands and one.id != correction.id)
    named = {Iri(str(graph)) for (graph,) in zp.store.query(_NAMED_SO.format(name=literal_text(name)))}
    done = {
        document for document, effects in book.effects if any(one.correction == correction.id and one.state == "applied" for one in effects)
    }
    for document in sorted((named | done) - {correction.document}):
        if (entry := zp.document(document)) is not None:
            yield from _told(zp, book, document, wide, others, entry.id, entry.title)


def _told(
    zp: Zhengpu, book: CorrectionBook, document: Iri, wide: Correction, others: tuple[Correction, ...], key: str, title: str
) -> Iterator[ProposedChange]:
    read = book.as_read(document, list(zp.store.said(document)))
    before, after = (corrected(document, read, some, zp.store.names).quads for some in (others, (*others, wide)))
    if {*before} == {*after}:
        return
    found = compared_versions(read_contents(document, before), read_contents(document, after))
    lines = tuple(found.lines(_MOST_LINES)) or (f"“{wide.unit}”算作“{wide.to}”",)
    yield ProposedChange(key, title, lines)


def _role_word(correction: Correction) -> str:
    """The word behind the unit that says the role, where no role has it yet.

    >>> from zhengpu.graph.corrections.anchoring import TextAnchor
    >>> _role_word(Correction("", "role", Iri("urn:d"), TextAnchor(0, "（县水利局统揽，县财政局配合）"), "", "", unit="县水利局", to="leads"))
    '统揽'
    """
    words = correction.anchor.words
    at = words.find(correction.unit)
    word = _STOPS.split(words[at + len(correction.unit) :], maxsplit=1)[0].strip() if at >= 0 else ""
    known = any(word == trigger for role in load_ontology().roles() for trigger in role.triggers)
    return "" if known or not word or len(word) > _LONGEST_WORD else word


def _role_changes(zp: Zhengpu, correction: Correction, word: str, role: Iri, label: str) -> Iterator[ProposedChange]:
    """The duties of other documents that the same word says, read as another role."""
    labels = {one.iri: one.label for one in load_ontology().roles()}
    lines: dict[Iri, list[str]] = {}
    for document, number, printed, relation, quote in zp.store.query(_ROLE_SAID.format(word=literal_text(word))):
        said_so = f"{printed}{word}" in str(quote) or str(printed).endswith(word)  # an unknown verb is read as part of the name
        if said_so and str(relation) != role and str(document) != correction.document:
            told = f"第{number}条：{str(printed).removesuffix(word)}由{labels.get(Iri(str(relation)), '')}变为{label}"
            lines.setdefault(Iri(str(document)), []).append(told)
    for iri, told_lines in lines.items():
        if (entry := zp.document(iri)) is not None:
            yield ProposedChange(entry.id, entry.title, tuple(dict.fromkeys(told_lines))[:_MOST_LINES])
