"""Where: the places that a sentence names, its clause of duty (适用范围), its title; divisions, sites, rows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.facts import Iri
from zhengpu.query.answer import AnswerItem
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.named_sites import Site, home_of, site_fits, site_rows, sites
from zhengpu.query.phrases.sentence_parts import load_part_words
from zhengpu.query.spoken.concepts import load_concepts

__all__ = ["PassagePlaces"]

_MOST = 8
"""So many places of a sentence compete."""
_LED = ("在", "于", "至", "到", "支持", "推动", "依托", "鼓励", "引导")
_AS_MANY = 2
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class _Where:
    """Some text that stands in a document at `start`; `aside`: it stands beside the sentence."""

    text: CompactText
    start: int
    aside: bool


class PassagePlaces:
    """Reads places out of passages for one question."""

    def __init__(self, question: PassageQuestion, quotes: PassageQuotes, text: Callable[[Iri], str]) -> None:
        self._question, self._quotes, self._text = question, quotes, text
        self._noun = question.thing.noun
        self._asks = load_part_words().asks(question.text)

    @property
    def asked(self) -> bool:
        """Whether the words of the question ask where, or for a place by what it is."""
        ends = load_part_words().sites
        placed = bool(self._noun) and (
            self._noun.endswith(ends) or site_fits("地方", self._noun, "") or "placenoun" in self._question.classes
        )
        return bool(self._asks & {"where"}) or "where" in self._question.classes or placed

    def of(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The places that are likeliest meant, one or several side by side."""
        home = home_of(self._text(passage.document)[:400])
        found: list[tuple[float, PassageAnswer]] = []
        for where in self._wheres(passage):
            printed = where.text.printed
            alone = [(site,) for site in sites(printed, home)]
            found += [self._told(passage, where, row) for row in (*site_rows(printed, home), *alone) if not self._acts(printed, row[-1])]
        seen: set[tuple[object, ...]] = set()
        for rank, (worth, answer) in enumerate(sorted(found, key=lambda pair: -pair[0])):
            if answer.key not in seen:
                seen.add(answer.key)
                yield PassageAnswer(
                    answer.kind, answer.key, answer.items, signs=(*answer.signs, ("site_rank", float(rank)), ("site_worth", worth))
                )
            if len(seen) >= _MOST:
                return

    def _wheres(self, passage: DocumentPassage) -> Iterator[_Where]:
        yield _Where(CompactText(passage.text), passage.start, aside=False)
        for aside in passage.asides:
            yield _Where(CompactText(aside.text), aside.start, aside=True)

    def _acts(self, printed: str, site: Site) -> bool:
        """东港区政府: the name of an office is no place."""
        return printed[site.end :].startswith(tuple(e for e in load_concepts().sets["actor"] if len(e) > 1))

    def _told(self, passage: DocumentPassage, where: _Where, row: tuple[Site, ...]) -> tuple[float, PassageAnswer]:
        printed = where.text.printed
        align = self._question.align(where.text.said)
        whole = sum({w.term: w.weight for w in align.words}.values()) or 1.0
        start, end = row[0].start, row[-1].end
        labels = [printed[s.start : s.end] for s in row]
        fits = float(all(site_fits(self._noun, label, s.name) for label, s in zip(labels, row, strict=True))) if self._noun else _HALF
        said = float(any(w.start < s.end and s.start < w.end for w in align.words for s in row))
        led = float(printed[:start].endswith(_LED))
        many = self._question.wanted.several or self._question.manner.numbers.get("several", 0.0) > _HALF
        several = float(len(row) >= _AS_MANY)
        number = self._question.thing.number
        counted = 0.0 if number is None else 1.0 if number == len(row) else -1.0
        near = align.near(start, end) / whole
        known = float(all(s.known for s in row))
        division = float(all(s.name for s in row))
        signs = (
            ("site", 1.0), ("site_fits", fits), ("site_said", said), ("site_led", led), ("site_several", several if many else -several),
            ("site_number", counted), ("site_near", near), ("site_known", known), ("site_division", division),
            ("site_aside", float(where.aside)), ("site_asked", float(self.asked)), ("site_length", (end - start) / 40),
        )  # fmt: skip
        worth = (
            1.5 * fits + near - 0.8 * said + 0.5 * led + 0.6 * dict(signs)["site_several"] + 0.6 * counted + 0.7 * known
            - (end - start) / 40 - 0.3 * where.aside
        )  # fmt: skip
        items = tuple(self._item(passage, where, site) for site in row)
        return worth, PassageAnswer("places", ("sites", *labels), items, signs=signs)

    def _item(self, passage: DocumentPassage, where: _Where, site: Site) -> AnswerItem:
        start, end = where.text.original(site.start, site.end)
        own, quote = self._quotes.own(passage), self._quotes.at(passage.document, where.start + start, where.start + end)
        label = where.text.printed[site.start : site.end]
        return AnswerItem(
            None, "Place", label, canonical=site.name or None, document=own.document, text=where.text.printed, evidence=(quote, own)
        )
