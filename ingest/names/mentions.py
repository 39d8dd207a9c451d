"""What the text of a task names: documents in 《》, programmes, projects, places; and its topics.

    mentions = load_mentions(offices.places)
    mentions.of_plan(plan, clauses, topics=True) → all CitationReader and Mentions of a plan
    mentions.read(passage, task, body_start, clause_spans) → CitationReader and Mentions, each with its place
    mentions.topics(passage, task, body_start, clause_spans) → topic words (loads jieba on the first call)

All words stand in `mentions.toml` beside examples that are tests.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.lexicon import Lexicon
from zhengpu.graph.places import Places, load_places
from zhengpu.ingest.claims import Citation, Mention
from zhengpu.ingest.names.citations import CitationReader
from zhengpu.ingest.names.headed import ALONE, Headed, HeadedName
from zhengpu.ingest.names.phrases import Phrases
from zhengpu.ingest.names.quoted import Quoted
from zhengpu.ingest.names.sites import Sites
from zhengpu.ingest.names.topics import Topics
from zhengpu.ingest.outline.tasks import ClauseFinder
from zhengpu.ingest.plan import Plan, Task
from zhengpu.ingest.text.ranges import Ranges

__all__ = ["Mentions", "load_mentions", "table"]

_SERIES, _SERIES_SHARE = 5, 0.4
"""So many titles, and so great a share of all, end in the noun of a series."""

Spans = Sequence[tuple[int, int]]


def table() -> Mapping[str, Any]:
    """The grammar as shipped."""
    return tomllib.loads(files("zhengpu.ingest.names").joinpath("mentions.toml").read_text(encoding="utf-8"))


class Mentions:
    """Reads names. Stateless between calls; jieba is loaded by the first `topics`."""

    def __init__(self, data: Mapping[str, Any], places: Places) -> None:
        self._data = data
        phrases = Phrases.of(data["phrases"])
        fill = {"place": _place_pattern(places), "site": data["phrases"]["site"], "works": data["phrases"]["works"]}
        self._cites = CitationReader.of(data)
        self._headed = Headed(data, phrases, fill)
        self._quoted = Quoted(data)
        self._sites = Sites(data, phrases, places)

    def read(
        self,
        passage: Passage,
        task: int,
        body_start: int,
        clause_spans: Spans = (),
        *,
        short: Mapping[str, str] | None = None,
        own: frozenset[str] = frozenset(),
        named: Sequence[HeadedName] = (),
    ) -> tuple[Citation | Mention, ...]:
        """Citations, programmes, projects and places of a task, title included, closing clauses not.

        `clause_spans` are ranges of `passage.text`; `short` the document's short titles; `own` the short names of counties in it;
        `named` are names that the plan's outline tells.
        """
        text = passage.text
        found = tuple(self._cites.read(passage, task, short or {}, Ranges.of(clause_spans)))
        titles = [(each.start, each.end) for each in self._cites.find(text)]
        names = [*named, *self._names(text, Ranges.of((*clause_spans, *titles)))]
        inside = Ranges.of((name.start, name.end) for name in names if name.kind != "Place")
        scopes = self._outside_scopes(text, clause_spans)
        names += self._sites.read(text, Ranges.of((*scopes, *titles)), inside, own)
        mentions = (Mention(task, name.kind, name.label, passage.span(name.start, name.end), name.rule) for name in _distinct(names))
        return (*found, *sorted(mentions, key=lambda mention: mention.span))

    def of_plan(self, plan: Plan, clauses: ClauseFinder, *, topics: bool = True) -> tuple[tuple[Citation, ...], tuple[Mention, ...]]:
        """Everything the tasks of a plan name. Without `topics` jieba is not loaded."""
        passages = (*plan.loose, *(section.passage for section in plan.sections), *(task.passage for task in plan.tasks))
        short = self._cites.short_titles(passage.text for passage in passages)
        home = plan.head.jurisdiction.value if plan.head.jurisdiction else None
        own = self._sites.named_counties(home, (passage.text for passage in passages))
        found: list[Citation | Mention] = []
        series = frozenset(self._series(plan))
        for index, task in enumerate(plan.tasks):
            spans = [(clause.start, clause.end) for clause in clauses.find(task.passage)]
            found += self.read(task.passage, index, task.body_start, spans, short=short, own=own, named=tuple(_titled(task, series)))
            if topics:
                found += self.topics(task.passage, index, task.body_start, spans)
        return tuple(each for each in found if isinstance(each, Citation)), tuple(each for each in found if isinstance(each, Mention))

    def _series(self, plan: Plan) -> Iterator[str]:
        """The class nouns by which a plan calls its tasks: where many titles end in one (…培养项目, …资助项目), each title is a name."""
        for noun in self._data["titles"]["series"]:
            named = sum(task.title.endswith(noun) for task in plan.tasks)
            if named >= _SERIES and named >= len(plan.tasks) * _SERIES_SHARE:
                yield noun

    def topics(self, passage: Passage, task: int, body_start: int, clause_spans: Spans = ()) -> tuple[Mention, ...]:
        """One to three subject words."""
        end = min((start for start, _ in clause_spans if start >= body_start), default=len(passage.text))
        return self._topics.read(passage, task, body_start, end)

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._data, Lexicon(()))

    def _names(self, text: str, blocked: Ranges) -> Iterator[HeadedName]:
        headed = list(self._headed.read(text, blocked))
        covered = Ranges.of((name.start, name.end) for name in headed if name.kind != "Place")
        yield from headed
        for name in self._quoted.read(text, blocked):
            if not covered.overlap(name.start, name.end):
                yield name

    def _outside_scopes(self, text: str, clause_spans: Spans) -> list[tuple[int, int]]:
        """The clauses without the areas they are said to hold for."""
        blocked: list[tuple[int, int]] = []
        for start, end in clause_spans:
            position = start
            for label in self._data["places"]["scopes"]:
                at = text.find(label, start, end)
                if at >= 0:
                    close = min((i for mark in "，；）\n" if (i := text.find(mark, at, end)) >= 0), default=end)
                    blocked.append((position, at))
                    position = close
            blocked.append((position, end))
        return blocked


def _titled(task: Task, series: frozenset[str]) -> Iterator[HeadedName]:
    """The title of a task that is one of a series."""
    if task.title.endswith(tuple(series)) and series:
        # by its place in the row, whose columns may stand before it in the text
        start = task.passage.offsets.index(task.title_span.start) if task.title_span.start in task.passage.offsets else 0
        yield HeadedName("Programme", task.title, start, start + len(task.title), "series")


def _distinct(names: Iterable[HeadedName]) -> Iterator[HeadedName]:
    """Each label once a kind; a name that is only a part of a longer one, or the short form of one beside it, is left out."""
    listed = sorted(names, key=lambda name: (name.start, -name.end))
    labels = [name.label.replace("“", "").replace("”", "") for name in listed if name.rule != ALONE]
    seen: set[tuple[str, str]] = set()
    reach: dict[str, int] = {}
    for name in listed:
        part = name.kind != "Place" and name.end <= reach.get(name.kind, 0)
        short = name.rule == ALONE and any(name.label in label for label in labels)
        if name.rule != "shared-head":
            reach[name.kind] = max(reach.get(name.kind, 0), name.end)
        if not part and not short and (name.kind, name.label) not in seen:
            seen.add((name.kind, name.label))
            yield name


def _place_pattern(places: Places) -> str:
    """Provinces and prefectures by name, everything below by its kind."""
    forms = {form for place in places.all() if place.level != "县" and place.until is None for form in places.forms(place.name)}
    return (
        "(?:" + "|".join(sorted(forms, key=lambda form: (-len(form), form))) + "|(?:(?![每各全我本某])[\u4e00-\u9fff]){2,4}?[省市县镇乡])"
    )


def load_mentions(places: Places | None = None) -> Mentions:
    """The shipped grammar over the gazetteer."""
    return Mentions(table(), places or load_places())
