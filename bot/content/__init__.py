"""Knowledge files → one checked snapshot, or every problem with file, line and remedy.

Nothing here decides what a question means; nothing wrong in a file stops the version that is live. Knows
neither the database nor the encoder.
"""
