"""The shapes of the definition files below `ingest/`."""

from __future__ import annotations

from typing import Any, Literal

from zhengpu.definitions.shapes import Counted, Examples, Price, RoleKey, Text, rows, table

__all__ = ["INGEST_FILES"]

_SHOWN: dict[str, Any] = {"examples": Examples, "counter": Examples}
_NAMES: dict[str, Any] = dict.fromkeys(("programmes", "cites", "places", "projects"), list[str])
_READ: dict[str, Any] = {"read": Examples, "counter": Examples, "results": Examples}
_EXAMPLES = table("ReadExamples", optional="counter results", **_READ)
_EFFECTS = Literal[
    "first-leads", "others-cooperate", "starred-leads", "responsible-leads", "repeat-units", "repeat"
]  # what `ingest.duties.duties` can do

_BODIES = table(
    "BodyWords",
    word_lists="nothing conjunctions sure not_sure place functions party",
    strings="separators",
    regexes="before by manner by_rule among glue_behind glue_seats among_nothing collective named_for modal class_noun kind conjunction_not each territory"
    " seat never_level level_alone offices_so_far one_more_office after_seat prose aside fields_of pace own_bracket person titled level office",
)
_CLAUSES = table(
    "ClauseFile",
    labels=table("LabelWords", word_lists="modifiers nouns common_nouns", regexes="between and"),
    label=rows(table("LabelEntry", word_lists="heads opening tails", strings="name", optional="opening tails", role=RoleKey, **_SHOWN)),
    verbs=table("VerbWords", word_lists="adverbs fillers nouns_after joint", regexes="never"),
    verb=rows(table("VerbEntry", word_lists="strong single", strings="name", role=RoleKey, weak=list[str], **_SHOWN)),
    joint=rows(table("JointEntry", strings="name", **_SHOWN)),
    frames=table("FrameWords", regexes="numbering verb_colon heading"),
    frame=rows(table("FrameEntry", strings="name", **_SHOWN)),
    heading=rows(table("HeadingEntry", strings="name", **_SHOWN)),
    rules=table("RuleWords", regexes="below changed"),
    rule=rows(table("RuleEntry", strings="name sign", regexes="pattern", effect=_EFFECTS, tasks=Examples)),
    bodies=_BODIES,
    body=rows(table("BodyEntry", strings="name", examples=Examples)),
    wording=rows(table("WordingEntry", strings="name", optional="examples counter", **_SHOWN)),
)
_RUNNING = table(
    "RunningFile",
    running=table(
        "RunningWords",
        word_lists="modals permits denies past adverbs prepositions by_rule acts pivots name_pivots composes joint common gathers light",
        regexes="lead modal_not past_anywhere opens opens_behind when acts_not acts_not_behind"
        " charge_not asks title guides_not person_tail named_behind name_tail class_tail hands_over not_actor"
        " not_actor_tail each_tail by by_not_behind by_no_act by_deed not_deed not_behind founds either also_act"
        " copula every dated by_form no_deed office inner_name broken guiding",
    ),
    sentence=rows(table("SentenceEntry", strings="name", confidence=float, **_SHOWN)),
)
_HEAD = table(
    "MentionHead",
    word_lists="words",
    strings="name kind named",
    regexes="cue proper not_after reject tail built need",
    optional="cue proper reject tail built keep_short need lists place_too named drop_lone",
    least=Counted,
    keep_short=bool,
    lists=bool,
    place_too=bool,
    drop_lone=bool,
)
_PHRASES = table(
    "MentionPhrases",
    word_lists="joints adverbs verbs actors fillers classes inner",
    strings="particles",
    regexes="quantity count phase grand date generic inner_pattern broken opens levelled works site",
)
_PLACES = table(
    "MentionPlaces",
    word_lists="before_place scopes zones sites townships common openers",
    regexes="gap_never zone_after site_never site_after township_never township_after after_never before_never product named actor",
)
_TOPICS = table(
    "MentionTopics",
    word_lists="verbs tails looser_tails separators stop",
    regexes="joins derived",
    score=table("TopicScore", again=Price, fitting=Price, early=Price, object=Price, least=Price),
    fitting=list[Counted],
    early=Counted,
)
_MENTIONS = table(
    "MentionFile",
    abbreviations=table("AbbreviationWords", regexes="declared border"),
    cites=table("CitationWords", regexes="number short"),
    phrases=_PHRASES,
    papers=table("PaperWords", word_lists="verbs"),
    titles=table("TitleSeries", word_lists="series"),
    head=rows(_HEAD),
    quoted=table(
        "QuotedWords",
        word_lists="class_nouns project_nouns thing_verbs dropped_nouns borders verbs never_verbs",
        regexes="between things never never_bare never_after",
    ),
    places=_PLACES,
    topics=_TOPICS,
    example=rows(
        table(
            "MentionExample",
            strings="text",
            optional="programmes cites places projects",
            **_NAMES,
        )
    ),
    counterexample=rows(table("NoMention", strings="text why", optional="why")),
)
_LINE = table("OutlineLine", regexes="pattern", **_SHOWN)
_OUTLINE = table(
    "OutlineFile",
    style=rows(
        table("OrdinalStyle", strings="name first printed run", regexes="pattern", optional="run whole", rank=Price, whole=bool, **_SHOWN)
    ),
    headings=table("HeadingWords", word_lists="aims standing openings", shown="none annex enumeration", **_SHOWN),
    work_group=_LINE,
    label=_LINE,
    blank_label=_LINE,
    ornament=table("OrnamentLines", regexes="pattern", shown="bullet dash", **_SHOWN),
    contents=table("ContentsLines", regexes="head line", **_SHOWN),
    head=table(
        "HeadWords",
        word_lists="papers plans lists title_verbs not_signature copied_none kinds_alone",
        regexes="numbered year about closed number date printed attached public_note basis_always basis_making basis_join copied",
        shown="handing making site kind_only interpreted foot_line foot_sentence annex letterhead first top opening",
        optional="public_examples",
        public_examples=Examples,
    ),
    force=table(
        "ForceWords",
        shown="secrecy urgency signer unified approved effective issue validity attachments attachment_number repeals amends replaces",
    ),
    meta=table("MetaWords", word_lists="number issued issuer other bare"),
    recipients=table("RecipientWords", word_lists="tails", regexes="none each pattern", **_SHOWN),
    territory=table("TerritoryWords", regexes="pattern party own bare central", **_SHOWN),
    table=table(
        "TableWords",
        word_lists="number title title_tail content content_tail deadline_tail deadline target group remark same unit_tail",
        regexes="unit_head",
        shown="total figure mark legend heading part new_name start site",
    ),
)
_FIGURES = table(
    "FigureFile",
    heads=table("FigureHeads", regexes="name unit aim told duty"),
    pattern=table("FigurePatterns", regexes="value ge le unit ordinal"),
    examples=_EXAMPLES,
)
_FUNDING = table(
    "FundingFile",
    pattern=table(
        "FundingPatterns",
        regexes="level named budget money funds levels each government gives_it payer tail together shared paying deny sought period divide"
        " standard gives share respectively ratio rest glued rated whom given"
        " both part own other its_sum",
    ),
    examples=_EXAMPLES,
)
_INDICATORS = table(
    "IndicatorFile",
    words=table(
        "IndicatorWords",
        word_lists="aim adverb nouns_too attribute light degree reach deeds whole short prefix payment short_payment kind paying handing whom using cut",
    ),
    pattern=table(
        "IndicatorPatterns",
        regexes="each base payer handed middle ordinal respectively join bound beneficiary place relative group class once rate rest"
        " pivot adjunct joint version case turn given_to up_to causes short_payment measured_to attained yearless doer sets_up apart"
        " inserted brings whose office prepares vaguely"
        " bare_rate for_each compound builds gains behind measures",
    ),
    examples=_EXAMPLES,
)
_STANDING = table(
    "StandingFile",
    words=table(
        "StandingWords",
        word_lists="told forbidden limits terms holds making measured condition fixed abstract solid events members covers size life rank span changes",
    ),
    pattern=table(
        "StandingPatterns",
        regexes="formula reached graded weighs now former so_far henceforth defines whom handed given payer qualifies sized carried undertaking"
        " conduct join each after_fixed asked group rate_of"
        " window handled passed_on in_a_rate times pays funded fund since composed consists alike yearly noun does daily listed whole"
        " territory disposed capacity made done finished exists for_each denied required agent acting"
        " afflicted every by_whom reckoned headed befalls bound project quorum attends dimension allots",
    ),
    examples=_EXAMPLES,
)
_TARGETS = table(
    "TargetFile",
    words=table("TargetWords", word_lists="modality activity prepared result_deny"),
    pattern=table(
        "TargetPatterns",
        regexes="quoted part segment allowed report join paper topic case on_top by_when since manner brings purpose opens",
    ),
    examples=_EXAMPLES,
)
_SHOWN_LINES = table("ShownLine", regexes="form", examples=Examples, counter_examples=Examples)
_RECORDS = table(
    "RecordFile",
    title=table("RecordTitles", shown="annex unit", regexes="sentence"),
    cell=table("RecordCells", shown="amount", regexes="ge le time"),
    head=table("RecordHeads", shown="unit", regexes="measure name name_tail"),
)
_OWN = table("OwnEntry", word_lists="heads", strings="title todo", regexes="sign", optional="heads sign")

