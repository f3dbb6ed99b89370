"""What every page's template knows."""

from typing import Any

from django.http import HttpRequest

from config.environment import IS_TRIAL
from config.site.navigation import Place, items_for
from config.site.referral import referral_line


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the programme at hand, the navigation and the line about referrals."""
    place: Place | None = getattr(request, "place", None)
    return {
        "place": place,
        "navigation": items_for(request),
        "referral_line": (place.referral if place else "") or referral_line(),
        "is_trial": IS_TRIAL,
    }
