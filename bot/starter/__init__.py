"""Data, no code: what editors are told while they fill a knowledge folder in.

The one place inside `bot` where words and facts may stand. Nothing here is said by a running bot, which
says and knows what its own knowledge folder holds.
"""
