"""Every table of the database by its kind. A test fails on one that is not here.

Walled: row-level security, empty without an actor. Sign-in: read before anybody is known; walled as soon as somebody is, where it holds
people. Machinery: holds nothing about missions or people. Public: facts that anybody may read.
"""

WALLED = frozenset({
    "missions_drill", "missions_drillcall", "missions_schedule",
    "journal_entry", "journal_words", "repeats_repeat", "outbox_message", "outbox_armedaddress", "outbox_caught",
    "directory_version", "directory_edition", "directory_line", "directory_change", "directory_settlement", "directory_agency", "directory_report",
    "directory_agencyimport", "missions_sendingstate", "missions_mission", "missions_premises", "missions_listing", "missions_officer", "missions_assignment",
    "missions_absence", "missions_walletcard", "missions_import", "missions_importchange", "missions_representative",
    "missions_look",
    "missions_way", "missions_task", "accounts_accessreview", "accounts_provision", "missions_reverification", "missions_code", "missions_waychange",
    "missions_cardrecall", "missions_cardcheck", "missions_correction", "missions_correctionpurge",
    "missions_personlisting", "missions_listdraft",
    "missions_policedesk", "missions_policearea", "missions_priorityform", "missions_registration",
    "missions_claim", "missions_contact", "missions_detail", "missions_agreement", "missions_departure", "missions_consent",
    "cases_case", "cases_stage", "cases_recipient", "cases_clock", "cases_passage", "cases_decision", "cases_reading", "cases_purge",
    "cases_hold", "accounts_reset",
    "files_attachment", "files_content",
})
SIGN_IN = frozenset({
    "accounts_organisation", "accounts_person", "accounts_membership", "accounts_token", "accounts_grant", "accounts_glass",
    "accounts_agencytoken",
    "account_emailaddress", "account_emailconfirmation", "mfa_authenticator", "usersessions_usersession", "django_session",
    "socialaccount_socialaccount", "socialaccount_socialapp", "socialaccount_socialtoken",
})
MACHINERY = frozenset({
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations", "web_cache",
    "installation_installation", "installation_clock", "journal_epoch", "journal_leaf", "journal_node", "journal_seal",
    "cases_change",
})
PUBLIC = frozenset[str]()

SHOWN_TO_ALL = frozenset({  # walled tables of which everybody sees every row
    "directory_version", "directory_edition", "directory_line", "directory_settlement", "directory_agency",
    "missions_sendingstate", "missions_mission", "missions_walletcard",
    "outbox_caught",  # in a demo, where all is invented; a live installation has none
})
