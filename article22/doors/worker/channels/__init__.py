"""The ways by which a message leaves: a folder each, with one class that sends and one file that writes."""
