"""Small changes of a module, one at a time: another comparison, a condition turned round, a number beside the number, a
statement left out."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

OTHERS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip
NOT_RUN = ("decorator_list", "annotation", "returns")
BLOCKS = ("body", "orelse")
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`line`, function and `text` of the source, what stands there `instead`, and the whole module with that."""

    path: str
    line: int
    where: str
    text: str
    instead: str
    tree: ast.Module

    @property
    def key(self) -> tuple[str, str, str, str]:
        """By which it is known when lines have moved."""
        return self.path, self.where, self.text, self.instead

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}\n    instead: {self.instead}"


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """All changes of one module."""
    lines, tree = source.splitlines(), ast.parse(source)
    for where, node in parts(tree):
        for field, value in changes(node):
            before = getattr(node, field)
            line = (left_out(before, value) if field in BLOCKS else node).lineno  # type: ignore[attr-defined]
            setattr(node, field, value)
            instead = NOTHING if field in BLOCKS else ast.unparse(node).partition("\n")[0]
            changed = ast.fix_missing_locations(copy.deepcopy(tree))
            setattr(node, field, before)
            yield Mutant(path, line, where, lines[line - 1].strip(), instead, changed)


def parts(node: ast.AST, where: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Everything that is carried out, and in which function: no decorators, no types, not how a class is made."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        where = node.name
    yield where, node
    for field, value in ast.iter_fields(node):
        if field not in NOT_RUN and not (isinstance(node, ast.ClassDef) and field != "body"):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from parts(each, where)


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What can stand in a field of this node instead."""
    match node:
        case ast.Compare(ops=[op, *rest]):
            yield "ops", [OTHERS[type(op)](), *rest]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in OTHERS:
            yield "op", OTHERS[type(op)]()
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "test", ast.UnaryOp(ast.Not(), test)
        case ast.Constant(value=bool(value)):
            yield "value", not value
        case ast.Constant(value=int(value)):
            yield from (("value", value + 1), ("value", value - 1))
    if isinstance(node, ast.stmt | ast.ExceptHandler) and not isinstance(node, ast.ClassDef):
        for field in BLOCKS:
            block = getattr(node, field, [])
            yield from ((field, [*block[:n], ast.Pass(), *block[n + 1 :]]) for n in says_something(block))


def says_something(block: list[ast.stmt]) -> Iterator[int]:
    """Places of statements that are worth leaving out: no docstrings, and no functions, which are changed inside."""
    for n, each in enumerate(block):
        text = isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
        if not text and not isinstance(each, ast.Pass | ast.FunctionDef | ast.AsyncFunctionDef):
            yield n


def left_out(before: list[ast.stmt], after: list[ast.stmt]) -> ast.stmt:
    """The statement of a block that is there no more."""
    return next(old for old, new in zip(before, after, strict=True) if old is not new)
