"""The live stream: server-sent events that say which case changed, to whoever may see it. It never says what changed."""
