"""E-mail: the second way to a person, for replies of staff that no chat takes."""
