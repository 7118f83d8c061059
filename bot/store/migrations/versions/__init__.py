"""One file for each change of the tables, numbered; what was released is never edited, only followed."""
