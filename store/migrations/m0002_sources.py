"""Several sources of one measure, what a later import revised, and the pages of a shop."""

_TOLD_AS = {
    "visits": "visits visits:alone page_views bounces returning_visits product_visits visitors",
    "carts": "carts carts:alone carts_converted checkouts checkout_amount payments_started"
    " payments_done cart_visitors cart_buyers",
    "search": "search search_impressions search_clicks position_sum",
    "payments": "payments paid_amount payment_fees fraud_amount",
}
"""How coverage says, before this migration, that a source tells of a subject."""
_TOLD = ", ".join(
    f"('{subject}', '{name}')" for subject, names in _TOLD_AS.items() for name in names.split()
)

STATEMENTS = (
    # From start_day on, the days of subject (a family of measures) count from these sources alone.
    # A subject without rows counts from the source that was there first.
    """CREATE TABLE feed (subject TEXT NOT NULL, start_day INTEGER NOT NULL, source TEXT NOT NULL,
        PRIMARY KEY (subject, start_day, source)) STRICT, WITHOUT ROWID""",
    # Up to now all sources counted, each on days of its own: nobody's figures change today.
    f"""INSERT INTO feed WITH told (subject, name) AS (VALUES {_TOLD}),
        given AS (SELECT DISTINCT t.subject, c.source FROM coverage c
            JOIN told t ON t.name = c.subject)
        SELECT subject, -719162, source FROM given WHERE subject IN
            (SELECT subject FROM given GROUP BY subject HAVING COUNT(*) > 1)""",
    # Sources that were taken back out: how many imports and rows went with each.
    """CREATE TABLE removal (id INTEGER PRIMARY KEY, source TEXT NOT NULL, at INTEGER NOT NULL,
        imports INTEGER NOT NULL, rows_read INTEGER NOT NULL) STRICT""",
    # What an import changed of days that figures were known of: the total before and after.
    """CREATE TABLE revision (import INTEGER NOT NULL, measure TEXT NOT NULL, day INTEGER NOT NULL,
        before INTEGER NOT NULL, after INTEGER NOT NULL,
        PRIMARY KEY (import, measure, day)) STRICT, WITHOUT ROWID""",
    # The orders that did it, those that moved most; before and after are goods less what was given
    # back, as they count on the days known of. A status of -1: not known before.
    """CREATE TABLE revised_order (import INTEGER NOT NULL, ref TEXT NOT NULL,
        old_day INTEGER NOT NULL, new_day INTEGER NOT NULL, old_status INTEGER NOT NULL,
        new_status INTEGER NOT NULL, before INTEGER NOT NULL, after INTEGER NOT NULL,
        PRIMARY KEY (import, ref)) STRICT, WITHOUT ROWID""",
    # How many orders did it in all.
    """CREATE TABLE restated (import INTEGER PRIMARY KEY, orders INTEGER NOT NULL) STRICT""",
    # Cancellations that name an order which their source has not told yet; '' names none any more.
    # Of a cancellation told several times, what its latest import says holds.
    """CREATE TABLE unmet (doc INTEGER NOT NULL, import INTEGER NOT NULL, source INTEGER NOT NULL,
        order_ref TEXT NOT NULL, PRIMARY KEY (doc, import)) STRICT, WITHOUT ROWID""",
    # When the imported file was last written, in seconds UTC: which of two exports is the newer.
    "ALTER TABLE import ADD COLUMN made_at INTEGER",
    # A page of one day, as a web server's log tells it. entries, exits: visits that began or ended
    # there; failures: answers of 500 and more; slow: slower than the limit of the log's mapping;
    # milliseconds: sum over the timed answers.
    """CREATE TABLE page (day INTEGER NOT NULL, doc INTEGER NOT NULL, import INTEGER NOT NULL,
        page INTEGER NOT NULL DEFAULT 0, source INTEGER NOT NULL DEFAULT 0,
        views INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0,
        exits INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
        timed INTEGER NOT NULL DEFAULT 0, slow INTEGER NOT NULL DEFAULT 0,
        milliseconds INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (day, doc, import)) STRICT, WITHOUT ROWID""",
    # From one page to the next, on one day; '' before the first page and after the last.
    """CREATE TABLE page_step (day INTEGER NOT NULL, doc INTEGER NOT NULL, import INTEGER NOT NULL,
        page INTEGER NOT NULL DEFAULT 0, next_page INTEGER NOT NULL DEFAULT 0,
        source INTEGER NOT NULL DEFAULT 0, times INTEGER NOT NULL,
        PRIMARY KEY (day, doc, import)) STRICT, WITHOUT ROWID""",
    # What a web server answered on a day, pages or not: requests and bytes by status.
    # bots: requests by robots, of all statuses together, in the row of status 0.
    """CREATE TABLE answered (day INTEGER NOT NULL, doc INTEGER NOT NULL, import INTEGER NOT NULL,
        status INTEGER NOT NULL, source INTEGER NOT NULL DEFAULT 0,
        requests INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
        bots INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (day, doc, import)) STRICT, WITHOUT ROWID""",
    # What an importer finds again at the next import of its source: where a log was read to.
    """CREATE TABLE source_state (source TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (source, key)) STRICT, WITHOUT ROWID""",
    # 1: nobody can tell who it is any more; key is then a random number, see store.forgetting.
    "ALTER TABLE customer ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 0",
    # What an imported entry is known by when its file comes again; '' for those typed by the owner.
    "ALTER TABLE project_entry ADD COLUMN ref TEXT NOT NULL DEFAULT ''",
)
