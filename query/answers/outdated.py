"""Papers that another paper has repealed, replaced or amended: an answer that rests on one says so, with the sentence that does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.store import Store
from zhengpu.query.answer import Answer, EvidenceItem, OutdatedPaper

__all__ = ["OutdatedPapers", "load_outdated"]

_RELATIONS = ("eli:repeals", "dct:replaces", "eli:amends")
"""What one paper does to another, the gravest first."""

_FOUND = """
SELECT ?old ?relation ?new ?title ?number ?by ?no ?effective ?issued ?start ?end ?quote {{
  {{ {each} }}
  FILTER(?old != ?new)
  ?old dct:title ?title . ?new dct:title ?by .
  OPTIONAL {{ ?old zp:documentNumber ?number }} OPTIONAL {{ ?new zp:documentNumber ?no }}
  OPTIONAL {{ ?new zp:effective ?effective }} OPTIONAL {{ ?new dct:issued ?issued }}
  OPTIONAL {{
    ?said rdf:subject ?new ; rdf:object ?old ; rdf:predicate ?relation ; zp:evidence ?place .
    ?place oa:hasSelector ?position , ?text . ?position oa:start ?start ; oa:end ?end . ?text oa:exact ?quote
  }}
}} ORDER BY ?old ?new ?relation
"""
_EACH = "{{ ?new {term} ?old BIND({term} AS ?relation) }}"
_AMENDS = "eli:amends"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class OutdatedPapers:
    """The papers of a store that another of its papers has repealed, replaced or amended, by the older one's IRI.

    `amended` is what the gentlest of the three is called.
    """

    papers: Mapping[Iri, Sequence[tuple[OutdatedPaper, date | None]]]
    amended: str

    def marked(self, answer: Answer, today: date) -> Answer:
        """The answer, saying of every paper it rests on what has become of it by a day."""
        if not self.papers or answer.outcome != "answered":
            return answer
        resting = {document for item in answer.items for document in (item.document, *(e.document for e in item.evidence)) if document}
        found = tuple(
            paper
            for told in self.papers.values()
            for paper, since in told
            if paper.document in resting and (since is None or since <= today)
        )
        if not found:
            return answer
        return replace(answer, outdated=found, note=f"{answer.note or ''}{_note(found, self.amended)}")


def load_outdated(store: Store, ontology: Ontology) -> OutdatedPapers:
    """Those of a store as it stands."""
    labels = {ontology.relation(term).iri: ontology.relation(term).label for term in _RELATIONS}
    papers: defaultdict[Iri, list[tuple[OutdatedPaper, date | None]]] = defaultdict(list)
    query = _FOUND.format(each=" UNION ".join(_EACH.format(term=term) for term in _RELATIONS))
    for row in store.query(query).records():
        effective, issued = row["effective"], row["issued"]
        since = effective if isinstance(effective, date) else issued if isinstance(issued, date) else None
        start, end = row["start"], row["end"]
        evidence = EvidenceItem(_key(row["new"]), str(row["quote"]), int(str(start)), int(str(end))) if start is not None else None
        paper = OutdatedPaper(
            document=_key(row["old"]),
            title=str(row["title"]),
            number=_text(row["number"]),
            relation=labels[Iri(str(row["relation"]))],
            by=_key(row["new"]),
            by_title=str(row["by"]),
            by_number=_text(row["no"]),
            since=since.isoformat() if since else None,
            evidence=evidence,
        )
        told = papers[Iri(str(row["old"]))]
        if all((one.by, one.relation) != (paper.by, paper.relation) for one, _ in told):
            told.append((paper, since))
    return OutdatedPapers(papers, ontology.relation(_AMENDS).label)


def _note(found: Iterable[OutdatedPaper], amended: str) -> str:
    papers = list(found)
    told = [
        f"《{one.title}》{_in_brackets(one.number)}已由《{one.by_title}》{_in_brackets(one.by_number, one.since)}{one.relation}"
        for one in papers[:_NAMED]
    ]
    more = f"；另有{len(papers) - _NAMED}处" if len(papers) > _NAMED else ""
    advice = "请与它一并看" if all(one.relation == amended for one in papers) else "出自它的内容请核对是否仍然有效"
    return f"注意：{'；'.join(told)}{more}。{advice}。"


def _in_brackets(*parts: str | None) -> str:
    told = [part for part in parts if part]
    return f"（{'，'.join(told)}）" if told else ""


def _key(iri: object) -> str:
    return str(iri).rsplit("/", 1)[-1]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
