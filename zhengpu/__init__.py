"""Floor 2: everything assembled: Python facade, command line, HTTP service, web page."""
