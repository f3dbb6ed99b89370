"""What is written: who gets one e-mail about what, in the standard words or in the coordinator’s own."""
