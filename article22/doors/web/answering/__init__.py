"""The page that a link opens: one case, for one desk that was told of it. No account is needed."""
