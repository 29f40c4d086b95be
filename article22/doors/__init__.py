"""Where people and programs come in. Only a door knows a request, a message, argv, or what time it is."""
