"""Plans and lists of tasks in every shape in which people send them. In: what is right; out: bytes to read back, and how well they were read."""
