"""Reports of advertising networks: a campaign's cost by day, however the network writes it.

``network`` says what each network calls its columns, ``layout`` where a file has what, ``reading``
makes one row of spend of each campaign and day.
"""
