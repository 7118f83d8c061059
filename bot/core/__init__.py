"""What everything else speaks in: text, dates, countries, the knowledge as values, the bot's sentences.

Pure: no await, no clock, no file, no database. Knows nothing of how questions are understood, how a
talk goes or what becomes of a lead.
"""