INGEST_FILES = {
    "ingest/bytes/lines.toml": table(
        "LineFile", page_numbers=rows(_SHOWN_LINES), edge_rows=table("EdgeRowWords", shown="counted note filled_in sheet")
    ),
    "ingest/bytes/numbering.toml": table("NumberingFile", word_lists="counting", sequences=dict[str, Text], digits=dict[str, Text]),
    "ingest/duties/clauses.toml": _CLAUSES,
    "ingest/duties/running.toml": _RUNNING,
    "ingest/files/ours.toml": table("OwnFile", own=rows(_OWN)),
    "ingest/formats/html.toml": table("HtmlFile", word_lists="elements marks content titles described", lines=rows(_SHOWN_LINES)),
    "ingest/names/mentions.toml": _MENTIONS,
    "ingest/outline/outline.toml": _OUTLINE,
    "ingest/records/records.toml": _RECORDS,
    "ingest/targets/figures.toml": _FIGURES,
    "ingest/targets/funding.toml": _FUNDING,
    "ingest/targets/indicators.toml": _INDICATORS,
    "ingest/targets/standing.toml": _STANDING,
    "ingest/targets/targets.toml": _TARGETS,
    "ingest/targets/years.toml": table("YearFile", regexes="year told", headings=Examples),
}
