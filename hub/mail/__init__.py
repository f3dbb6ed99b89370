"""The one gateway for e-mail: rows of ready bytes, claimed with a lease, sent outside any transaction."""
