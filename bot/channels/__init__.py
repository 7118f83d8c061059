"""Ways in and out: Telegram, the web desk, the terminal, the command line. They translate, nothing else.

Channels never know each other. What one of them decides, all others would have to decide again.
"""
