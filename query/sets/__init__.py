"""Questions in which every word is said of units, parts and items and of how sets of these are put together.

`set_terms` turns the words of a question into terms of one letter each (a unit, a part, an item, a role, a no, 只, 除了, 最多), `set_shapes`
finds by type and place what the row of letters says, `sets_wanted` makes the set that is asked for. A letter that nothing takes is a
word that is not understood: then there is no such reading.
"""
