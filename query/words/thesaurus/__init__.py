"""What people say beside what papers print: definition files, read by `query.words.otherwise`."""
