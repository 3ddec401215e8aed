"""One hop at a time: `exchange(Request) -> Response | Refusal`; above it redirects, robots and pace.

Nothing is imported here: an offline audit never loads an HTTP client.
"""
