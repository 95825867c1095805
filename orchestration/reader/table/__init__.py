"""The indicator table of a form: its cells, their pairing into rows, and the levels that cover the rows."""
