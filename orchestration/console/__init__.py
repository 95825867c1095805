"""What a person sees: pages and tables of reading, building, asking and tracing, as text. `orchestration/cli.py` prints them."""
