"""Addresses."""

from django.urls import path

from boroughs.posts import leaving_views, views

urlpatterns = [
    path("boroughs/<slug:borough>/post/", views.post, name="post"),
    path("boroughs/<slug:borough>/post/news/", views.post_news, name="post-news"),
    path("boroughs/<slug:borough>/post/interim/", views.post_interim, name="post-interim"),
    path(
        "boroughs/<slug:borough>/post/entries/<int:entry>/strike-out/",
        views.post_entry_strike_out,
        name="post-entry-void",
    ),
    path("people/<int:contact>/leave/", leaving_views.leave, name="contact-leave"),
]
