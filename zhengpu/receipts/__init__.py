"""Receipts of answers: a question and its answer come in, what it rested on is kept; the same question asked anew and what changed go out."""
