"""What is examined: rounds of file audits."""
