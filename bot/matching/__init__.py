"""What a question means: read → rank → decide. An utterance goes in, a verdict comes out.

`reading` finds names, groups and places; `ranking` tells how alike the question is to the phrasings;
the rules and two thresholds decide. Pure: it is given sentence vectors, and never knows the encoder
that makes them.
"""
