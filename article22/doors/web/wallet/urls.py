"""Addresses of the wallet card."""

from django.urls import path

from article22.doors.web.wallet import recalled, views

urlpatterns = [
    path("check/<str:serial>/", views.check_card, name="wallet_check"),
    path("print/<str:serial>/", views.print_card, name="wallet_print"),
    path("recalled/<str:recalled>/", recalled.confirm_by_link, name="wallet_recalled"),
    path("<str:number>/", views.show_wallet_card, name="wallet"),
]
