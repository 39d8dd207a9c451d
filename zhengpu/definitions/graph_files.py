"""The shapes of the definition files below `graph/`."""

from __future__ import annotations

from typing import Any

from zhengpu.definitions.shapes import Counted, Examples, Regex, Text, Words, rows, table

__all__ = ["GRAPH_FILES"]

_FORM = table(
    "DateForm",
    strings="name code role",
    optional="role counter shift day month today cell",
    form=Regex | list[Regex],
    examples=Examples,
    counter=Examples,
    shift=int,
    day=Counted,
    month=Counted,
    today=Counted,
    cell=bool,
)
_BOUNDS = table("BoundWords", word_lists="ge le eq")
_READ_QUANTITIES: dict[str, Any] = {"read": Examples, "counter": Examples, "results": Examples}
_QUANTITY_EXAMPLES = table("ReadExamples", optional="counter results", **_READ_QUANTITIES)
_QUANTITIES = table(
    "QuantityFile",
    units=table("QuantityUnits", word_lists="count money ratio extent duration age never"),
    pattern=table(
        "QuantityPatterns",
        word_lists="times",
        regexes="multiplier per about half bare reached index firmly joint each included dash glued points change bare_noun"
        " levelled fraction from_standard point",
    ),
    before=_BOUNDS,
    denial=table("DenyingWords", strings="firm", word_lists="words"),
    after=_BOUNDS,
    examples=_QUANTITY_EXAMPLES,
)
_UNITS = table(
    "UnitFile",
    latin=dict[str, int],
    chinese=dict[str, int],
    measure=rows(
        table(
            "MeasureEntry",
            strings="name class",
            optional="factors",
            prefixes=str,
            before=str,
            latin=list[str],
            chinese=list[str],
            alone=list[str],
            fixed=list[str],
            factors=dict[str, float],
        )
    ),
    pattern=table("UnitPatterns", regexes="ends stroke each prefix_alone", word_lists="per", strings="alone_class"),
    examples=table("UnitExamples", read=Examples),
)
_DATES = table(
    "DateFile",
    blanks=table("DateBlanks", regexes="Y m d n q plan to"),
    first=table("DateSigns", regexes="running cell signs plan finer deictic"),
    units=table("DateUnits", regexes="years months weeks days"),
    roles=table("DateRoles", regexes="until_before until_after start_before start_after base_before base_after name_after"),
    form=rows(_FORM),
    role=rows(table("DateRole", examples=Examples)),
)
_OFFICE_WORDS = table(
    "OfficeWords",
    word_lists="not_levels offices english_bodies",
    strings="government committee branch",
    suffixes=dict[str, Words | list[str]],
    alike=Examples,
    tails=dict[str, Text],
    zones=dict[str, Words],
    townships=dict[str, Text],
    party=table("PartyWords", word_lists="marks", strings="name full"),
)
_NAMED = table("NamedGroup", strings="name")
_OFFICES = table(
    "OfficeFile",
    level=rows(table("OfficeLevel", word_lists="ends english", strings="word")),
    words=_OFFICE_WORDS,
    branch=rows(table("OfficeBranch", word_lists="kinds", whole=bool)),
    around=rows(table("AroundOffice", word_lists="short", strings="name full", regexes="pattern")),
    groups=table("OfficeGroups", word_lists="never patterns", example=rows(_NAMED), counterexample=rows(_NAMED)),
    variant=rows(table("OfficeVariant", strings="full place", forms=dict[str, Text])),
    example=rows(table("OfficeExample", strings="printed at full")),
)
_PLACES = table(
    "PlaceFile",
    word_lists="kinds autonomous peoples",
    example=rows(table("PlaceExample", word_lists="also", strings="name short", optional="also")),
    counterexample=rows(table("NoPlace", strings="name why")),
)
_PHRASE = table("PhraseClass", word_lists="forms words", strings="name source", optional="forms words", examples=Examples, counter=Examples)

_LIGHT_RULE = table(
    "LightRuleEntry",
    strings="light why",
    optional="states overdue due_within silent_over passed",
    states=Words,
    overdue=bool,
    due_within=Counted,
    silent_over=Counted,
    passed=bool,
    examples=list[dict[str, Any]],
)

GRAPH_FILES = {
    "graph/checkup/checkup.toml": table(
        "CheckupFile",
        finding=rows(table("CheckupKind", strings="kind title means")),
        lines=dict[str, float],
        vague=table("VagueNames", regexes="pattern", word_lists="examples named"),
        verbs=table("CommitmentVerbs", word_lists="firm does open firm_examples open_examples"),
    ),
    "graph/comparing/measures.toml": table("MeasureFile", dimension=dict[str, dict[str, float]]),
    "graph/corrections/kinds.toml": table(
        "CorrectionKindFile",
        kind=rows(
            table(
                "CorrectionKindEntry",
                strings="key name says",
                needs=Words,
                may=list[str],
                place=bool,
                everywhere=bool,
                general=bool,
                examples=Examples,
            )
        ),
    ),
    "graph/corrections/doubts.toml": table(
        "DoubtFile",
        doubt=rows(table("DoubtEntry", strings="key name why", weight=float, ways=Words, example=Examples)),
        grades=dict[str, float],
        severities=dict[str, float],
        once=table("NamesOnce", known=float, examples_known=Words, examples_unknown=Words),
        numbers=table("DoubtfulNumbers", word_lists="codes", strings="silent silent_told"),
        alike=table(
            "AlikeNames",
            least=float,
            contained=float,
            shortest=Counted,
            known=list[float],
            bodies=Examples,
            examples=Examples,
            counter=Examples,
        ),
    ),
    "graph/dates.toml": _DATES,
    "graph/quantities.toml": _QUANTITIES,
    "graph/units.toml": _UNITS,
    "graph/gazetteers/nearness.toml": table("NearnessFile", strings="rigid"),
    "graph/gazetteers/offices.toml": _OFFICES,
    "graph/gazetteers/places.toml": _PLACES,
    "graph/gazetteers/spoken.toml": table("SpokenFile", shortened=dict[str, Words], every=table("EveryName", word_lists="words")),
    "graph/oversight/lights.toml": table("LightFile", soon=Counted, states=dict[str, Words], rule=rows(_LIGHT_RULE)),
    "graph/set_phrases.toml": table("PhraseFile", **{"class": rows(_PHRASE)}),
}
