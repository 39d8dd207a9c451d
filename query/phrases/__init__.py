"""Phrases: a sentence as printed → its parts, whatever is asked: what a number counts, what a word governs, rows of names, what is quoted."""
