"""How people answer to being watched: what they believe, and what they do of it."""
