"""How sure an answer is: what speaks for it → how likely it is right, by weights learned from the question book."""
