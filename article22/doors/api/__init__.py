"""The API, version 1: for programs, with a token; whom to call and reporting a wrong number need none."""
