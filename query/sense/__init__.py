"""The sense of a question in anyone's words: a lattice in, readings over the algebra out, best first.

`concepts` says what words do in a question, `utterance` makes clauses of tokens, `word_search` finds what words of content speak of,
`asked` tells what the question wants, `narrowing` what limits it, `sense` composes both.
"""
