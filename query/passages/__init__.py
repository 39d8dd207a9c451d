"""Passages: a question and the documents' sentences → the sentence that speaks of it, and what stands in it (who, which number, when)."""
