"""The gate (质量门): what must hold of records and marts before they are published, and the verdict on whether it does."""
