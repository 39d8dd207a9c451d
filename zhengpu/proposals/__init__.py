"""What a model on the closed network proposes for a question that was not read: a question in, a checked and marked proposal out, or why not."""
