"""The board, where the coordinator sees whose turn it is, and the page of one borough."""
