"""Reports."""

from django.urls import path

from hub.reports import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/compile/", views.compile_new, name="report-compile"),
    path("reports/<int:edition>/", views.report, name="report"),
    path("reports/<int:edition>/progress/", views.progress, name="report-progress"),
    path("reports/<int:edition>/publish/", views.publish, name="report-publish"),
    path("reports/<int:edition>/<slug:format>/", views.download, name="report-file"),
]
