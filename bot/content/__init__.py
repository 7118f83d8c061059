"""Knowledge files → one checked snapshot, or every problem with file, line and remedy.

Nothing wrong in a file stops the version that is live. Asks `dialogue` and `matching` what they need of the
knowledge, so that `check` can demand it; knows neither the database nor the encoder.
"""
