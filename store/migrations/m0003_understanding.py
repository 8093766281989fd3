"""What the owner makes of the figures: own metrics, saved segments, reviews, what was told."""

STATEMENTS: tuple[str, ...] = (
    # -- goals: looked at regularly, changed by whom, pulled at since when ---------------------
    # What was decided about a goal on a day, and when it is looked at again (none: next_day NULL).
    """CREATE TABLE goal_review (id INTEGER PRIMARY KEY, goal INTEGER NOT NULL REFERENCES goal,
        day INTEGER NOT NULL, at INTEGER NOT NULL,
        decision TEXT NOT NULL CHECK (decision IN ('keep', 'retarget', 'lever', 'stop')),
        note TEXT NOT NULL, next_day INTEGER) STRICT""",
    "CREATE INDEX goal_review_goal ON goal_review (goal)",
    # Turns of recurring goals that are over: the figure known on known_day, and the target it was
    # judged by (texts as in goal). A turn is recorded once and never changed.
    """CREATE TABLE goal_turn (goal INTEGER NOT NULL REFERENCES goal, start_day INTEGER NOT NULL,
        last_day INTEGER NOT NULL, value TEXT NOT NULL, met INTEGER NOT NULL,
        operator TEXT NOT NULL, target TEXT NOT NULL, target_high TEXT,
        known_day INTEGER NOT NULL, PRIMARY KEY (goal, start_day, last_day))
        STRICT, WITHOUT ROWID""",
    # Levers linked to goals and taken off again; goal_lever says which are linked now.
    """CREATE TABLE goal_link (id INTEGER PRIMARY KEY, goal INTEGER NOT NULL,
        lever INTEGER NOT NULL, at INTEGER NOT NULL, linked INTEGER NOT NULL) STRICT""",
    # Who changed a plan, by the name of the login; plans of one login alone have it, too.
    """CREATE TABLE plan_author (kind TEXT NOT NULL, plan INTEGER NOT NULL,
        version INTEGER NOT NULL, who TEXT NOT NULL,
        PRIMARY KEY (kind, plan, version)) STRICT, WITHOUT ROWID""",
    # -- metrics of the owner's own ------------------------------------------------------------
    # A formula as it was typed; name is the id that goals and people use.
    """CREATE TABLE own_metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
        label TEXT NOT NULL, short TEXT NOT NULL DEFAULT '', formula TEXT NOT NULL,
        unit TEXT NOT NULL CHECK (unit IN ('count', 'money', 'share', 'ratio', 'points')),
        better INTEGER NOT NULL DEFAULT 0 CHECK (better IN (-1, 0, 1)), stage TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'shown'
            CHECK (state IN ('shown', 'retired', 'deleted')),
        version INTEGER NOT NULL DEFAULT 1) STRICT""",
    # Metrics of the catalogue that the owner put aside.
    "CREATE TABLE retired_metric (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    # What a daily series of the owner's own is: without a row here a count that adds up.
    # last: a stock, of which a week has the last day's value.
    """CREATE TABLE own_series (name TEXT PRIMARY KEY,
        unit TEXT NOT NULL CHECK (unit IN ('count', 'money', 'thousandths')),
        over_time TEXT NOT NULL CHECK (over_time IN ('sum', 'last'))) STRICT, WITHOUT ROWID""",
    # Own metrics have a history too, as goals and levers do.
    "ALTER TABLE plan_history RENAME TO plan_history_before",
    """CREATE TABLE plan_history (kind TEXT NOT NULL, plan INTEGER NOT NULL,
        version INTEGER NOT NULL, at INTEGER NOT NULL, change TEXT NOT NULL, body TEXT NOT NULL,
        restores INTEGER, PRIMARY KEY (kind, plan, version)) STRICT, WITHOUT ROWID""",
    """INSERT INTO plan_history (kind, plan, version, at, change, body, restores)
        SELECT kind, plan, version, at, change, body, restores FROM plan_history_before""",
    "DROP TABLE plan_history_before",
    # -- projects: promises given up, levers pulled -------------------------------------------
    # Days that a milestone or project was promised for and no longer is, in their order; with
    # due_day as the last one they are all promises ever made. Whoever moves it, they stay.
    """CREATE TABLE past_promise (kind TEXT NOT NULL CHECK (kind IN ('project', 'milestone')),
        plan INTEGER NOT NULL, n INTEGER NOT NULL, day INTEGER NOT NULL,
        PRIMARY KEY (kind, plan, n)) STRICT, WITHOUT ROWID""",
    *(
        f"""CREATE TRIGGER {kind}_moved AFTER UPDATE OF due_day ON {kind}
        WHEN OLD.due_day <> NEW.due_day BEGIN
            INSERT INTO past_promise SELECT '{kind}', OLD.id, COUNT(*) + 1, OLD.due_day
                FROM past_promise WHERE kind = '{kind}' AND plan = OLD.id;
        END"""
        for kind in ("project", "milestone")
    ),
    # Promises moved before there was this table: the first one is known.
    """INSERT INTO past_promise SELECT 'milestone', id, 1, original_day FROM milestone
        WHERE original_day <> due_day""",
    # The levers a project puts to work.
    """CREATE TABLE project_lever (project INTEGER NOT NULL REFERENCES project,
        lever INTEGER NOT NULL REFERENCES lever,
        PRIMARY KEY (project, lever)) STRICT, WITHOUT ROWID""",
    # -- segments of customers that the owner saved ---------------------------------------------
    # rule: in the language of goals.customers.rules. follows: 1 when its members are found anew
    # after each import, 0 when they stay those of made_day. counted_at is the data_version its
    # members were found at, counted_day the last day known then.
    """CREATE TABLE segment (id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1,
        name TEXT NOT NULL UNIQUE, rule TEXT NOT NULL, follows INTEGER NOT NULL,
        made_day INTEGER NOT NULL, counted_at INTEGER NOT NULL,
        counted_day INTEGER NOT NULL) STRICT""",
    """CREATE TABLE segment_member (segment INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
        customer INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
        PRIMARY KEY (segment, customer)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX segment_of_customer ON segment_member (customer)",
    # -- what was told ----------------------------------------------------------------------------
    # How grave what was last told of a turn of a goal is (0: fine), and on how many days of figures
    # it has been better since: goals.targets.alarms.
    """CREATE TABLE goal_alarm (goal INTEGER NOT NULL REFERENCES goal, turn_day INTEGER NOT NULL,
        gravity INTEGER NOT NULL, better_days INTEGER NOT NULL, last_day INTEGER,
        reached INTEGER NOT NULL, PRIMARY KEY (goal, turn_day)) STRICT, WITHOUT ROWID""",
)  # fmt: skip
