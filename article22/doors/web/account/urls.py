"""Addresses of signing in. Of allauth only what is used here is mounted: no sign-up, no passwords by mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from article22.doors.web.account import anew, glass, links, oidc, passkeys, tokens, views

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/lost/", glass.break_glass, name="break_glass"),
    path("second-factor/anew/<str:token>/", anew.set_up_anew, name="set_up_anew"),
    path("agency/<slug:provider_id>/", oidc.sign_in_at_agency, name="openid_connect_login"),
    path("agency/<slug:provider_id>/back/", oidc.come_from_agency, name="openid_connect_callback"),
    path("passkey/", passkeys.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_passkey, name="mfa_remove_webauthn"),
    path("recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("begin/<uuid:person>/<str:token>/", links.set_first_password, name="set_first_password"),
    path("sessions/", views.show_sessions, name="sessions"),
    path("sessions/end/", views.end_session, name="end_session"),
    path("tokens/", tokens.show_tokens, name="tokens"),
    path("tokens/revoke/", tokens.revoke_token, name="revoke_token"),
    path("ask/", views.show_whom_to_ask, name="account_signup"),
    path("forgotten/", views.show_whom_to_ask, name="account_reset_password"),
]
