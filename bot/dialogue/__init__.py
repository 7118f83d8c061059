"""The talk with a visitor as one pure and total function: `step(state, event, snapshot) -> Turn`.

A turn is the next state, replies, and effects: values that say what is to be done. Nothing here does it: no
await, no clock, no database, no Telegram. Time comes with the event, vectors with the snapshot's matcher.
"""
