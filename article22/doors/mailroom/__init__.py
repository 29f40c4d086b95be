"""Mail that comes in: bounces, and in a demo everything else, caught."""
