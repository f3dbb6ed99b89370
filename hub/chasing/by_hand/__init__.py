"""What the coordinator does herself: edit, leave out, send now, approve, ring, hold and withdraw."""
