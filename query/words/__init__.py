"""A question's text → items: names, titles, words, marks."""
