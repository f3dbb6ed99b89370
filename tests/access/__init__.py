"""Who sees what: every route by everybody (the matrix), and unique strings that must not cross (the canaries)."""
