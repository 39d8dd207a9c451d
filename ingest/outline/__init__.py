"""A document's lines → head, sections and tasks."""
