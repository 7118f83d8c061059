"""The lead desk in the browser, on starlette-admin. Pages read; every change goes through a use case.

No asset from elsewhere, no script without a nonce, no password: staff come in by a link that works once.
"""
