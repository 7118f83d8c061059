"""The staff's side of Telegram: cards, commands, replies through cards, the gap board, figures.

Who may do a thing is asked of the use cases at every press, since a button stays in a chat for years.
"""
