"""Philox4x32-10 in plain Python: the four words at an address."""

from __future__ import annotations

WORD = 0xFFFFFFFF
MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
KEY_STEPS = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10


def draw(key: int, entity: int, day: int, stream: int, number: int, second: int) -> tuple[int, int, int, int]:
    """Return the four words addressed by (entity, day, stream, number, second) under a 64-bit key."""
    lanes = [entity & WORD, day & WORD, (stream * 65536 + number) & WORD, second & WORD]
    keys = [key & WORD, key >> 32]
    for _ in range(ROUNDS):
        first, third = MULTIPLIERS[0] * lanes[0], MULTIPLIERS[1] * lanes[2]
        lanes = [
            third >> 32 ^ lanes[1] ^ keys[0],
            third & WORD,
            first >> 32 ^ lanes[3] ^ keys[1],
            first & WORD,
        ]
        keys = [(key + step) & WORD for key, step in zip(keys, KEY_STEPS, strict=True)]
    return lanes[0], lanes[1], lanes[2], lanes[3]


def high_product(word: int, count: int) -> int:
    """Return one of `count` equally likely numbers from one word."""
    return word * count >> 32
