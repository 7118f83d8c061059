"""The tables and what is asked of them: small modules of functions, one noun each.

A function works in the transaction it is given; use cases open one, through `database`. SQLite by default,
PostgreSQL by one setting, with the same statements for both as far as both know them.
"""
