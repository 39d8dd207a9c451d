"""The checks that a proposed meaning has to pass, each of what the program knows better than the model: every word used, known words for what
they are known for, what is asked, what is said no to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.ontology import Ontology
from zhengpu.proposals.proposed_form import ProposedForm, UnusableProposal
from zhengpu.query.asked.asked import asked
from zhengpu.query.kinds import KINDS
from zhengpu.query.meaning import Count, Meaning, Minus, Top, Where, Whether, check, kind_of, parts
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.words.link import Linked

__all__ = ["check_proposal"]

_LIGHT = frozenset(
    {"wh", "who", "howmany", "when", "where", "yesno", "how", "talk", "have", "in", "and", "or", "total", "anyone", "mention"}
) | {
    *("countnoun", "unitnoun", "tasknoun", "targetnoun", "documentnoun", "sectionnoun", "placenoun"),
    *("measure", "measure.task", "measure.unit", "measure.document"),
}
"""What words do that need no part of a meaning: they ask, or join."""

_GIVES = {"unitnoun": "zp:Unit", "who": "zp:Unit", "tasknoun": "zp:Task"}
_NO = frozenset({"neg", "except", "outside", "only", "alone", "else"})
_MOST = frozenset({"most", "least", "rank", "more", "fewer", "earliest", "latest"})
_ANY_DUTY = frozenset({"zp:leads", "zp:responsibleFor", "zp:takesPartIn"})


def check_proposal(form: ProposedForm, linked: Linked, reader: QuestionReader, ontology: Ontology, concepts: Concepts) -> None:
    """Raises `UnusableProposal`, saying what is wrong."""
    _means_something(form.meaning, ontology)
    if any(not scope.whole for scope in linked.scopes):
        raise UnusableProposal("问题限定了文件，提议没有")
    tokens = reader.heard(linked).tokens
    for token in tokens:
        if not _is_used(token, form):
            raise UnusableProposal(f"没有用到“{token.surface}”")
        _known_for(token, form, concepts)
    wanted = asked(tokens, reader.tasks_called)
    _asks(form.meaning, wanted.kind, tokens)


def _means_something(meaning: Meaning, ontology: Ontology) -> None:
    try:
        check(meaning, ontology)
        if kind_of(meaning) not in KINDS:
            raise UnusableProposal("问的不是能列出来的事物")
        for part in parts(meaning):
            if isinstance(part, Where):  # it goes into the query as it stands
                ontology.relation(part.attribute) if part.attribute not in ("zp:text", "rdfs:label") else None
    except DefinitionError as error:
        raise UnusableProposal(str(error.what)) from error


def _is_used(token: SpokenWord, form: ProposedForm) -> bool:
    """Whether some part of the meaning stands for all of a word that says something."""
    if not token.surface.strip() or token.kind == "mark" or (token.kind == "word" and not token.content and not token.classes - _LIGHT):
        return True
    covering = [part for part in form.quoted if part.start <= token.start and token.end <= part.end]
    if token.classes & _NO:
        return any(part.part in ("Minus", "Where") for part in covering)
    if token.classes & _MOST:
        return any(part.part == "Top" for part in covering)
    covered = {place for part in form.quoted for place in range(part.start, part.end)}
    return covered.issuperset(range(token.start, token.end))


def _known_for(token: SpokenWord, form: ProposedForm, concepts: Concepts) -> None:
    """牵头 is no 配合: a word whose role is known stands for that role; a unit's name for that unit."""
    for part in form.quoted:
        if not (part.start <= token.start and token.end <= part.end):
            continue
        roles = set(_roles(token, concepts.roles))
        if roles and part.part in ("Via", "Partners", "Top") and part.relation not in roles:
            raise UnusableProposal(f"“{token.surface}”不是这个关系")
        if token.kind == "unit" and part.part != "One":
            raise UnusableProposal(f"“{token.surface}”是单位的名称")


def _roles(token: SpokenWord, roles: Mapping[str, str]) -> Iterator[str]:
    for name in token.classes & set(roles):
        yield from _ANY_DUTY if roles[name] == "duty" else (roles[name],)


def _asks(meaning: Meaning, kind: str | None, tokens: tuple[SpokenWord, ...]) -> None:
    """Whether it gives what is asked for: so many, yes or no, things of the kind that the noun says."""
    classes = {name for token in tokens for name in token.classes}
    if isinstance(meaning, Count) != ("howmany" in classes):
        raise UnusableProposal("问的是不是数目，与提议不合")
    if isinstance(meaning, Whether) and "yesno" not in classes:
        raise UnusableProposal("问的不是是不是")
    wanted = {kind} if kind else {_GIVES[name] for name in classes & set(_GIVES)}
    if len(wanted) == 1 and kind_of(meaning) not in wanted:
        raise UnusableProposal("问的不是这一类事物")
    if classes & _NO and not any(
        isinstance(part, Minus) or (isinstance(part, Where) and part.operator in ("lacks", "missing")) for part in parts(meaning)
    ):
        raise UnusableProposal("问题里的“不”“除外”没有用上")
    if any(isinstance(part, Top) for part in parts(meaning)) and not classes & _MOST:
        raise UnusableProposal("问题没有问最多最少")
