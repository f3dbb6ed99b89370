"""Which colour and pattern each position has on the board and the map, as on the pages of file audits and posts."""

from audits.rounds.kinds import OF_AUDIT, kind_of_audit
from boroughs.posts.kinds import kind_of_post

__all__ = ["OF_AUDIT", "kind_of_audit", "kind_of_post"]
