"""Places in running text: divisions by the gazetteer, townships, zones and sites by their endings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from zhengpu.graph.places import Places
from zhengpu.ingest.names.headed import HeadedName
from zhengpu.ingest.names.phrases import LONGEST, Phrases, either
from zhengpu.ingest.text.ranges import Ranges

__all__ = ["Sites"]

_HAN = re.compile(r"[\u4e00-\u9fff]+")


class Sites:
    """Finds places. `own` are short names of counties that count in this document; see `named_counties`."""

    def __init__(self, data: Mapping[str, Any], phrases: Phrases, places: Places) -> None:
        words = data["places"]
        self._places = places
        self._phrases = phrases
        self._zone = re.compile(
            rf"(?P<gap>[^，。；：、“”（）(){words['gap_never']}\n]{{0,8}}?){either(words['zones'])}(?!{words['zone_after']})"
        )
        self._site = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2,5}}?){either(words['sites'])}(?!{words['site_after']})")
        self._town = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{1,3}}?){either(words['townships'])}(?!{words['township_after']})")
        self._ending = re.compile(either([*words["sites"], *words["townships"]]))
        self._named = re.compile(words["named"])
        self._common = frozenset(words["common"])
        self._next = re.compile(f"{phrases.inner.pattern}|{either(words['before_place'])}")
        self._site_never = re.compile(words["site_never"])
        self._town_never = re.compile(words["township_never"])
        self._after_never = re.compile(words["after_never"])
        self._before_never = re.compile(words["before_never"])
        self._product = re.compile(words["product"])
        self._actor = re.compile(words["actor"])
        known = [place for place in places.all() if place.until is None]
        full = {place.name for place in known}
        self._shorts = {form for place in known if place.level != "县" for form in places.forms(place.name)} - full
        self._provinces = {form for place in known if place.level == "省" for form in places.forms(place.name)}
        self._counties = {form for place in known if place.level == "县" for form in places.forms(place.name)} - full - self._shorts
        full |= set(places.zones)
        self._names = AhoCorasick(sorted(full | self._shorts | self._counties), matchkind=MatchKind.LeftmostLongest)
        self._county_ends = frozenset(place.name[-1] for place in known if place.level == "县")
        self._above = tuple(sorted(place.name for place in known if place.level != "县"))
        self._openers = (*words["openers"], *data["phrases"]["verbs"])

    def named_counties(self, home: str | None, texts: Iterable[str]) -> frozenset[str]:
        """The document's own territory, and the short names of counties it also prints in full or before a zone (平潭口岸)."""
        own = {home, self._places.short(home)} if home else set()
        for text in texts:
            for _, start, end in self._names.find_matches_as_indexes(text):
                name = text[start:end]
                if name in self._counties:
                    if self._zone_of(text, start, end):
                        own.add(name)
                elif name[-1] in self._county_ends and len(name) > 2:
                    own.add(self._places.short(name))
        return frozenset(own)

    def read(self, text: str, blocked: Ranges, inside: Ranges, own: Set[str]) -> Iterator[HeadedName]:
        """Places outside of the blocked ranges; in the ranges `inside` (names of events and papers) only townships and sites count."""
        taken: list[tuple[int, int]] = []
        refused = -1
        for match in self._named.finditer(text):
            if not blocked.overlap(*match.span()) and not inside.overlap(*match.span()):
                taken.append(match.span())
                yield HeadedName("Place", match[0], *match.span(), "zone")
        named = Ranges.of(taken)
        divisions = list(self._divisions(text, own))
        for start, end in divisions:
            if blocked.overlap(start, end) or named.overlap(start, end) or (taken and taken[-1][0] <= start < taken[-1][1]):
                continue
            zone = self._zone_of(text, start, end)
            if zone and self._actor.match(text, zone):
                continue
            if zone and not inside.overlap(start, zone):
                taken.append((start, zone))
                yield HeadedName("Place", text[start:zone], start, zone, "zone")
            elif not self._stands(text, start, end) or (refused == start - 1 and text[refused] == "、"):
                refused = end  # 赴甲市、乙市学习: what holds for the first holds for the list
            elif not inside.overlap(start, end):
                taken.append((start, end))
                yield HeadedName("Place", text[start:end], start, end, "division")
        found = Ranges.of(taken)
        starts = {start: end for start, end in divisions if found.overlap(start, end) or text[start:end] not in self._shorts}
        for run in _HAN.finditer(text):
            if not self._ending.search(text, *run.span()):
                continue
            for start, end, kind in self._endings(text, *run.span(), starts):
                if kind == "township" and text[run.start() - 1 : run.start()] == "“":
                    continue  # “奋进甲乡”提升行动
                if not blocked.overlap(start, end) and not found.overlap(start, end):
                    yield HeadedName("Place", text[start:end], start, end, kind)

    def _endings(self, text: str, position: int, end: int, divisions: Mapping[int, int]) -> Iterator[tuple[int, int, str]]:
        """Townships and sites; one begins where a run of characters does, after a verb, or right after another place."""
        while position < end:
            lead = self._phrases.lead.match(text, position, end)
            position = lead.end() if lead else position
            if position in divisions:
                position = divisions[position]
                continue
            for pattern, never, kind in ((self._town, self._town_never, "township"), (self._site, self._site_never, "site")):
                if (match := pattern.match(text, position, end)) and not never.search(match["stem"]):
                    yield match.start(), match.end(), kind
                    position = match.end()
                    break
            else:
                cue = self._next.search(text, position, end)
                if cue is None:
                    return
                position = cue.end()

    def _divisions(self, text: str, own: Set[str]) -> Iterator[tuple[int, int]]:
        """Names of the gazetteer; a county's short name only before a zone (平潭口岸) or if it is one of the document's own."""
        for _, start, end in self._names.find_matches_as_indexes(text):
            name = text[start:end]
            if name in self._common and not text.endswith(self._above, 0, start):
                continue
            if (
                name in own
                or name in self._provinces
                or (self._begins(text, start, end) and (name not in self._counties or self._zone_of(text, start, end)))
            ):
                yield start, end

    def _zone_of(self, text: str, start: int, end: int) -> int | None:
        """Where a zone ends that begins with this name; one named by a county's short name follows it directly (平潭口岸)."""
        zone = self._zone.match(text, end)
        if zone is None or (zone["gap"] and text[start:end] in self._counties):
            return None
        return zone.end()

    def _begins(self, text: str, start: int, end: int) -> bool:
        """Whether a name of two characters begins a phrase rather than lies across other words (模范县, 美丽水乡)."""
        before = text[start - 1 : start]
        return end - start > 2 or not "\u4e00" <= before <= "\u9fff" or text.endswith(self._openers, 0, start)

    def _stands(self, text: str, start: int, end: int) -> bool:
        if text[start - 1 : start] in ("（", "(") and text[end : end + 1] in ("）", ")"):
            return False  # 信用中国（陕西）: part of a name
        if self._actor.match(text, end) or self._in_marks(text, start, end):
            return False  # an actor; or a word of a name in quotation marks
        return not (
            self._after_never.match(text, end)
            or self._before_never.search(text, max(0, start - 4), start)
            or self._product.match(text, end)
        )

    def _in_marks(self, text: str, start: int, end: int) -> bool:
        """Whether a name is a part, not the whole, of what stands in quotation marks (“康养山西”)."""
        opening = text.rfind("“", max(0, start - LONGEST), start)
        closing = text.find("”", end, end + LONGEST)
        if opening < 0 or closing < 0 or "”" in text[opening:start] or "“" in text[end:closing]:
            return False
        return (opening + 1, closing) != (start, end)
