"""How a place is changed: operators of cosmic-ray, and one more that removes a statement.

Of cosmic-ray's operators those that make what is nearest to the original, for instance `<=` and `>=` of a
`<`: the further ones (`+` to `**`) are noticed by nearly anything and would only flatter the score.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import parso
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

NEAR = {
    "ReplaceBinaryOperator": (
        *("Add_Sub", "Sub_Add", "Mul_FloorDiv", "Div_Mul", "FloorDiv_Mul", "Mod_FloorDiv"),
        *("RShift_LShift", "LShift_RShift", "BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitOr"),
    ),
    "ReplaceComparisonOperator": (
        *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
        *("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
    ),
    "ReplaceUnaryOperator": ("Delete_Not", "Delete_Invert", "USub_UAdd"),
}
SINGLE = (
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "ZeroIterationForLoop"),
)


class RemoveStatement(Operator):  # type: ignore[misc]
    """Puts `pass` where a call stands by itself, or where something is written to a place or added to it."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Yield the place of a statement that can be left out without making a name unknown."""
        if _does_something(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Return `pass` in the place of the statement."""
        return parso.python.tree.Keyword("pass", node.start_pos, prefix=node.get_first_leaf().prefix)

    @classmethod
    def examples(cls) -> tuple[Any, ...]:
        """Return nothing: the test of this package shows it at work."""
        return ()


def _does_something(node: Any) -> bool:
    if node.parent is None or node.parent.type != "simple_stmt":
        return False
    if node.type == "expr_stmt":
        target, operator = node.children[0], node.children[1]
        to_a_place = target.type in ("power", "atom_expr", "testlist_star_expr", "testlist")
        return operator.type == "operator" and (operator.value != "=" or to_a_place)
    return node.type in ("power", "atom_expr")


def operators() -> dict[str, Any]:
    """Return all operators by their names."""
    known = OperatorProvider()
    names = [*(f"{family}_{one}" for family, those in NEAR.items() for one in those), *SINGLE]
    return {**{name: known[name]() for name in names}, "RemoveStatement": RemoveStatement()}
