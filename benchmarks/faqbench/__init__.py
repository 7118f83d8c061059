"""Public tasks of matching questions to entries: small bases, questions, questions out of scope, metrics.

Knows nothing of the bot, so that any matcher can be rated by it. The data are under the licences named in
`data/README.md`.
"""
