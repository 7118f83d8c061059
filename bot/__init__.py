"""A chat bot that answers questions about an organisation's partnerships and never loses an enquiry.

`cli` offers the commands and `app` puts the parts together. Below them, each storey knowing nothing of those
above: `channels` translate; `usecases` are one transaction each; `store`, `content` and `encoder` reach for
tables, files and weights; `dialogue`, `matching` and `leads` decide and are pure; all of them share `core`.
"""

__version__ = "0.1.0"
