"""What is asked for: the words of a question → the kind of answer, the noun it belongs to, what is counted or measured."""
