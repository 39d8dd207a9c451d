"""The shapes of the definition files of the product itself."""

from __future__ import annotations

from zhengpu.definitions.shapes import Text, rows, table

__all__ = ["PRODUCT_FILES"]

_COLUMNS = "task number title document leads partners leader due progress trouble following state updated closed reporter"

PRODUCT_FILES = {
    "zhengpu/oversight/columns.toml": table(
        "LedgerColumns",
        columns=table("LedgerHeads", word_lists=_COLUMNS),
        yes=table("ClosedWords", word_lists="no"),
        example=rows(table("ColumnExample", strings="head column")),
    ),
    "zhengpu/proposals/proposing.toml": table(
        "ProposingFile", strings="instructions", example=rows(table("ProposalExample", strings="question answer"))
    ),
    "zhengpu/pages/samples.toml": table("SampleFile", sample=rows(table("SampleQuestion", strings="form role", optional="role"))),
    "zhengpu/endpoint/vocabulary.toml": table(
        "VocabularyFile",
        terms=dict[str, Text],
        forms=dict[str, Text],
        words=dict[str, Text],
        blocks=dict[str, Text],
    ),
}
