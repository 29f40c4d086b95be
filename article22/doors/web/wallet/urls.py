"""Addresses of the wallet card."""

from django.urls import path

from article22.doors.web.wallet import views

urlpatterns = [
    path("check/<str:serial>/", views.check_card, name="wallet_check"),
    path("<str:number>/", views.show_wallet_card, name="wallet"),
]
