"""Deciding: a question → one answer of those found, a question back, or which kind of not knowing it is."""
