"""What is asked of the paper itself: the words of a question in, terms of the paper's own facts and of its parts out.

`said_pieces` cuts a question by a vocabulary of the paper, `paper_terms` tells what the ontology's relations of papers are called,
`heading_tree` is how the plans in scope are built, `structure_terms` what a question says of that; the room `wanted` composes.
"""
