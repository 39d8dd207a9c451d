"""How well a document was read. In: document, plan, claims. Out: what of the file is no text of the plan, and a grade with reasons."""
