"""What outsiders can recover of a secret rulebook from volunteers' diaries and score histories."""
