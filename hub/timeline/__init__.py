"""The phased timeline that the boroughs plan by. Milestones come later."""
