"""督查: ledgers that come back in, what is then told of the tasks out: lists, scorecards, weekly sheets, calendars, pages."""
