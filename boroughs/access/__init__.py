"""Who may see and do what: one rule, asked in three ways (`may`, `visible_to`, `recipients`)."""
