"""Many runs: the same city with other lives, or with other settings, as tables with intervals."""
