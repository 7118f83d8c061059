"""Telegram: updates become events, replies become messages.

The feed is our own, and confirms an update only after its turn is committed, so that a crash loses none (the
library's own updater confirms first). Telegram's types stay in `updates`, `api` and `outbound`.
"""
