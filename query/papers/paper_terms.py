"""What a question asks of the paper itself: relations of papers by what they are called, and what kind of thing would answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

from zhengpu.graph.ontology import Ontology, Relation
from zhengpu.query.kinds import DOCUMENT
from zhengpu.query.meaning import One
from zhengpu.query.papers.said_pieces import SaidPiece, said_pieces
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.spoken_words import named
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.words.link import Period

__all__ = ["Answering", "PaperAsked", "PaperVocabulary"]

Answering = Literal["unit", "day", "paper", "what", "howlong", "yesno"]
"""What would answer: a body, a day, a paper, whatever the relation leads to, a length of time, yes or no."""

_LONGEST = 10
_PAIR, _FAR = 2, 8
_MOST_VERBS = 2
"""So many verbs that nothing explains may stand beside what is asked of a paper: 看不懂找谁解读."""
_LIGHT = frozenset(
    (
        "talk", "in", "have", "each", "together", "else", "total", "measure", "measure.unit", "measure.document", "documentnoun", "mention",
        "and", "titlenoun", "textnoun", "wh", "who", "when", "howmany", "yesno", "unitnoun", "datenoun", "unitclass", "where", "except", "outside",
        "attribute", "exactly",
    )
)  # fmt: skip
"""Classes of words that may stand beside what is asked of a paper; any other speaks of what the paper says."""
_MEASURES = frozenset(("measure", "measure.unit", "measure.document", "unitnoun", "documentnoun"))
_END = SaidPiece(0, 0, "")
_VERBS = ("v", "a", "d", "z", "i", "l")
_NUMBER = "zp:documentNumber"
_UNTIL = ("zp:effective", "zp:validity")
"""Relations that end in a day or in words for one (3年)."""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """What is asked.

    `relations`: those meant, the surest first; `named`: bodies that are named, `ends`: or how their names end, `words`: or words of their
    names; `period`: a time that is named; `jointly`: several issue it; `enclosed`: the papers it issues; `titled`: what it is called, or
    `cover`: the notice that hands it on; `each`: of every paper in scope; `in_force`: which papers still hold, `ended`: no longer.
    """

    relations: tuple[Relation, ...]
    answering: Answering
    counted: bool = False
    jointly: bool = False
    enclosed: bool = False
    titled: bool = False
    cover: bool = False
    each: bool = False
    in_force: bool = False
    ended: bool = False
    named: tuple[One, ...] = ()
    ends: tuple[str, ...] = ()
    words: str = ""
    period: Period | None = None


class PaperVocabulary:
    """The words of an ontology's relations of papers."""

    def __init__(self, ontology: Ontology, concepts: Concepts, nouns: frozenset[str]) -> None:
        """`nouns`: those for a paper (方案, 通知)."""
        self._concepts, self._sets, self._nouns = concepts, concepts.sets, nouns
        words: defaultdict[str, list[Relation]] = defaultdict(list)
        for relation in ontology.relations.values():
            if relation.domain == DOCUMENT:
                for word in dict.fromkeys((relation.label, *relation.cues, *relation.paper_cues)):
                    words[word].append(relation)
        self._words: dict[str, Sequence[Relation]] = dict(words)
        self._apart: dict[str, Sequence[Relation]] = {}
        """Words of the question asked last that stand apart from the other half of what they make: 盖|章."""
        self._relations_of_papers = tuple(dict.fromkeys(r for each in words.values() for r in each))
        self._light = (
            self._sets["results"] | self._sets["complements"] | self._sets["light"] | self._sets["demonstrative"] | self._sets["by"]
        )

    def asked(self, said: Utterance, numbers: Sequence[str] = ()) -> PaperAsked | None:
        """What is asked of the paper itself; None where a word speaks of anything else. `numbers`: those of the papers in scope."""
        self._apart = dict(self._parted(said.text))
        pieces = [p for clause in said_clauses(said, self._sets["ours"]) for p in said_pieces(clause, self._spans) if not p.paper]
        left = self._left(pieces)
        answering = self._answering(pieces)
        if left and any(left in number for number in numbers):  # 国办发几号
            number = next(r for r in self._relations_of_papers if r.term == _NUMBER)
            return PaperAsked((number,), "what")
        if left is None or (left and answering != "yesno"):
            return None
        if any("and" in self._classes(p) and self._facts_around(pieces, n) for n, p in enumerate(pieces)):
            return None  # 成文时间和文号: two questions
        titled = answering in ("what", "paper") and any(p.has("titlenoun") for p in pieces)
        issued = any(p.has("issue") or self._means(p, "dct:publisher") for p in pieces)
        enclosed = answering == "paper" and issued and not titled
        relations = self._relations(pieces, answering)
        periods = [t.item.value for p in pieces if (t := p.token) is not None and t.item is not None and isinstance(t.item.value, Period)]
        if periods and (answering != "yesno" or not any(r.term in _UNTIL for r in relations)):
            return None
        in_force = answering == "paper" and not relations and any(self._means(p, "zp:validity") for p in pieces)
        if not (relations or enclosed or titled or in_force):
            return None
        tokens = [p.token for p in pieces if p.token is not None]
        classed = next(
            (t.item.value for t in tokens if t.has("unitclass") and t.item is not None and not self._behind_asking(pieces, t.start)), ()
        )
        bodies = [one for t in tokens if t.kind == "unit" and (one := named(t)) is not None]
        return PaperAsked(
            relations,
            answering,
            counted=answering in ("unit", "paper", "what") and self._counted(pieces),
            jointly=any(t.has("together") and len(t.surface) > 1 for t in tokens),
            enclosed=enclosed,
            each=any("each" in self._classes(p) for p in pieces),
            in_force=in_force,
            ended=any(p.text in self._sets["ended"] for p in pieces),
            titled=titled,
            cover=any(p.text in self._sets["cover"] for p in pieces) and not issued,
            named=tuple(one for one in bodies if one.iris),
            ends=cast("tuple[str, ...]", classed) if isinstance(classed, tuple) else (),
            period=next(iter(periods), None),
            words=left or next((one.label for one in bodies if not one.iris), ""),
        )

    # ── words ──

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
                word = text[start:end]
                if word in self._words or word in self._apart or word in self._light or word in self._nouns or word in self._sets["days"]:
                    yield start, end
            if text[start + 1 : start + 2] in self._sets["last_no"] and text[start] == text[start + 2 : start + 3]:
                yield start, start + 2  # 抄没|抄给

    def _parted(self, text: str) -> Iterator[tuple[str, Sequence[Relation]]]:
        """落的是谁的款, 盖了哪家的章: a verb and its object that stand apart are the word they make."""
        for word, relations in self._words.items():
            if len(word) == _PAIR and word not in text:
                first, second = text.find(word[0]), text.rfind(word[1])
                if 0 <= first < second - 1 and second - first <= _FAR and not set(word) & self._light:
                    yield from ((letter, relations) for letter in word if letter not in self._words)

    def _meant(self, piece: SaidPiece) -> Sequence[Relation]:
        """The relations that a word may stand for: 发的 for what 发 does."""
        if piece.text in self._apart:
            return self._apart[piece.text]
        return self._words.get(piece.text, self._words.get(piece.text.removesuffix("的"), ()))

    def _means(self, piece: SaidPiece, term: str) -> bool:
        return any(r.term == term for r in self._meant(piece))

    def _explained(self, pieces: Sequence[SaidPiece], n: int) -> bool:
        """Whether a piece is a word of papers, or one that only helps."""
        piece, token = pieces[n], pieces[n].token
        known = bool(self._meant(piece)) or piece.text in self._light | self._nouns | self._sets["days"]
        if known or token is None:
            return known or len(piece.text) > 1
        near = pieces[max(0, n - 1) : n + 2]
        if token.kind in ("quantity", "number"):
            return not token.has("measure.task") and any(p.has("wh", "howmany", "measure") or p.text in self._nouns for p in near)
        if token.kind != "word" or token.phrase:
            return token.kind in ("unit", "period")
        if token.has("tasknoun"):
            return self._pointed(pieces, n)
        if token.has("neg") and not token.asks:
            return n + 1 == len(pieces) and piece.text in self._sets["last_no"]
        if token.has("programmenoun"):
            return n + 1 < len(pieces) and pieces[n + 1].text in self._nouns  # 专项方案
        return bool(token.classes & _LIGHT) if token.classes else not token.content

    def _left(self, pieces: Sequence[SaidPiece]) -> str | None:
        """The noun that nothing explains (省军区); None where more is left than one name and a few verbs."""
        verbs, names = 0, []
        for n, piece in enumerate(pieces):
            if self._explained(pieces, n):
                continue
            token = piece.token
            if token is not None and token.kind == "word" and token.tag.startswith(_VERBS) and not token.tag.startswith(("vn", "an")):
                verbs += 1
            elif token is not None and token.content:
                names += [(n, piece.text)] if len(piece.text) > 1 or self._beside(pieces, n) else []
            else:
                return None
        if verbs > _MOST_VERBS or any(b[0] != a[0] + 1 for a, b in pairwise(names)):
            return None
        return "".join(text for _, text in names)

    def _beside(self, pieces: Sequence[SaidPiece], n: int) -> bool:
        """Whether a noun of one character belongs to a word that nothing explains; alone it carries nothing (起草时, 报谁批)."""
        near = (m for m in (n - 1, n + 1) if 0 <= m < len(pieces) and not self._explained(pieces, m))
        return any((token := pieces[m].token) is not None and not token.tag.startswith(_VERBS) for m in near)

    def _measures(self, word: str) -> bool:
        return bool(self._concepts.classes(word) & _MEASURES) or word in self._nouns

    def _facts_around(self, pieces: Sequence[SaidPiece], n: int) -> bool:
        return 0 < n < len(pieces) - 1 and bool(self._meant(pieces[n - 1])) and bool(self._meant(pieces[n + 1]))

    def _counted(self, pieces: Sequence[SaidPiece]) -> bool:
        """附件有几个: things are counted where a measure or their noun stands behind the word that asks; 文号多少 asks for the number."""
        return any(p.has("howmany") and (self._measures(p.text[-1]) or self._measures(b.text)) for p, b in pairwise((*pieces, _END)))

    def _pointed(self, pieces: Sequence[SaidPiece], n: int) -> bool:
        """这些措施, 几号的事: a noun for tasks that is said of the whole paper."""
        before = pieces[n - 1].text if n else ""
        ends = n + 1 == len(pieces) and len(pieces[n].text) == 1
        return before[:1] in self._sets["demonstrative"] or before in self._sets["anaphor"] or (before == "的" and ends)

    def _behind_asking(self, pieces: Sequence[SaidPiece], start: int) -> bool:
        return any(p.has("wh", "howmany") and p.end <= start for p in pieces)

    # ── what answers ──

    def _answering(self, pieces: Sequence[SaidPiece]) -> Answering:
        for n, piece in enumerate(pieces):
            if piece.has("who", "where"):
                return "unit"
            if piece.has("when"):
                return "day"
            if piece.has("wh", "howmany"):
                found = self._noun(pieces[n + 1 :], counted=piece.has("howmany"))
                return found if found != "what" else self._told(pieces[:n])
        last = pieces[-1].text if pieces else ""
        if last in self._sets["last_no"] or any(
            p.has("yesno") or (p.token is None and p.text[-1:] in self._sets["last_no"]) for p in pieces
        ):
            return "yesno"
        return self._told(pieces)

    def _told(self, before: Sequence[SaidPiece]) -> Answering:
        """By the last noun that stands for what may answer: 收文单位, 落款日子, 一起印发的方案有几个."""
        for piece in reversed(before):
            classes = self._classes(piece)
            if classes & {"unitnoun", "unitclass"}:
                return "unit"
            if "datenoun" in classes or piece.text in self._sets["days"]:
                return "day"
            if piece.text in self._nouns and any(self._means(p, "dct:publisher") for p in before[: before.index(piece)]):
                return "paper"
        return "what"

    def _noun(self, after: Sequence[SaidPiece], *, counted: bool) -> Answering:
        """What is asked for by the noun behind 哪 or 几."""
        for piece in after:
            classes = self._classes(piece)
            if classes & {"unitnoun", "unitclass", "measure.unit"} or piece.text.endswith(tuple(self._sets["office"])):
                return "unit"
            if classes & {"datenoun", "when"} or (piece.text in self._sets["days"] and not counted):
                return "day"
            if counted and piece.text in self._sets["spans"]:
                return "howlong"
            if piece.text in self._nouns or classes & {"documentnoun", "measure.document"}:
                return "paper"
            helps = piece.token is not None and (
                piece.token.kind in ("number", "quantity") or piece.token.tag.startswith(("a", "v", "b")) or piece.text in self._light
            )
            if not (helps or classes & {"measure", "together", "wh", "howmany", "programmenoun"}):
                break
        return "what"

    def _classes(self, piece: SaidPiece) -> frozenset[str]:
        """What a word does; 收文单位 does what 单位 does."""
        whole = piece.token.classes if piece.token is not None else self._concepts.classes(piece.text)
        return whole or next((c for at in range(len(piece.text)) if (c := self._concepts.classes(piece.text[at:]))), frozenset())

    def _relations(self, pieces: Sequence[SaidPiece], answering: Answering) -> tuple[Relation, ...]:
        """The relations that the words mean, of those that end in what answers, the one that most of them mean first."""
        worth: defaultdict[str, float] = defaultdict(float)
        known: dict[str, Relation] = {}
        aside = False
        for piece in pieces:
            classes = self._classes(piece)
            aside = (aside or "except" in classes) and not classes & {"else", "outside"}
            meant = () if aside else self._meant(piece)
            for relation in (r for r in meant if _ends_in(r, answering)):
                known[relation.term] = relation
                worth[relation.term] += (1.0 + 0.1 * len(piece.text)) / len(meant)
        return tuple(known[term] for term in sorted(worth, key=lambda term: -worth[term]))


def said_clauses(said: Utterance, ours: frozenset[str]) -> list[Utterance]:
    """The clauses; what somebody says of themselves (我写报告要引用，) is none where another clause asks."""
    clauses = [
        Utterance(said.text, (clause,), (*said.aside, *(t for c in said.clauses if c is not clause for t in c)))
        for clause in said.clauses
        if clause
    ]
    kept = [c for c in clauses if any(t.asks for t in c.tokens) or not any(t.surface in ours for t in c.tokens)]
    return kept if len(kept) < len(clauses) and kept else clauses


def _ends_in(relation: Relation, answering: Answering) -> bool:
    unit = relation.range == "zp:Unit" or (relation.range is None and not relation.literal) or relation.term == "zp:signer"
    match answering:
        case "unit":
            return unit
        case "day":
            return relation.range == "xsd:date" or relation.term in _UNTIL
        case "howlong":
            return relation.term == "zp:validity"
        case "paper":
            return relation.range == "zp:Policy" or relation.term == "zp:attachment"
        case _:
            return True
