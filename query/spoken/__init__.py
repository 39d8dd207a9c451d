"""What was said: a linked question → its words with what they do in it, its clauses, and the units that take part."""
