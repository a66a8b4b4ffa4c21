"""What is on file: the ledger, the score, the category and what it opens and closes."""
