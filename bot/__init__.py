"""A chat bot that answers questions about an organisation's partnerships and never loses an enquiry.

`app` puts the parts together and `cli` offers the commands. Below them, and knowing nothing of what stands
above: `channels` translate, `usecases` are one transaction each, `store` and `content` hold what there is,
`core` decides.
"""

__version__ = "0.1.0"
