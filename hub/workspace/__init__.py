"""The page that a borough's own people open: anything changed, one thing we need, something you did."""
