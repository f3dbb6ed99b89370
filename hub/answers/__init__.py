"""Answering by an e-mailed link: one ask, without an account; the token itself is in the e-mail only."""
