"""Telling the owner where they are: mail, telephone, chat; by what a private file says."""
