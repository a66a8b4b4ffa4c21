"""Questions asked of runs: stories, summaries, fits. Nothing here changes a city."""
