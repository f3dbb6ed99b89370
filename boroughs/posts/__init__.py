"""The CPA post of each borough: the stages of appointment, who holds it, and who stands in."""
