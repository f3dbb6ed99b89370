"""What is shared: board, workspace, events, chasing and mail, and the central report."""
