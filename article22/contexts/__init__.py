"""What the platform is about, one context a folder."""
