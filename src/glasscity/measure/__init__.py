"""What is measured every day, after everything else: analyzers read both sides and change nothing."""
