"""The card: whom to call, for anybody, without signing in."""
