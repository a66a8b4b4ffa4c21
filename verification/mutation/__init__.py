"""Mutation testing: would a test notice, if a line of the engine said something else?"""
