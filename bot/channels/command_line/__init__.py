"""What the commands print, and the groups of commands that `bot/cli.py` puts together.

Each loads what it needs when it runs, so that looking at one lead does not wait for the matcher.
"""
