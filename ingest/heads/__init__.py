"""The head and the foot of a paper: its running text → title, number, who issues it to whom, on what basis, when, where and how long it holds."""
