"""How it leaves: queueing what is due, asking once more right before, and what becomes of what did not arrive."""
