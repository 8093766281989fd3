"""A customer's pseudonym as it is shown, exported and copied."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.privacy import Pseudonyms
from store.pseudonyms import printable


def test_a_key_is_written_by_its_first_59_bits() -> None:
    # 0000 | 00000 × 11 | 5 bits left: all zero; then the last bit that counts; then all ones.
    assert printable(bytes(16)) == "A00000000000"
    assert printable(bytes([0, 0, 0, 0, 0, 0, 0, 0b0010_0000]) + bytes(8)) == "A00000000001"
    assert printable(b"\xff" * 16) == "SZZZZZZZZZZZ"
    # 0001 00010 00011 … : the letter of 1, then the signs of 2, 3, 4 …
    bits = "0001" + "".join(f"{n:05b}" for n in range(2, 13)) + "00000"
    assert printable(int(bits, 2).to_bytes(8, "big") + bytes(8)) == "B23456789ABC"


def test_what_lies_beyond_does_not_matter() -> None:
    assert printable(bytes(8) + b"\x01" * 8) == printable(bytes(16))


@given(st.binary(min_size=16, max_size=16))
def test_it_is_short_plain_and_never_a_number_or_a_formula(key: bytes) -> None:
    written = printable(key)
    assert len(written) == 12
    assert written.isascii() and written.isalnum() and written == written.upper()
    assert written[0].isalpha()
    assert not set(written) & set("ILOU")


def test_two_people_differ_and_one_is_the_same_each_time() -> None:
    keys = Pseudonyms(b"k" * 32)
    people = [printable(keys.of(f"{n}@example.org")) for n in range(2_000)]
    assert len(set(people)) == 2_000
    assert printable(keys.of(" 7@EXAMPLE.org")) == people[7]
