"""Text → sentence vector, and what need not be computed again at the next start.

Reads weights and caches from disk; knows the protocols of `matching.ranking` and nothing of knowledge,
talk or database. Without its package the bot ranks by letters alone.
"""
