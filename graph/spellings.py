"""The forms under which people name a body: full, short, without its place, before the reforms, in English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from zhengpu.graph.bureaus import Bureaus, Core
from zhengpu.graph.places import Places

__all__ = ["FormKind", "Spelling", "Spellings"]

FormKind = Literal["full", "short", "bare", "part", "former", "english"]
"""`short` names place or level (县文旅局), `bare` neither (文旅局), `part` only one half of a joined body or the head office of a branch,
`former` a bureau before the reforms of 2018 and 2023."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name."""

    text: str
    kind: FormKind


class Spellings:
    """Lists the forms of a full name. See `Offices.variants`."""

    def __init__(self, bureaus: Bureaus, places: Places) -> None:
        self._bureaus = bureaus
        self._places = places

    def of(self, canonical: str, place: str | None) -> tuple[Spelling, ...]:
        """Every form, the surest first, each once."""
        found: dict[str, Spelling] = {}
        for form in (Spelling(canonical, "full"), *self._forms(canonical, place)):
            if len(form.text) > 1:
                found.setdefault(form.text, form)
        return tuple(found.values())

    def _forms(self, canonical: str, place: str | None) -> Iterator[Spelling]:
        if canonical in self._bureaus.central.values():
            yield from self._central(canonical)
            return
        match = self._bureaus.branch.fullmatch(canonical)
        if match and place:
            yield from self._branch(match["base"], match["branch"], place)
        elif head := self._head_office(canonical):
            yield from self._branch(head, canonical.removeprefix(head), place)
        name = place or self._places.leading(canonical)
        if name:
            yield from self._territorial(canonical, name)

    def _central(self, canonical: str) -> Iterator[Spelling]:
        yield from (Spelling(text, "short") for text, full in self._bureaus.central.items() if full == canonical)
        yield from (Spelling(text, "bare") for text, full in self._bureaus.central_at_home.items() if full == canonical)
        yield from (Spelling(text, "former") for text in self._bureaus.central_former.get(canonical, ()))
        if english := self._bureaus.central_english.get(canonical):
            yield Spelling(english, "english")

    def _head_office(self, canonical: str) -> str:
        """中国人民银行 of 中国人民银行新绛县支行."""
        kinds = self._bureaus.branch_kinds
        return next((full for full in self._bureaus.central.values() if canonical.startswith(full) and canonical.endswith(kinds)), "")

    def _branch(self, base: str, branch: str, place: str | None) -> Iterator[Spelling]:
        kind = next((kind for kind in self._bureaus.branch_kinds if branch.endswith(kind)), "")
        seat = branch.removesuffix(kind)
        seats = {form for found in self._places.named(seat) for form in self._places.forms(found.name)} or {seat}
        heads = list(self.of(base, self._places.leading(base) or None))
        for form in heads:
            if form.kind not in ("english", "former"):
                yield from (Spelling(form.text + each + kind, "short") for each in sorted(seats, key=lambda each: each != seat))
        yield from (Spelling(form.text, "part") for form in heads if form.kind == "bare" or base in self._bureaus.central.values())
        yield from (
            Spelling(level + form.text, "part")
            for form in heads
            if form.kind in ("bare", "short")
            for level in self._levels(place)
            if place
        )
        yield from (Spelling(form.text, "english") for form in heads if form.kind == "english")

    def _territorial(self, canonical: str, name: str) -> Iterator[Spelling]:
        short = self._places.short(name)
        for around in self._bureaus.arounds:
            if around.full.format(place=name, short=short) == canonical:
                for written in around.short:
                    yield from (Spelling(written.format(level=level, place=name, short=short), "short") for level in self._levels(name))
        for local in {id(each): each for group in self._bureaus.locals.values() for each in group}.values():
            if local.full.format(place=name, short=short) == canonical:
                yield from self._placed(local.forms, name, "")
                yield from self._english(local.english, name)
                return
        party = self._bureaus.party_full.format(place=name)
        mark = self._bureaus.party_marks[-1] if canonical.startswith(party) else ""
        rest = canonical.removeprefix(party if mark else name)
        body = self._taken_apart(rest)
        if body is not None:
            yield from self._of_core(*body, name, mark)
        else:
            yield from self._placed(self._tails(rest), name, "")
            yield from (Spelling(zone, "part") for zone in self._zones(rest))
            yield from (Spelling(committee, "bare") for committee in self._committees(rest))

    def _of_core(self, core: Core, suffix: str, name: str, mark: str) -> Iterator[Spelling]:
        kinds = [suffix, *(kind for kind in core.suffixes if any({kind, suffix} <= alike for alike in self._bureaus.alike))]
        writings = [written for kind in dict.fromkeys(kinds) for written in self._bureaus.short_suffixes(kind)]
        yield from self._marked([form + written for form in core.forms for written in writings], name, mark)
        parts = [part for each in core.parts for part in self._bureaus.cores.get(each, ()) if part.name == each]
        texts = [form + written for part in parts for form in part.forms for written in self._bureaus.short_suffixes(suffix)]
        yield from (Spelling(form.text, "part") for form in self._placed(texts, name, mark))
        closed = tuple(written for _, written in self._bureaus.suffixes)
        old = [
            each if each.endswith(closed) else each + written for each in core.former for written in self._bureaus.short_suffixes(suffix)
        ]
        yield from (Spelling(form.text, "former") for form in self._placed(old, name, mark))
        stems = [each.english for each in (core, *parts) if each.english]
        bodies = self._bureaus.english_bodies
        yield from self._english([text for stem in stems for body in bodies for text in (f"{stem} {body}", f"{body} of {stem}")], name)

    def _marked(self, texts: Iterable[str], name: str, mark: str) -> Iterator[Spelling]:
        """A body of the party is named with 委 (县委网信办) and without (县网信办)."""
        yield from self._placed(texts, name, mark)
        if mark:
            yield from self._placed(texts, name, "")

    def _placed(self, texts: Iterable[str], name: str, mark: str) -> Iterator[Spelling]:
        """Each text after the place, its short name and its level word, and alone."""
        before = dict.fromkeys((name, self._places.short(name), *self._levels(name)))
        listed = list(dict.fromkeys(texts))
        yield from (Spelling(place + mark + text, "short") for text in listed for place in before)
        yield from (Spelling(text, "bare") for text in listed)

    def _tails(self, rest: str) -> list[str]:
        """管理委员会 is also printed 管委会, 龙兴镇人民政府 also 龙兴镇政府 and 龙兴镇; an 经济技术开发区 is an 经开区."""
        found = [
            rest,
            *(
                rest.removesuffix(full) + short
                for short, full in (*self._bureaus.tails.items(), *self._bureaus.townships.items())
                if rest.endswith(full)
            ),
        ]
        for full, shorter in self._bureaus.zones.items():
            found += [text.replace(full, each) for text in tuple(found) for each in shorter if full in text]
        return found

    def _zones(self, rest: str) -> list[str]:
        """The zone itself, as people name its committee: 新绛经济技术开发区, 新绛经开区."""
        full = next((full for full in self._bureaus.zones if full in rest), "")
        zone = rest[: rest.index(full)] if full else ""
        return [zone + each for each in (full, *self._bureaus.zones[full])] if zone else []

    def _committees(self, rest: str) -> list[str]:
        """The committee without the zone's own name: 经开区管委会, 开发区管委会."""
        full = next((full for full in self._bureaus.zones if full in rest and rest.endswith(self._bureaus.committee)), "")
        tails = [short for short, long in self._bureaus.tails.items() if long == self._bureaus.committee]
        return [each + tail for each in (full, *self._bureaus.zones[full]) for tail in tails] if full else []

    def _english(self, texts: Iterable[str], name: str) -> Iterator[Spelling]:
        levels = [word for level in self._levels(name) for word in self._bureaus.level_english.get(level, ())]
        for text in texts:
            yield Spelling(text, "english")
            yield from (Spelling(f"{level} {text}", "english") for level in levels)

    def _levels(self, name: str | None) -> tuple[str, ...]:
        """The level word of a place: 县 for 新绛县."""
        return tuple(word for word, ends in self._bureaus.levels.items() if name and name.endswith(ends))[:1]

    def _taken_apart(self, rest: str) -> tuple[Core, str] | None:
        for suffix, written in self._bureaus.suffixes:
            if rest.endswith(written) and (core := self._bureaus.core(rest.removesuffix(written), suffix)):
                return core, suffix
        return None
