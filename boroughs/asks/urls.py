"""Addresses."""

from django.urls import path

from boroughs.asks import views

urlpatterns = [
    path("asks/<int:ask>/", views.ask, name="ask"),
    path("asks/<int:ask>/reply/", views.ask_reply, name="ask-reply"),
    path("boroughs/<slug:borough>/update/", views.update, name="update-give"),
]
