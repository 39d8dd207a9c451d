"""The words of head and foot matter: outline.toml's tables of titles, numbers, addressees and territories, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ForceWords", "HeadWords", "TerritoryWords"]

_HAN = r"[一二三四五六七八九十百]{1,4}"


@dataclass(frozen=True, slots=True)
class TerritoryWords:
    """Of `[territory]`: how a text calls its own level, and which issuers have no territory."""

    party: re.Pattern[str]
    own: re.Pattern[str]
    central: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, object]) -> TerritoryWords:
        """Compile the patterns."""
        return cls(*(re.compile(str(table[key])) for key in ("party", "own", "central")))


@dataclass(frozen=True, slots=True)
class ForceWords:
    """The `[force]` table: what a paper says of its own force, its marks and annexes."""

    secrecy: re.Pattern[str]
    urgency: re.Pattern[str]
    signer: re.Pattern[str]
    unified: re.Pattern[str]
    approved: re.Pattern[str]
    effective: re.Pattern[str]
    issue: re.Pattern[str]
    validity: re.Pattern[str]
    attachments: re.Pattern[str]
    attachment_number: re.Pattern[str]
    repeals: re.Pattern[str]
    amends: re.Pattern[str]
    replaces: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, object]) -> ForceWords:
        """Compile the patterns."""
        return cls(**{key: re.compile(str(table[key])) for key in cls.__slots__})


@dataclass(frozen=True, slots=True)
class HeadWords:
    """The `[head]`, `[recipients]` and `[territory]` tables of outline.toml, compiled."""

    number: re.Pattern[str]
    date: re.Pattern[str]
    printed: re.Pattern[str]
    papers: tuple[str, ...]
    numbered: re.Pattern[str]
    plans: tuple[str, ...]
    lists: tuple[str, ...]
    title_verbs: re.Pattern[str]
    handing: re.Pattern[str]
    attached: re.Pattern[str]
    not_signature: tuple[str, ...]
    public_note: re.Pattern[str]
    making: re.Pattern[str]
    basis_always: re.Pattern[str]
    basis_making: re.Pattern[str]
    basis_join: re.Pattern[str]
    letterhead: re.Pattern[str]
    first: re.Pattern[str]
    top: re.Pattern[str]
    year: re.Pattern[str]
    opening: re.Pattern[str]
    about: re.Pattern[str]
    closed: re.Pattern[str]
    meta: re.Pattern[str]
    copied: re.Pattern[str]
    site: re.Pattern[str]
    kind_only: re.Pattern[str]
    kinds_alone: tuple[str, ...]
    copied_none: tuple[str, ...]
    interpreted: re.Pattern[str]
    foot_line: re.Pattern[str]
    foot_sentence: re.Pattern[str]
    annex: re.Pattern[str]
    recipients: re.Pattern[str]
    tails: tuple[str, ...]
    no_list: re.Pattern[str]
    each: str
    territory: re.Pattern[str]
    bare_territory: re.Pattern[str]
    central: re.Pattern[str]

    @classmethod
    def of(cls, data: Mapping[str, Mapping[str, object]]) -> HeadWords:
        """Compile the tables."""
        head, recipients, territory = data["head"], data["recipients"], data["territory"]

        def words(table: Mapping[str, object], key: str) -> tuple[str, ...]:
            value = table[key]
            assert isinstance(value, list)
            return tuple(value)

        def pattern(table: Mapping[str, object], key: str) -> re.Pattern[str]:
            return re.compile(str(table[key]).replace("{han}", _HAN).replace("{num}", r"\d{1,2}"))

        return cls(
            **{
                key: pattern(head, key)
                for key in (
                    "number",
                    "date",
                    "handing",
                    "attached",
                    "public_note",
                    "making",
                    "basis_always",
                    "basis_making",
                    "basis_join",
                    "letterhead",
                    "about",
                    "closed",
                    "numbered",
                    "first",
                    "top",
                    "year",
                    "opening",
                    "copied",
                    "site",
                    "kind_only",
                    "interpreted",
                    "foot_line",
                    "foot_sentence",
                    "annex",
                )
            },
            printed=re.compile(f"(?:{head['date']}){head['printed']}"),
            meta=_meta(data["meta"]),
            papers=words(head, "papers"),
            kinds_alone=words(head, "kinds_alone"),
            plans=words(head, "plans"),
            lists=words(head, "lists"),
            title_verbs=re.compile("|".join(words(head, "title_verbs"))),
            not_signature=words(head, "not_signature"),
            copied_none=words(head, "copied_none"),
            recipients=pattern(recipients, "pattern"),
            tails=words(recipients, "tails"),
            no_list=pattern(recipients, "none"),
            each=str(recipients["each"]),
            territory=pattern(territory, "pattern"),
            bare_territory=pattern(territory, "bare"),
            central=pattern(territory, "central"),
        )


def _meta(labels: Mapping[str, object]) -> re.Pattern[str]:
    """The describing labels of portals, each group named after what it says; those of `bare` stand without a colon."""
    groups = []
    for field, heads in labels.items():
        assert isinstance(heads, list)
        groups.append(f"(?P<{field}>{'|'.join(heads)}){'' if field == 'bare' else '[：:|]'}")
    return re.compile("|".join(groups))
