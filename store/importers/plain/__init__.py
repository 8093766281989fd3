"""Small tables of any tool, told by what their columns are called."""
