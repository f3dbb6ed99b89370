"""Chasing."""

from django.urls import path

from hub.chasing import views

urlpatterns = [
    path("chasing/", views.preview, name="chasing"),
    path("chasing/log/", views.log, name="chasing-log"),
    path("chasing/log/<int:email>/", views.email, name="chasing-email"),
]
