"""Rounds of file audits: what each borough gives for review, from the first reply to the files themselves."""
