"""Who may do what over HTTP: requests in, requests with a known visitor out, or a refusal; what was done stands in the audit log."""
