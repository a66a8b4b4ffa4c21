"""What is true: who lives in the city, who knows whom, what they do, and who sees it."""
