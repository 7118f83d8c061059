"""The tests of the bot."""

import os

# Before numpy is loaded: one small product of matrices at a time has no use for threads, and where tests run
# side by side they would wait for each other's.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
