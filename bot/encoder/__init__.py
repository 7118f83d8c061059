"""Text → sentence vector, and what need not be computed again at the next start.

Reads weights, word list and caches from disk; knows of the bot only what `matching` wants of an encoder and
a word list, and nothing of knowledge, talk or database. Without its file, or what runs it, the bot ranks by
letters alone.
"""
