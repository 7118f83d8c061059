"""The tables and what is asked of them: small modules of functions, one noun each.

A function works in the transaction it is given and never opens one; rows go up as values of `leads` and
`dialogue`. SQLite by default, PostgreSQL by one setting; what differs between them stands in `database`.
"""
