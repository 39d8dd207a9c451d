"""The shapes of the definition files below `query/`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, RootModel

from zhengpu.definitions.shapes import Examples, Price, Regex, Term, Text, Words, rows, table

__all__ = ["QUERY_FILES"]

_LIST = table("ListedWords", word_lists="words")
_SKIPPED = table("SkippedWords", word_lists="words", cost=Price)
_WORDS: dict[str, Any] = {
    "skip": dict[str, _SKIPPED],  # type: ignore[valid-type]
    "class": dict[str, Words | dict[str, Any]],
    "compare": dict[str, Text],
    "compare_after": dict[str, Text],
    "measure_kinds": dict[str, Term],
    "roles": dict[Term, list[Term]],
    "rolenouns": dict[Term, Words],
    "unit_classes": dict[str, Words],
    "unit_levels": dict[str, Words],
    "amounts": dict[str, Words],
    "sums": _LIST,
    "bounds": table("AmountBounds", strings="upper lower"),
    "doubled": table("DoubledVerb", strings="between"),
    "class_cost": dict[str, Price],
    "marks": dict[str, Regex | list[Regex]],
    "period": rows(table("SpokenPeriod", regexes="pattern", optional="until months", until=bool, months=int)),
}
_CONCEPT = table("ConceptClass", word_lists="words", optional="role compare", role=Text, compare=Text)


class SaidOtherwise(RootModel[dict[str, str]]):
    """Words of papers = words of people."""


_WEIGHTS = table("ConfidenceWeights", least=float, weights=dict[str, float])

QUERY_FILES: dict[str, type[BaseModel]] = {
    "query/hearing/talk_around.toml": table(
        "TalkFile",
        speaker=table("TalkSpeaker", word_lists="pronouns asked officers owned"),
        begging=table("TalkBegging", word_lists="strong weak adverbs"),
        asking=table("TalkAsking", word_lists="verbs light telling tails objects"),
        clause=table("TalkClause", word_lists="purposes times occasions courtesies whole pointing", regexes="vocatives"),
        writing=table("TalkWriting", word_lists="verbs about papers"),
        such=table("TalkSuch", word_lists="words before"),
        aside=table("TalkAside", word_lists="fillers forbidding", regexes="pattern"),
        pause=table("TalkPauses", word_lists="particles joining"),
        example=rows(table("TalkExample", strings="said left")),
    ),
    "query/records/record_questions.toml": table(
        "RecordQuestionFile",
        kind=dict[str, table("ColumnKind", regexes="heads", word_lists="nouns verbs")],  # type: ignore[misc]
        asks=dict[str, Words],
        extreme=rows(table("ExtremeWords", strings="of", word_lists="most least")),
        compare=dict[str, Words],
        time=dict[str, Words],
        words=dict[str, Words],
        parts=dict[str, Regex],
        example=rows(table("RecordExample", strings="asked means")),
    ),
    "query/papers/structure.toml": table(
        "StructureFile",
        level=table("StructureLevels", word_lists="paper part section item loose"),
        order=dict[str, Words],
        mark=dict[str, Text],
        example=rows(table("StructureExample", strings="said terms")),
    ),
    "query/sets/set_words.toml": table("SetWordFile", word=dict[str, Words]),
    "query/sureness/confidence.toml": table("ConfidenceFile", strings="learned_from", readings=_WEIGHTS, answers=_WEIGHTS),
    "query/phrases/verdicts.toml": table(
        "VerdictFile",
        question=table("VerdictQuestion", word_lists="permit oblige frees suffices"),
        sentence=table("VerdictSentence", word_lists="permits forbids requires frees"),
        denial=table("VerdictDenial", word_lists="begins nothing confirming"),
        direction=table("SpokenDirection", word_lists="before behind"),
        condition=table("CaseWords", word_lists="begins ends"),
        opposite=rows(table("OppositeWords", strings="example", word_lists="up down spoken_up spoken_down")),
    ),
    "query/phrases/sentence_parts.toml": table(
        "SentencePartFile",
        led=dict[str, table("LedPart", word_lists="printed asked")],  # type: ignore[misc]
        called=table("CalledPart", word_lists="asked"),
        deeds=table("PlanDeeds", word_lists="words"),
        lets=table("MakesOthersDo", word_lists="words"),
        sites=table("SiteEnds", word_lists="ends"),
        rows=table("NameRowWords", word_lists="ands leads_in stops ends"),
        anywhere=table("AnyPlace", word_lists="words"),
    ),
    "query/phrases/measure_words.toml": table(
        "MeasureFile", word_lists="kin", example=rows(table("MeasureExample", strings="asked printed", fits=bool))
    ),
    "query/spoken/concepts.toml": table(
        "ConceptFile",
        mark=dict[str, Regex],
        **{"class": dict[str, _CONCEPT], "set": dict[str, Words]},  # type: ignore[valid-type,arg-type]
    ),
    "query/words/thesaurus/doing.toml": SaidOtherwise,
    "query/words/thesaurus/things.toml": SaidOtherwise,
    "query/words/designations.toml": table(
        "DesignationFile",
        level=dict[str, Words],
        place=table("DesignationPlaces", word_lists="pointers vague several whole joints within"),
        paper=table("DesignationPapers", word_lists="neutral kinds tasks"),
        mark=dict[str, Regex],
        example=rows(table("DesignationExample", strings="said found")),
    ),
    "query/words/scope.toml": table(
        "ScopeFile",
        rule=rows(table("ScopeRule", strings="name reason", regexes="pattern", examples=Examples, counter_examples=Examples)),
    ),
    "query/words/synonyms.toml": table(
        "SynonymFile",
        group=rows(
            table(
                "SynonymEntry",
                word_lists="words except",
                strings="source",
                optional="except same",
                same=bool,
                examples=Examples,
                counter=Examples,
            )
        ),
    ),
    "query/words/words.toml": table("WordFile", **_WORDS),
}
