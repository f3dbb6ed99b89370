"""The central report: one structured source, compiled as at a date, in four formats."""
