"""The first schema: settings, imports, facts, and the owner's plans.

Facts carry the id of the import that wrote them. Rows of an import that is not published, and rows
listed in ``replaced``, are invisible to readers. Facts are keyed (day, document, n, import): a
document is whatever a source restates as a whole (an order with its lines, refunds and payments;
a cart; a visit). Money columns are whole ten-thousandths (``store.money``), days are days since
1970-01-01 in the shop's zone, instants are seconds in UTC. Member ids of a dimension are rows of
``member``; 0 is unknown.
"""

ORDER_DIMENSIONS = (
    "channel", "campaign", "promo", "device", "country", "region", "customer_group",
    "sales_channel", "payment_method", "landing_page", "keyword", "source",
)  # fmt: skip
TRAFFIC_DIMENSIONS = (
    "channel", "campaign", "device", "country", "landing_page", "keyword", "source",
)  # fmt: skip


def _members(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in names)


_ORDER = _members(ORDER_DIMENSIONS)
_TRAFFIC = _members(TRAFFIC_DIMENSIONS)
_KEY = "day INTEGER NOT NULL, doc INTEGER NOT NULL"
_IMPORT = "import INTEGER NOT NULL"
_MONEY = "INTEGER NOT NULL DEFAULT 0"
_ONE = "PRIMARY KEY (day, doc, import)) STRICT, WITHOUT ROWID"
_MANY = "PRIMARY KEY (day, doc, n, import)) STRICT, WITHOUT ROWID"

