"""The receipt of an answer: what was asked, how it was understood, the state of the store, the documents it rests on, the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from zhengpu.query.answer import Answer, as_json

__all__ = ["AskedQuestion", "Receipt", "ReceiptDocument", "receipt_body", "receipt_id", "receipt_of_body"]

_DIGITS = 24


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What was asked: the question, the day that 今年 counts from (ISO), the question before, the documents (ids) and texts it was asked of."""

    question: str
    today: str
    previous: str | None = None
    documents: tuple[str, ...] | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """A document that the answer rests on: `digest` is the SHA-256 of its file, of its text where no file was kept; `version` its number."""

    id: str
    title: str
    number: str | None
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """`made` is a time (ISO, UTC), `revision` names the state of the whole store, `program` the version that answered."""

    id: str
    made: str
    asked: AskedQuestion
    revision: str
    program: str
    documents: tuple[ReceiptDocument, ...]
    answer: Answer


def receipt_id(asked: AskedQuestion, answer: Answer, revision: str, documents: Sequence[ReceiptDocument]) -> str:
    """Over question, meaning, the store's revision, the documents' digests, and what was answered: the same again gives the same.

    >>> said = Answer("", "谁", "nothing")
    >>> receipt_id(AskedQuestion("谁", "2024-06-01"), said, "r", ()) == receipt_id(AskedQuestion("谁", "2024-06-01"), said, "r", ())
    True
    """
    said = {"asked": _plain(asked), "revision": revision, "documents": [_plain(one) for one in documents]}
    said["answer"] = {name: value for name, value in as_json(answer).items() if name != "id"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:_DIGITS]


def receipt_body(receipt: Receipt) -> dict[str, Any]:
    """As JSON values."""
    return {
        "id": receipt.id,
        "made": receipt.made,
        "asked": _plain(receipt.asked),
        "meaning": {name: getattr(receipt.answer, name) for name in ("outcome", "kind", "interpretation", "sparql")},
        "revision": receipt.revision,
        "program": receipt.program,
        "documents": [_plain(one) for one in receipt.documents],
        "answer": as_json(receipt.answer),
    }


def receipt_of_body(body: Mapping[str, Any]) -> Receipt:
    """A receipt, back from its JSON."""
    from pydantic import TypeAdapter

    answer: Answer = TypeAdapter(Answer).validate_python(body["answer"])
    asked: AskedQuestion = TypeAdapter(AskedQuestion).validate_python(body["asked"])
    documents = tuple(ReceiptDocument(**one) for one in body["documents"])
    return Receipt(body["id"], body["made"], asked, body["revision"], body["program"], documents, answer)


def _plain(one: AskedQuestion | ReceiptDocument) -> dict[str, Any]:
    found = {each.name: getattr(one, each.name) for each in fields(one)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
