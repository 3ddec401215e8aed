"""One hop at a time, many at once: conversations yield requests, a loop runs them politely over one of two transports.

Nothing is imported here: an offline audit never loads an HTTP client.
"""
