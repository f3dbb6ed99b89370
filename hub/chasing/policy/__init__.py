"""How each kind of ask is chased: set, said in words, and shown as a dated example."""
