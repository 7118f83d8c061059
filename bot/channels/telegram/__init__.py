"""Telegram: updates become events, replies become messages.

The feed is our own, and confirms an update only after its turn is committed, so that a crash loses none (the
library's own updater confirms first). `updates` turns Telegram's types into values of ours, `markup` and
`outbound` turn ours into messages; the library's types go no further up or down than this package.
"""
