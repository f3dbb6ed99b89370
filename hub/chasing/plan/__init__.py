"""What is to be done next about each ask, when, with whom and why. It sends nothing and writes nothing."""
