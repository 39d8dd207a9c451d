"""The shapes of the definition files of the product itself."""

from __future__ import annotations

from zhengpu.definitions.shapes import Text, rows, table

__all__ = ["PRODUCT_FILES"]

PRODUCT_FILES = {
    "zhengpu/samples.toml": table("SampleFile", sample=rows(table("SampleQuestion", strings="form role", optional="role"))),
    "zhengpu/vocabulary.toml": table(
        "VocabularyFile",
        terms=dict[str, Text],
        forms=dict[str, Text],
        words=dict[str, Text],
        blocks=dict[str, Text],
    ),
}
