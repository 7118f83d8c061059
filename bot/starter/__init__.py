"""Data, no code: what a new knowledge folder is made from, and what editors are told while they fill it in.

The one place inside `bot` where words and facts may stand. Nothing here is known to a running bot, which
says and knows what its own knowledge folder holds.
"""
