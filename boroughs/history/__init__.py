"""What happened: one Change for every verb, and the base of the Entries that answer “as at” a date."""
