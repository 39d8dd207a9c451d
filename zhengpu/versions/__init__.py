"""Versions of documents, for people: what a document said before comes in (`graph.versions`), lists, texts, differences and restorations go out."""