STATEMENTS = (
    # Which migrations made this store what it is; user_version is the last one's number.
    "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
    # -- the shop and what was imported ------------------------------------------------------
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE member (id INTEGER PRIMARY KEY, dimension TEXT NOT NULL, name TEXT NOT NULL,
        UNIQUE (dimension, name)) STRICT""",
    """CREATE TABLE import (id INTEGER PRIMARY KEY, importer TEXT NOT NULL, source TEXT NOT NULL,
        file TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'published')),
        started_at INTEGER NOT NULL, published_at INTEGER,
        rows_read INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,
        updated INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        excluded INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0) STRICT""",
    # A row that was not stored: kind is 'rejected' (unreadable) or 'excluded' (left out by rule).
    # reason is a msgid and detail its values as JSON; neither ever holds personal data.
    """CREATE TABLE left_out (import INTEGER NOT NULL, line INTEGER NOT NULL, n INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('rejected', 'excluded')), column_name TEXT NOT NULL,
        reason TEXT NOT NULL, detail TEXT NOT NULL,
        PRIMARY KEY (import, line, n)) STRICT, WITHOUT ROWID""",
    # subject is a measure, or a family of measures: which days a source says it covers.
    f"""CREATE TABLE coverage (subject TEXT NOT NULL, source TEXT NOT NULL,
        start_day INTEGER NOT NULL, end_day INTEGER NOT NULL, {_IMPORT},
        PRIMARY KEY (subject, source, start_day, end_day, import)) STRICT, WITHOUT ROWID""",
    # The current version of every document. digest tells an unchanged one without reading it.
    f"""CREATE TABLE document (kind INTEGER NOT NULL, source INTEGER NOT NULL, ref TEXT NOT NULL,
        id INTEGER NOT NULL, day INTEGER NOT NULL, digest INTEGER NOT NULL, {_IMPORT},
        PRIMARY KEY (kind, source, ref)) STRICT, WITHOUT ROWID""",
    # Versions that a pending import will replace; empty between imports.
    f"""CREATE TABLE replaced (kind INTEGER NOT NULL, doc INTEGER NOT NULL, {_IMPORT},
        source INTEGER NOT NULL, ref TEXT NOT NULL, old_day INTEGER NOT NULL,
        new_day INTEGER NOT NULL, new_digest INTEGER NOT NULL,
        PRIMARY KEY (kind, doc, import)) STRICT, WITHOUT ROWID""",
    # Units of the foreign currency for one unit of the shop's, times 10^6, by day.
    """CREATE TABLE exchange_rate (currency TEXT NOT NULL, day INTEGER NOT NULL,
        rate INTEGER NOT NULL, PRIMARY KEY (currency, day)) STRICT, WITHOUT ROWID""",
    # -- who and what ------------------------------------------------------------------------
    # key: 128-bit keyed BLAKE2b of the normalised e-mail or customer number; no name, no address.
    """CREATE TABLE customer (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE product (id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL DEFAULT '', category INTEGER NOT NULL DEFAULT 0,
        subcategory INTEGER NOT NULL DEFAULT 0, cost INTEGER) STRICT""",
    # -- sales: kind 1 documents -------------------------------------------------------------
    # status: 0 paid, 1 pending, 2 cancelled, 3 test, 4 no exchange rate. Only 0 counts.
    # goods: price charged for the items, after discounts, without tax and shipping.
    # costed, cost: goods of the lines whose cost is known, and that cost.
    f"""CREATE TABLE sale ({_KEY}, {_IMPORT}, at INTEGER, ref TEXT NOT NULL,
        status INTEGER NOT NULL, customer INTEGER NOT NULL DEFAULT 0,
        currency TEXT NOT NULL DEFAULT '', {_ORDER},
        goods {_MONEY}, discount {_MONEY}, shipping {_MONEY}, tax {_MONEY}, paid {_MONEY},
        units INTEGER NOT NULL DEFAULT 0, costed {_MONEY}, cost {_MONEY}, {_ONE}""",
    f"""CREATE TABLE sale_line ({_KEY}, n INTEGER NOT NULL, {_IMPORT}, status INTEGER NOT NULL,
        product INTEGER NOT NULL, units INTEGER NOT NULL, goods {_MONEY}, discount {_MONEY},
        cost INTEGER, {_MANY}""",
    # day is the refund's day, order_day the order's (the same day where the order is unknown);
    # goods is positive money given back for items; costed is the part of it for items whose cost
    # is known (of an amount without items: as large a part as of its order's goods), cost the cost
    # of items back in stock;
    # estimated: the source gives no day or no items, see docs.
    f"""CREATE TABLE refund ({_KEY}, n INTEGER NOT NULL, {_IMPORT}, ref TEXT NOT NULL,
        order_doc INTEGER NOT NULL DEFAULT 0, order_day INTEGER NOT NULL,
        customer INTEGER NOT NULL DEFAULT 0, {_ORDER}, goods {_MONEY}, costed {_MONEY},
        cost {_MONEY}, units INTEGER NOT NULL DEFAULT 0, estimated INTEGER NOT NULL DEFAULT 0,
        {_MANY}""",
    f"""CREATE TABLE refund_line ({_KEY}, n INTEGER NOT NULL, {_IMPORT}, order_day INTEGER NOT NULL,
        product INTEGER NOT NULL, units INTEGER NOT NULL, goods {_MONEY}, costed {_MONEY},
        cost {_MONEY}, estimated INTEGER NOT NULL DEFAULT 0, {_MANY}""",
    # done: 1 when the money arrived; secured: 1 with 3-D Secure; fraud: money lost to fraud.
    f"""CREATE TABLE payment ({_KEY}, n INTEGER NOT NULL, {_IMPORT},
        {_members(("payment_method", "device", "country", "channel", "source"))},
        amount {_MONEY}, fee {_MONEY}, fraud {_MONEY}, done INTEGER NOT NULL DEFAULT 1,
        secured INTEGER NOT NULL DEFAULT 0, {_MANY}""",
    f"""CREATE TABLE delivery ({_KEY}, n INTEGER NOT NULL, {_IMPORT},
        {_members(("carrier", "country", "source"))}, promised_day INTEGER, shipped_day INTEGER,
        on_time INTEGER NOT NULL, {_MANY}""",
    # -- traffic: kind 2 carts, kind 3 visits ------------------------------------------------
    # step: furthest step reached: 0 filled, 1 checkout, 2 payment started, 3 paid.
    f"""CREATE TABLE cart ({_KEY}, {_IMPORT}, at INTEGER, visitor INTEGER NOT NULL DEFAULT 0,
        customer INTEGER NOT NULL DEFAULT 0, {_TRAFFIC},
        payment_method INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL,
        amount {_MONEY}, units INTEGER NOT NULL DEFAULT 0, secured INTEGER NOT NULL DEFAULT 0,
        sale_doc INTEGER NOT NULL DEFAULT 0, {_ONE}""",
    # Visits are the longest table: what a visit came with is coded once, 25 bytes a row remain.
    f"""CREATE TABLE visit_context (id INTEGER PRIMARY KEY, {_TRAFFIC},
        UNIQUE ({", ".join(TRAFFIC_DIMENSIONS)})) STRICT""",
    # steps: bits 1 product seen, 2 cart, 4 checkout, 8 payment, 16 order. known: seen before.
    f"""CREATE TABLE visit ({_KEY}, {_IMPORT}, at INTEGER, visitor INTEGER NOT NULL DEFAULT 0,
        context INTEGER NOT NULL, pages INTEGER NOT NULL, steps INTEGER NOT NULL DEFAULT 0,
        known INTEGER NOT NULL DEFAULT 0, {_ONE}""",
    # -- daily amounts that sources give already added up ------------------------------------
    f"""CREATE TABLE spend ({_KEY}, {_IMPORT}, {_members(("channel", "campaign", "source"))},
        amount {_MONEY}, impressions INTEGER NOT NULL DEFAULT 0,
        clicks INTEGER NOT NULL DEFAULT 0, {_ONE}""",
    # position: sum over impressions of the mean position, in thousandths.
    f"""CREATE TABLE search_result ({_KEY}, {_IMPORT},
        {_members(("keyword", "landing_page", "source"))}, impressions INTEGER NOT NULL,
        clicks INTEGER NOT NULL, position INTEGER NOT NULL, {_ONE}""",
    # kind: 1 newsletter sign-up, 2 account created, 3 loyalty card, 4 share, 5 referral sent.
    f"""CREATE TABLE engagement ({_KEY}, {_IMPORT}, kind INTEGER NOT NULL,
        {_members(("channel", "device", "source"))}, customer INTEGER NOT NULL DEFAULT 0,
        times INTEGER NOT NULL DEFAULT 1, {_ONE}""",
    # kind: 1 recommendation (NPS), 2 satisfaction. scale: 'low-high' of the question as asked.
    # verdict: 1 promoter or satisfied, -1 detractor or not satisfied, 0 between.
    f"""CREATE TABLE answer ({_KEY}, {_IMPORT}, kind INTEGER NOT NULL, scale TEXT NOT NULL,
        score INTEGER NOT NULL, verdict INTEGER NOT NULL,
        {_members(("channel", "category", "customer_group", "source"))},
        customer INTEGER NOT NULL DEFAULT 0, {_ONE}""",
    f"""CREATE TABLE uptime ({_KEY}, {_IMPORT}, {_members(("landing_page", "source"))},
        minutes_checked INTEGER NOT NULL, minutes_up INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL DEFAULT 0, {_ONE}""",
    f"""CREATE TABLE running_cost ({_KEY}, {_IMPORT}, {_members(("cost_kind", "source"))},
        amount {_MONEY}, {_ONE}""",
    # Sales outside the web shop that are known only as daily sums.
    f"""CREATE TABLE other_sale ({_KEY}, {_IMPORT},
        {_members(("sales_channel", "country", "category", "source"))},
        orders INTEGER NOT NULL DEFAULT 0, goods {_MONEY}, {_ONE}""",
    # One measure of one day as a tool exported it; money measures in stored units.
    f"""CREATE TABLE series (measure TEXT NOT NULL, day INTEGER NOT NULL, {_TRAFFIC},
        payment_method INTEGER NOT NULL DEFAULT 0, sales_channel INTEGER NOT NULL DEFAULT 0,
        customer_group INTEGER NOT NULL DEFAULT 0, category INTEGER NOT NULL DEFAULT 0,
        {_IMPORT}, value INTEGER NOT NULL,
        PRIMARY KEY (measure, day, {", ".join(TRAFFIC_DIMENSIONS)}, payment_method, sales_channel,
        customer_group, category, import)) STRICT, WITHOUT ROWID""",
    # -- projects ----------------------------------------------------------------------------
    """CREATE TABLE project (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL DEFAULT 'running'
            CHECK (state IN ('idea', 'planned', 'running', 'finished', 'stopped')),
        start_day INTEGER NOT NULL, due_day INTEGER NOT NULL, finished_day INTEGER,
        note TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 1) STRICT""",
    # original_day is never changed; due_day is the latest promise.
    """CREATE TABLE milestone (id INTEGER PRIMARY KEY, project INTEGER NOT NULL REFERENCES project,
        phase TEXT NOT NULL DEFAULT '', title TEXT NOT NULL, original_day INTEGER NOT NULL,
        due_day INTEGER NOT NULL, reached_day INTEGER,
        version INTEGER NOT NULL DEFAULT 1) STRICT""",
    # kind: 1 minutes worked on milestones, 2 minutes available, 3 cost, 4 gain (money kinds in
    # stored units).
    """CREATE TABLE project_entry (id INTEGER PRIMARY KEY,
        project INTEGER NOT NULL REFERENCES project, milestone INTEGER REFERENCES milestone,
        day INTEGER NOT NULL, kind INTEGER NOT NULL, amount INTEGER NOT NULL,
        note TEXT NOT NULL DEFAULT '') STRICT""",
    # -- the owner's plans -------------------------------------------------------------------
    # Values are decimal texts in the metric's own unit (money in units of the currency, shares as
    # fractions). baseline, guardrails are JSON. where_* scope the metric to one member.
    """CREATE TABLE goal (id INTEGER PRIMARY KEY, version INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'archived', 'deleted')),
        title TEXT NOT NULL, metric TEXT NOT NULL, where_dimension TEXT, where_member TEXT,
        operator TEXT NOT NULL CHECK (operator IN ('<', '<=', '>', '>=', 'between')),
        target TEXT NOT NULL, target_high TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('level', 'total', 'hold', 'done')),
        window_days INTEGER NOT NULL, baseline TEXT, start_day INTEGER NOT NULL,
        deadline_day INTEGER NOT NULL,
        recurrence TEXT NOT NULL CHECK (recurrence IN ('none', 'weekly', 'monthly', 'quarterly')),
        stage TEXT NOT NULL, guardrails TEXT NOT NULL, note TEXT NOT NULL,
        closed_value TEXT, closed_day INTEGER) STRICT""",
    """CREATE TABLE lever (id INTEGER PRIMARY KEY, version INTEGER NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('idea', 'planned', 'running', 'stopped', 'done', 'deleted')),
        name TEXT NOT NULL, library TEXT, effects TEXT NOT NULL,
        where_dimension TEXT, where_member TEXT, holdout INTEGER NOT NULL DEFAULT 0,
        start_day INTEGER, end_day INTEGER, cost TEXT NOT NULL, owner TEXT NOT NULL,
        note TEXT NOT NULL) STRICT""",
    """CREATE TABLE goal_lever (goal INTEGER NOT NULL REFERENCES goal,
        lever INTEGER NOT NULL REFERENCES lever,
        PRIMARY KEY (goal, lever)) STRICT, WITHOUT ROWID""",
    # Every version of a goal or lever as it was after the change; undo restores the one before.
    # restores: for an undo, the version whose content came back (0: not created yet).
    """CREATE TABLE plan_history (kind TEXT NOT NULL CHECK (kind IN ('goal', 'lever')),
        plan INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
        change TEXT NOT NULL, body TEXT NOT NULL, restores INTEGER,
        PRIMARY KEY (kind, plan, version)) STRICT, WITHOUT ROWID""",
    "INSERT INTO member (id, dimension, name) VALUES (0, '', '')",
    """INSERT INTO setting (key, value) VALUES ('data_version', '0'), ('plan_version', '0'),
        ('generation', '0')""",
)  # fmt: skip
