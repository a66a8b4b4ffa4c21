"""What people think, what they say aloud, and what they take others to think."""
