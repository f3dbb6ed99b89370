"""Who locks what, in which order, and what happens when two do so at once."""
