"""How a reply names who answered through a link that was passed on."""

ANSWERED_BY = "; answered by "
