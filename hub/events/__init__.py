"""Events across boroughs: what is held, by whom, about what, and how many came."""
