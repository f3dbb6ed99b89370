"""Asks: what each borough owes follows from where things stand, and a reconciler keeps the table true to it."""
