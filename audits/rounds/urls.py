"""Addresses."""

from django.urls import path

from audits.rounds import views

urlpatterns = [
    path("audits/", views.audits, name="audits"),
    path("audits/<int:audit>/", views.audit, name="audit"),
    path("audits/<int:audit>/update/", views.audit_update, name="audit-update"),
    path("audits/<int:audit>/excusal/", views.audit_excusal, name="audit-excusal"),
    path("audits/<int:audit>/files/", views.audit_files, name="audit-files"),
    path(
        "audits/<int:audit>/entries/<int:entry>/strike-out/",
        views.audit_entry_strike_out,
        name="audit-entry-void",
    ),
]
