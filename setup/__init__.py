"""What `make` does before anything is installed: the environment in `.venv/` and the built front end.

Only the standard library is imported here, and nothing of the product: a bare Python 3.11 runs it.
"""
