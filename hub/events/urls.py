"""Addresses."""

from django.urls import path

from hub.events import views

urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/new/", views.add, name="event-add"),
    path("events/<int:event>/", views.event, name="event"),
    path("events/<int:event>/edit/", views.edit, name="event-edit"),
]
