"""The pages for people: a question or conditions → the answer or the rows with their sentences, documents, linked data."""
