"""The programme's first page, and queries on the report."""

from django.urls import path

from hub.workspace import views

urlpatterns = [
    path("", views.first_page, name="board"),
    path("boroughs/<slug:borough>/report-query/", views.query_add, name="report-query-add"),
    path("report-queries/<int:query>/", views.query, name="report-query"),
]
