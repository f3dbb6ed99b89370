"""The addresses of a programme's pages, each under its slug."""

from django.urls import include, path

urlpatterns = [
    path("<slug:programme>/", include("boroughs.posts.urls")),
    path("<slug:programme>/", include("boroughs.asks.urls")),
    path("<slug:programme>/", include("audits.rounds.urls")),
]
