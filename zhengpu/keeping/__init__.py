"""What stands on the disk: files in → the store, their originals, a backup of both; and whether all of it is sound."""
