"""Chasing."""

from django.urls import path

from hub.chasing import by_hand_views, policy_views, stopping_views, views

urlpatterns = [
    path("chasing/", views.preview, name="chasing"),
    path("chasing/policy/", policy_views.policies, name="chasing-policies"),
    path("chasing/policy/<slug:kind>/", policy_views.policy, name="chasing-policy"),
    path("chasing/log/", views.log, name="chasing-log"),
    path("chasing/log/<int:email>/", views.email, name="chasing-email"),
    path("boroughs/<slug:borough>/hold/", stopping_views.borough_hold, name="borough-hold"),
    path("asks/<int:ask>/hold/", stopping_views.ask_hold, name="ask-hold"),
    path("asks/<int:ask>/replied/", stopping_views.ask_replied, name="ask-replied"),
    path("asks/<int:ask>/withdraw/", stopping_views.ask_withdraw, name="ask-withdraw"),
    path("asks/<int:ask>/pause/", stopping_views.ask_pause, name="ask-pause"),
    path("chasing/asks/<int:ask>/email/", by_hand_views.edit, name="email-edit"),
    path("chasing/asks/<int:ask>/email/standard/", by_hand_views.standard, name="email-standard"),
    path("chasing/asks/<int:ask>/email/send/", by_hand_views.send_now, name="email-send-now"),
    path("chasing/asks/<int:ask>/leave-out/", by_hand_views.leave_out, name="step-leave-out"),
    path("chasing/asks/<int:ask>/take-back/", by_hand_views.take_back, name="step-take-back"),
    path("asks/<int:ask>/approve/", views.approve, name="chasing-approve"),
    path("holds/<int:hold>/lift/", stopping_views.lift, name="hold-lift"),
]
