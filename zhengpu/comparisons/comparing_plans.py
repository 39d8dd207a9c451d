"""Documents by what people call them, compared or checked; comparisons are kept while the store stands still, for page and file alike."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, get_args

from zhengpu.catalogue import DocumentListing
from zhengpu.graph.checkup.plan_checkup import PlanCheckup, check_plan
from zhengpu.graph.comparing.comparison import ComparisonKind, PlanComparison, compare_plans
from zhengpu.graph.comparing.wording import Wording
from zhengpu.graph.errors import InputError, ManyMeant, Meant, UsageError
from zhengpu.graph.lexicon import Lexicon
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.words.synonyms import load_synonyms

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["KINDS", "ComparingPlans", "found_document", "load_wording"]

KINDS: tuple[ComparisonKind, ...] = get_args(ComparisonKind)
_KEPT = 8


class ComparingPlans:
    """Comparisons over one store. Safe to share between threads."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp
        self._lock = threading.Lock()
        self._kept: dict[tuple[int | None, str, str, str], PlanComparison] = {}

    @cached_property
    def _wording(self) -> Wording:
        return load_wording()

    def compare(self, a: str, b: str, kind: str = "") -> PlanComparison:
        """The comparison of two documents (id, number, IRI, title or a part of it that only one has).

        Raises `InputError` for what is not there or is the same, `UsageError` for a kind that does not exist.
        """
        if kind and kind not in KINDS:
            raise UsageError(f"没有“{kind[:20]}”这种对照", f"可以是 {'、'.join(KINDS)}", "请改用其中之一，或不写：由两份文件的地方和年份定")
        one, other = found_document(self._zp, a), found_document(self._zp, b)
        # A store on a server may be changed by others without our knowing: of that nothing is kept.
        revision = self._zp.store.revision if isinstance(self._zp.store, EmbeddedStore) else None
        key = (revision, one.id, other.id, kind)
        with self._lock:
            if revision is not None and key in self._kept:
                return self._kept[key]
        chosen = next((known for known in KINDS if known == kind), None)
        found = compare_plans(self._zp.store, one.iri, other.iri, self._wording, chosen)
        with self._lock:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = found
        return found

    def checkup(self, document: str) -> PlanCheckup:
        """责任体检 of a document. Raises `InputError` for what is not there."""
        return check_plan(self._zp.store, found_document(self._zp, document).iri, self._wording)


_COMMON, _RARE = -5.0, -16.0
"""Logarithms of the shares of all words that the commonest nouns have (国家) and those seen once."""


def load_wording() -> Wording:
    """Words as jieba cuts them, with its dictionary's frequencies; words for one matter as questions know them.

    >>> load_wording().matters("健全社区为老服务网络")
    {'养老': '为老服务'}
    """
    lexicon, synonyms = Lexicon(()), load_synonyms()
    groups = {group.words[0]: group for found in synonyms.groups.values() for group in found}

    def rarity(word: str) -> float:
        return min(1.0, max(0.0, (_COMMON - lexicon.commonness(word)) / (_COMMON - _RARE)))

    def matters(folded: str) -> dict[str, str]:
        spoken = ((name, next((word for word in group.words if group.meant(folded, word)), "")) for name, group in groups.items())
        return {name: word for name, word in spoken if word}

    return Wording(lexicon.words, rarity, matters)


def found_document(zp: Zhengpu, name: str) -> DocumentListing:
    """The one document that a person means. Raises `InputError` if there is none, `ManyMeant` if there are several."""
    wanted = name.strip()
    if (entry := zp.document(wanted)) is not None:
        return entry
    every = zp.documents()
    for fits in (lambda one: one.title == wanted, lambda one: bool(wanted) and wanted in one.title):
        found = [one for one in every if fits(one)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ManyMeant(wanted, [Meant(one.iri, one.title, "Document") for one in found])
    raise InputError(f"图谱里没有“{wanted[:80]}”这份文件", "没有这个编号、文号或标题", "可用 zhengpu list 查看全部")
