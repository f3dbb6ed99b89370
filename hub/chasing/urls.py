"""Chasing."""

from django.urls import path

from hub.chasing import (
    by_hand_views,
    editing_views,
    log_views,
    policy_views,
    ringing_views,
    stopping_views,
    views,
)

urlpatterns = [
    path("chasing/", views.preview, name="chasing"),
    path("chasing/policy/", policy_views.policies, name="chasing-policies"),
    path("chasing/policy/<slug:kind>/", policy_views.policy, name="chasing-policy"),
    path("chasing/log/", log_views.log, name="chasing-log"),
    path("chasing/log/failed/", log_views.failed, name="chasing-failed"),
    path("chasing/log/<int:email>/", log_views.email, name="chasing-email"),
    path("boroughs/<slug:borough>/hold/", stopping_views.borough_hold, name="borough-hold"),
    path("asks/<int:ask>/hold/", stopping_views.ask_hold, name="ask-hold"),
    path("asks/<int:ask>/rang/", ringing_views.ask_ring, name="ask-ring"),
    path("rings/<int:ring>/strike-out/", ringing_views.void, name="ring-void"),
    path("asks/<int:ask>/replied/", stopping_views.ask_replied, name="ask-replied"),
    path("asks/<int:ask>/withdraw/", stopping_views.ask_withdraw, name="ask-withdraw"),
    path("asks/<int:ask>/pause/", stopping_views.ask_pause, name="ask-pause"),
    path("chasing/asks/<int:ask>/email/", editing_views.edit, name="email-edit"),
    path("chasing/asks/<int:ask>/email/standard/", editing_views.standard, name="email-standard"),
    path("chasing/asks/<int:ask>/email/send/", by_hand_views.send_now, name="email-send-now"),
    path("chasing/asks/<int:ask>/leave-out/", by_hand_views.leave_out, name="step-leave-out"),
    path("chasing/asks/<int:ask>/take-back/", by_hand_views.take_back, name="step-take-back"),
    path("chasing/welcomes/<slug:borough>/email/", editing_views.welcome_edit, name="welcome-email-edit"),
    path(
        "chasing/welcomes/<slug:borough>/email/standard/",
        editing_views.welcome_standard,
        name="welcome-email-standard",
    ),
    path(
        "chasing/welcomes/<slug:borough>/email/send/",
        by_hand_views.welcome_send_now,
        name="welcome-email-send-now",
    ),
    path(
        "chasing/welcomes/<slug:borough>/leave-out/",
        by_hand_views.welcome_leave_out_page,
        name="welcome-leave-out",
    ),
    path(
        "chasing/welcomes/<slug:borough>/take-back/",
        by_hand_views.welcome_take_back_page,
        name="welcome-take-back",
    ),
    path("asks/<int:ask>/approve/", views.approve, name="chasing-approve"),
    path("holds/<int:hold>/lift/", stopping_views.lift, name="hold-lift"),
]
