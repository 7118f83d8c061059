"""What the bot does, one transaction each: talk, review, exchange, delivery and the rest.

Channels change nothing but through these; whoever asks is checked here, whatever a button or page showed.
Effects that the dialogue asks for are carried out here, in the transaction of the turn.
"""
