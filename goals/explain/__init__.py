"""Why figures moved, where visits are lost, what sells, which channel pays, and what calls for it.

Pure arithmetic over what the store returns; every amount that is split sums to the whole again.
"""
