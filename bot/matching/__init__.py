"""What a question means: read → rank → decide. An utterance goes in, a verdict comes out.

`reading` finds names, groups and places; `ranking` tells how alike the question is to the phrasings;
the rules, then `certainty` and two thresholds decide. Pure: it is given what makes sentence vectors, and
never knows the encoder itself.
"""
