"""Addresses that belong to no programme."""

from django.urls import path

from config.site import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
