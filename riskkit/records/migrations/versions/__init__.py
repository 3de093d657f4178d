"""The steps, oldest first; each has its SQL beside it, one file a database."""
