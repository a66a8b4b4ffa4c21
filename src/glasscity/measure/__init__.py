"""What is measured every day, after everything else: analysers read both sides and change nothing."""
