"""Journeys through more than one context, one function each."""
