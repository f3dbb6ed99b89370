"""Chasing."""

from django.urls import path

from hub.chasing import log_views, policy_views, views

urlpatterns = [
    path("chasing/", views.preview, name="chasing"),
    path("chasing/policy/", policy_views.policies, name="chasing-policies"),
    path("chasing/policy/<slug:kind>/", policy_views.policy, name="chasing-policy"),
    path("chasing/log/", log_views.log, name="chasing-log"),
    path("chasing/log/failed/", log_views.failed, name="chasing-failed"),
    path("chasing/log/<int:email>/", log_views.email, name="chasing-email"),
    path("boroughs/<slug:borough>/hold/", views.borough_hold, name="borough-hold"),
    path("asks/<int:ask>/hold/", views.ask_hold, name="ask-hold"),
    path("asks/<int:ask>/replied/", views.ask_replied, name="ask-replied"),
    path("asks/<int:ask>/withdraw/", views.ask_withdraw, name="ask-withdraw"),
    path("asks/<int:ask>/pause/", views.ask_pause, name="ask-pause"),
    path("asks/<int:ask>/approve/", views.approve, name="chasing-approve"),
    path("holds/<int:hold>/lift/", views.lift, name="hold-lift"),
]
