"""The shape of every definition file: the file's text in, what is wrong with it out, by file, entry and key."""
