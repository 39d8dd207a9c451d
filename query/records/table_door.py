"""From a question with its lattice to the tables of the documents it is asked of."""

from __future__ import annotations

from zhengpu.query.known import Known
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.records.record_reply import RecordReply, TableAnswer
from zhengpu.query.words.link import Linked

__all__ = ["TableDoor"]


class TableDoor:
    """What the tables say to one question; a question to documents without tables costs one look into the index."""

    def __init__(self, known: Known, reader: QuestionReader, key: str) -> None:
        self._known, self._reader, self._key = known, reader, key

    def reply(self, question: str, linked: Linked) -> TableAnswer | None:
        """The answer, None where no table is asked; the names of documents say only which tables are meant."""
        documents = self._reader.documents(linked.scopes)
        if self._reader.foreign(linked) or not self._known.records.tables(documents):
            return None
        heard = "".join(" " if any(s.start <= n < s.end for s in linked.scopes) else c for n, c in enumerate(linked.text))
        return RecordReply(self._known, self._key).reply(question, heard, documents)
