"""A question taken apart once: an utterance → what it asks for, in which manner, whom it names, the words it is about."""
