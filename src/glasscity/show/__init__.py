"""What people look at: reports, figures, tables on a terminal."""
