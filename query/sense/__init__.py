"""The sense of a question in anyone's words: a lattice in, readings over the algebra out, best first.

`concepts` says what words do in a question, `spoken_words` makes one row of the lattice, `utterance` clauses of the row, `parties` finds who
is spoken of, `asked` what the question wants, `narrowing` what limits it (`limits_said` the value,
`limit_numbers`, `limit_words`, `limit_soundness` its parts),
`word_search` what words of content speak of; `sense` hands all that to the room `wanted`, which composes.
"""
