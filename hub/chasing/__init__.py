"""Chasing: who gets what and why, who gets nothing and why not, and the chase-ups themselves."""
