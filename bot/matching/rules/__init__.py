"""The rules that may decide before likeness does; the first one that speaks, in the order of `matcher`, wins.

Each is a function of what was read and ranked, and knows nothing of the other rules.
"""
