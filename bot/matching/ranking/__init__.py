"""How well labels fit a text, learnt from their phrasings: kernel ridge regression over letters and meaning.

Labels, texts and vectors are all it sees; it knows nothing of the knowledge, so it can be measured on public
data as it stands.
"""
