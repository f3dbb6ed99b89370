"""Chasing."""

from django.urls import path

from hub.chasing.pages import by_hand, editing, log, policy, preview, ringing, stopping

urlpatterns = [
    path("chasing/", preview.preview, name="chasing"),
    path("chasing/policy/", policy.policies, name="chasing-policies"),
    path("chasing/policy/<slug:kind>/", policy.policy, name="chasing-policy"),
    path("chasing/log/", log.log, name="chasing-log"),
    path("chasing/log/failed/", log.failed, name="chasing-failed"),
    path("chasing/log/<int:email>/", log.email, name="chasing-email"),
    path("boroughs/<slug:borough>/hold/", stopping.borough_hold, name="borough-hold"),
    path("asks/<int:ask>/hold/", stopping.ask_hold, name="ask-hold"),
    path("asks/<int:ask>/rang/", ringing.ask_ring, name="ask-ring"),
    path("rings/<int:ring>/strike-out/", ringing.void, name="ring-void"),
    path("asks/<int:ask>/replied/", stopping.ask_replied, name="ask-replied"),
    path("asks/<int:ask>/withdraw/", stopping.ask_withdraw, name="ask-withdraw"),
    path("asks/<int:ask>/pause/", stopping.ask_pause, name="ask-pause"),
    path("chasing/asks/<int:ask>/email/", editing.edit, name="email-edit"),
    path("chasing/asks/<int:ask>/email/standard/", editing.standard, name="email-standard"),
    path("chasing/asks/<int:ask>/email/send/", by_hand.send_now, name="email-send-now"),
    path("chasing/asks/<int:ask>/leave-out/", by_hand.leave_out, name="step-leave-out"),
    path("chasing/asks/<int:ask>/take-back/", by_hand.take_back, name="step-take-back"),
    path("chasing/welcomes/<slug:borough>/email/", editing.welcome_edit, name="welcome-email-edit"),
    path(
        "chasing/welcomes/<slug:borough>/email/standard/",
        editing.welcome_standard,
        name="welcome-email-standard",
    ),
    path(
        "chasing/welcomes/<slug:borough>/email/send/",
        by_hand.welcome_send_now,
        name="welcome-email-send-now",
    ),
    path(
        "chasing/welcomes/<slug:borough>/leave-out/",
        by_hand.welcome_leave_out_page,
        name="welcome-leave-out",
    ),
    path(
        "chasing/welcomes/<slug:borough>/take-back/",
        by_hand.welcome_take_back_page,
        name="welcome-take-back",
    ),
    path("asks/<int:ask>/approve/", preview.approve, name="chasing-approve"),
    path("holds/<int:hold>/lift/", stopping.lift, name="hold-lift"),
]
