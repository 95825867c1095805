"""The records of the reports: their tables, how they lie on disk, what has to be read anew. Knows raw/ by `filing`, nothing of releases."""
