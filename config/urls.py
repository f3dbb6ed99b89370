"""The site's addresses. A programme's own pages stand last, because they begin with its slug."""

from django.urls import include, path

handler500 = "config.site.api.problems.server_error"

urlpatterns = [
    path("accounts/", include("config.site.account_urls")),
    path("", include("config.site.urls")),
    path("api/", include("hub.api_urls")),
    path("", include("hub.urls")),
]
