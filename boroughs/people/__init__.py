"""People: users who sign in, and contacts, the record of a person (or just a role) in a programme or a borough."""
