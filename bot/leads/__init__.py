"""Leads and the people who work on them: statuses and moves, who may do what, when one is due.

Pure decisions over frozen values; rows are the store's, transactions the use cases'. Matching and leads
do not know each other.
"""
