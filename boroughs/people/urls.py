"""People."""

from django.urls import path

from boroughs.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:contact>/", views.contact, name="contact"),
    path("people/<int:contact>/correct/", views.correct, name="contact-correct"),
    path("people/<int:contact>/address-is-right/", views.confirm_address, name="contact-address-confirm"),
    path("people/<int:contact>/return/", views.come_back, name="contact-return"),
    path("boroughs/<slug:borough>/people/add/", views.add, name="contact-add"),
]
