"""Who takes part: the programme, its boroughs and people, what is asked of them, and who may see what."""
