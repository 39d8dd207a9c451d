"""Many files: workers, the diary, the child beside the reader."""
