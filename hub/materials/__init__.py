"""Materials: the tools that the programme has produced. The central store comes later."""
