"""The choice about e-mail that is in doubt."""

from django.urls import path

from hub.mail import views

urlpatterns = [path("chasing/doubtful/", views.doubtful, name="mail-doubtful")]
