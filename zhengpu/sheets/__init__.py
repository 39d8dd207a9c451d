"""The page beside the text: which rectangles of which page show some characters, and the page's picture."""
