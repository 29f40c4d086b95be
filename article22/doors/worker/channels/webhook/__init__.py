"""Webhooks: JSON by POST to a program of an authority's, signed as in the Standard Webhooks specification."""
