"""The house: set-up, supervisor, locks, image and compose file."""
