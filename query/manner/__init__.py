"""The manner of asking: the words of a question beside its topic → what kind of answer it asks for, and whose part in it."""
