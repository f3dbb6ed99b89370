"""The coordinator’s pages about chasing."""
