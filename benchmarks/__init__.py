"""How good, how quick, how large: each module measures one thing, run as `python -m benchmarks.NAME`.

What is measured is the program's own code; what only a measurement needs lives here. `README.md` lists them.
"""

import os

# As the bot itself runs: threads that wait for each other would be measured, not the products.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
