"""Plain tools over a text: brackets, ranges, alternations."""
