"""The wallet card: printed for a mission, and asked by its serial whether it still holds."""
