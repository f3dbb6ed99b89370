"""The pages of a programme's boroughs."""

from django.urls import path

from hub.board import views

urlpatterns = [
    path("boroughs/<slug:borough>/", views.borough, name="borough"),
    path("boroughs/<slug:borough>/log/", views.note, name="borough-note"),
]
