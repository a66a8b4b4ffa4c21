"""Whose doing is it: restriction-days shared out among those who brought them about, and who could have
prevented them."""
