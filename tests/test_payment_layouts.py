"""One truth of what was paid, written by Stripe and PayPal in their languages: the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.columns.questions import AmbiguousFileError
from store.files import open_file
from store.importers import importers
from store.importers.payments.paypal_words import kind_of_code, kind_of_type
from store.importers.payments.paypal_zones import clock
from store.records import Fact
from store.spans import to_number
from store.tables import sample
from tests.exports_read import a_shop, left_out, read_text

EXPORTS = Path(__file__).parent / "exports"
START = date(2026, 9, 1)


@dataclass(frozen=True)
class Payment:
    """Paid at noon in Paris; what was lost to fraud was all of it."""

    day: int
    cents: int
    fee: int
    fraud: bool
    dollars: bool


TRUTH = st.lists(
    st.builds(
        Payment, st.integers(0, 27), st.integers(100, 9_999_999), st.integers(0, 99_999),
        st.booleans(), st.booleans(),
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip


def english(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def french(cents: int) -> str:
    return english(cents).replace(",", "\u202f").replace(".", ",")


def german(cents: int) -> str:
    return english(cents).replace(",", " ").replace(".", ",").replace(" ", ".")


def in_euros(stored: int, payment: Payment) -> int:
    """Return an amount at 1.2 dollars a euro, halves to the even one."""
    return round(stored * 5 / 6) if payment.dollars else stored


def stripe(truth: list[Payment]) -> str:
    rows = [
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
        "Converted Currency,Fee,Status,Disputed Amount,Dispute Reason,Dispute Status"
    ]
    for number, one in enumerate(truth):
        currency = "usd" if one.dollars else "eur"
        amount = english(one.cents)
        dispute = f'"{amount}",fraudulent,lost' if one.fraud else ",,"
        rows.append(
            f'ch_{number},{START + timedelta(days=one.day)} 10:00:00,"{amount}",0.00,{currency},'
            f'true,"{amount}",{currency},"{english(one.fee)}",Paid,{dispute}'
        )
    return "\n".join(rows) + "\n"


PAYPAL = {
    "english": (
        '"Date","Time","TimeZone","Type","Status","Currency","Gross","Fee","Net","Transaction ID",'
        '"Reference Txn ID"', "Express Checkout Payment", "Chargeback", "Completed", english,
        "%m/%d/%Y",
    ),
    "french": (
        '"Date","Heure","Fuseau horaire","Type","État","Devise","Avant commission","Commission",'
        '"Net","Numéro de transaction","Numéro de la transaction de référence"',
        "Paiement Express Checkout", "Opposition", "Terminé", french, "%d/%m/%Y",
    ),
    "german": (
        '"Datum","Uhrzeit","Zeitzone","Typ","Status","Währung","Brutto","Gebühr","Netto",'
        '"Transaktionscode","Zugehöriger Transaktionscode"', "PayPal Express-Zahlung",
        "Rückbelastung", "Abgeschlossen", german, "%d.%m.%Y",
    ),
}  # fmt: skip


def paypal(truth: list[Payment], language: str) -> str:
    header, paid, lost, done, write, form = PAYPAL[language]
    rows = [header]

    def row(day: date, what: str, one: Payment, gross: int, fee: int, ref: str, about: str) -> str:
        cells = [
            f"{day:{form}}", "03:00:00", "PDT", what, done, "USD" if one.dollars else "EUR",
            write(gross), write(-fee), write(gross - fee), ref, about,
        ]  # fmt: skip
        return ",".join(f'"{cell}"' for cell in cells)

    for number, one in enumerate(truth):
        day = START + timedelta(days=one.day)
        if one.fraud:  # newest first, as some accounts have it
            later = day + timedelta(days=20)
            rows.append(row(later, lost, one, -one.cents, 0, f"L{number}", f"P{number}"))
        rows.append(row(day, paid, one, one.cents, one.fee, f"P{number}", ""))
    return "\ufeff" + "\n".join(rows) + "\n"


def sums(facts: list[Fact]) -> dict[int, tuple[int, ...]]:
    """Return paid, fees and fraud by day."""
    found: dict[int, tuple[int, ...]] = {}
    for fact in facts:
        day, parts = fact.values["day"], ("amount", "fee", "fraud")
        assert isinstance(day, int) and fact.values["done"] == 1
        before = found.get(day, (0, 0, 0))
        told = [fact.values[part] for part in parts]
        found[day] = tuple(
            known + new for known, new in zip(before, told, strict=True) if isinstance(new, int)
        )
    return found


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(truth=TRUTH)
def test_every_layout_of_one_truth_gives_the_same_figures(
    tmp_path: Path, truth: list[Payment]
) -> None:
    wanted: dict[int, tuple[int, ...]] = {}
    for one in truth:
        day = to_number(START) + one.day
        paid = in_euros(one.cents * 100, one)
        told = (paid, in_euros(one.fee * 100, one), paid if one.fraud else 0)
        wanted[day] = tuple(map(sum, zip(wanted.get(day, (0, 0, 0)), told, strict=True)))
    layouts = [("stripe", stripe(truth), "."), ("paypal", paypal(truth, "english"), ".")]
    layouts += [("paypal", paypal(truth, language), ",") for language in ("french", "german")]
    for name, text, decimal in layouts:
        context = a_shop(decimal=decimal, **({"date_order": "mdy"} if decimal == "." else {}))
        records = read_text(tmp_path, text, name, context)
        assert not left_out(records)
        assert sums([one for one in records if isinstance(one, Fact)]) == wanted, text


def test_english_days_that_prove_nothing_are_asked_about(tmp_path: Path) -> None:
    text = paypal([Payment(2, 100, 0, fraud=False, dollars=False)], "english")
    with pytest.raises(AmbiguousFileError) as asked:
        read_text(tmp_path, text, "paypal")
    assert asked.value.question == "date_order"


def test_a_kind_that_nobody_explains_is_asked_about_and_the_answer_counts(tmp_path: Path) -> None:
    text = paypal([Payment(20, 100, 0, fraud=False, dollars=False)], "english")
    text = text.replace("Express Checkout Payment", "Rebate")
    with pytest.raises(AmbiguousFileError) as asked:
        read_text(tmp_path, text, "paypal")
    assert asked.value.question == "payment.rebate"
    answers = {"payment.rebate": "fee"}
    (fact,) = read_text(tmp_path, text, "paypal", a_shop(**answers))
    assert isinstance(fact, Fact) and (fact.values["amount"], fact.values["fee"]) == (0, -10_000)


def test_another_service_with_the_same_words_is_not_taken_for_paypal(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Date,Type,Status,Currency,Gross,Fee,Net,Transaction ID\n", "utf-8")
    with open_file(path) as file:
        assert importers()["paypal"].identify(sample(file)) is None


def test_no_sample_gives_a_name_or_an_address(tmp_path: Path) -> None:
    text = (EXPORTS / "paypal" / "activity.csv").read_text("utf-8-sig")
    shown = text.replace('"","Express', '"Ada Lovelace","Express').replace(
        '"","","1AB"', '"ada@example.org","shop@example.org","1AB"'
    )
    assert "Ada" in shown and "ada@" in shown
    records = read_text(tmp_path, shown, "paypal", a_shop(date_order="mdy"))
    assert "ada" not in repr(records).casefold().replace("canada", "")


@pytest.mark.parametrize(
    ("type", "code", "kind"),
    [
        ("Express Checkout Payment", "T0006", "payment"),
        ("Payment Refund", "T1107", "refund"),
        ("Payment Reversal", "T1106", "lost"),
        ("Chargeback", "T1201", "lost"),
        ("Chargeback Reversal", "T1202", "won"),
        ("Chargeback Fee", "T0106", "fee"),
        ("Fee Reversal", "T1108", "fee"),
        ("General Currency Conversion", "T0200", "conversion"),
        ("General Withdrawal", "T0400", "moved"),
        ("Account Hold for Open Authorization", "T1501", "moved"),
        ("Cancellation of Hold for Dispute Resolution", "T1111", "moved"),
        ("Remboursement de paiement", "T1107", "refund"),
        ("Conversion de devise générale", "T0201", "conversion"),
        ("PayPal Express-Zahlung", "T0006", "payment"),
        ("Rückzahlung", "T1107", "refund"),
        ("Rückbuchung allgemeiner Einbehaltung", "T1105", "moved"),
        ("Bankgutschrift auf PayPal-Konto", "T0300", "moved"),
        ("Allgemeine Währungsumrechnung", "T0200", "conversion"),
    ],
)  # fmt: skip
def test_the_words_of_paypal_and_its_codes_agree(type: str, code: str, kind: str) -> None:
    assert kind_of_type(type) == kind_of_code(code) == kind


def test_clocks_that_several_places_call_the_same_are_not_known() -> None:
    assert clock("PDT") is not None and clock("GMT+02:00") is not None
    assert clock("Europe/Paris") is not None
    assert clock("IST") is None and clock("../../etc/passwd") is None and clock("") is None
