"""Documents as they were before: what stood comes in, a packed version (and what differs between two readings) goes out."""
