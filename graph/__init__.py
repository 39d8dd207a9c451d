"""Floor 0: what may be said (ontology), how it is said in Chinese (lexicon), what has been said (store, network)."""
