"""`python -m glasscity` is the command `glasscity`."""

from glasscity.cli import main

main()
