"""What came back of the tasks: progress reports in a graph of their own, and the lights that stated rules give. Reports in, a `Docket` out."""
