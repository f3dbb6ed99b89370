"""The addresses of e-mailed links, and of a programme's pages, each under its slug."""

from django.urls import include, path

from hub.workspace.links import answer
from hub.workspace.views import home

PAGES = (
    "hub.workspace.urls",
    "hub.board.urls",
    "boroughs.people.urls",
    "boroughs.posts.urls",
    "boroughs.asks.urls",
    "audits.rounds.urls",
    "hub.events.urls",
    "hub.mail.urls",
    "hub.chasing.urls",
    "hub.reports.urls",
)

urlpatterns = [
    path("", home, name="home"),
    path("answer/", answer, {"token": ""}, name="answer-without-token"),
    path("answer/<str:token>/", answer, name="answer"),
    *(path("<slug:programme>/", include(pages)) for pages in PAGES),
]
