"""How every page of a programme begins: by loading the programme that the person may see."""

from boroughs.access.rules import roles_in
from boroughs.access.states import Role
from boroughs.access.views import SignedInRequest, load
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import referral_words
from config.site.navigation import Place


def open_programme(request: SignedInRequest, slug: str) -> Programme:
    """Load the programme at hand and remember it for the navigation; 404 for whoever has no part in it."""
    programme = load(Programme.objects.all(), request.user, slug=slug)
    roles = roles_in(request.user, programme)
    request.place = Place(programme.slug, programme.title, roles, referral_words(programme))
    return programme


def open_borough(request: SignedInRequest, slug: str, borough: str) -> Borough:
    """Load one borough of the programme at hand; 404 for whoever may not see it."""
    programme = open_programme(request, slug)
    found = load(Borough.objects.select_related("programme"), request.user, programme=programme, slug=borough)
    request.place.referral = referral_words(programme, found)
    return found


def is_coordinator(request: SignedInRequest) -> bool:
    """Tell whether the person coordinates the programme at hand."""
    return Role.COORDINATOR in request.place.roles


def actor(request: SignedInRequest) -> Actor:
    """Tell who is acting, for the history: somebody on the site."""
    is_of_borough = not is_coordinator(request)
    return Actor(request.user, Door.SITE, str(request.user), is_of_borough)


