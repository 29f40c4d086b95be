"""The first minute: two live pages for whoever has never seen the system. Demo only."""
