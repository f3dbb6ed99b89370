"""The programme and its boroughs: who takes part, until when, about what, and on which days anybody works."""
