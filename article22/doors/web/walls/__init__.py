"""Check my wall: whether what hangs there is still right, for anybody, without signing in. Nothing is kept."""
