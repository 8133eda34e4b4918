"""Writes the TypeScript twin of wire/ and protocol.py: `python -m samovar.web.typescript > link/src/wire.ts`."""

import ast
import inspect
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import inspect as mi

from samovar.web import protocol, wire

HEAD = """// Generated from server/samovar/web/wire and protocol.py by `make wire`. Do not edit.
/* eslint-disable */
"""


def main() -> None:
    """Print wire.ts."""
    sys.stdout.write(typescript())


def typescript() -> str:
    """The text of wire.ts."""
    structs = [item for item in vars(wire).values() if is_frame(item)]
    parts = [HEAD, f"export const PROTOCOL = {wire.PROTOCOL};", _close_codes(), _agreed()]
    parts += [_interface(struct) for struct in structs]
    parts += [
        _union("ServerFrame", wire.ServerFrame),
        _union("OperatorCommand", wire.OperatorCommand),
        _union("VisitorFrame", wire.VisitorFrame),
        _union("OperatorFrame", wire.OperatorFrame),
    ]
    return "\n\n".join(parts) + "\n"


def is_frame(item: Any) -> bool:
    """A struct of the contract, not one of its bases."""
    bases = (wire.In, wire.Out, wire.Part, wire.PartIn, wire.Command)
    return inspect.isclass(item) and issubclass(item, bases) and item not in bases


def _close_codes() -> str:
    # An enum, for the bundler then writes the bare numbers where the names stand.
    codes = [f"  {name} = {code}," for name, code in vars(wire.CloseCode).items() if name.isupper()]
    return "\n".join(["/** Close codes of both sockets. */", "export enum CloseCode {", *codes, "}"])


def _agreed() -> str:
    # An enum for the same reason; the contract of each number stands with it.
    members = [
        line for name, text in agreed() for line in (f"  /** {text} */", f"  {name} = {getattr(protocol, name)},")
    ]
    return "\n".join([*_comment(protocol), "export enum Protocol {", *members, "}"])


def agreed() -> Iterator[tuple[str, str]]:
    """Each name of protocol.py with the words that stand below it."""
    for pair in pairwise(ast.parse(inspect.getsource(protocol)).body):
        match pair:
            case [ast.Assign(targets=[ast.Name(name)]), ast.Expr(ast.Constant(str(text)))]:
                yield name, " ".join(text.split())


def _interface(struct: type[msgspec.Struct]) -> str:
    info = mi.type_info(struct)
    assert isinstance(info, mi.StructType)
    lines = [*_comment(struct), f"export interface {struct.__name__} {{"]
    if info.tag is not None:
        lines.append(f'  t: "{info.tag}";')
    lines += [f"  {field.encode_name}{'' if field.required else '?'}: {name_of(field.type)};" for field in info.fields]
    return "\n".join([*lines, "}"])


def _comment(of: object) -> list[str]:
    text = inspect.cleandoc(of.__doc__ or "")
    return ["/**", *(f" * {line}".rstrip() for line in text.splitlines()), " */"]


def _union(name: str, members: Any) -> str:
    return f"export type {name} = " + " | ".join(member.__name__ for member in members.__args__) + ";"


def name_of(kind: mi.Type) -> str:
    """The TypeScript name of one msgspec type."""
    match kind:
        case mi.StrType():
            return "string"
        case mi.IntType() | mi.FloatType():
            return "number"
        case mi.BoolType():
            return "boolean"
        case mi.NoneType():
            return "null"
        case mi.AnyType():
            return "unknown"
        case mi.LiteralType(values):
            return " | ".join(f'"{value}"' for value in values)
        case mi.ListType(item_type):
            inner = name_of(item_type)
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        case mi.DictType(key_type, value_type):
            return f"Record<{name_of(key_type)}, {name_of(value_type)}>"
        case mi.UnionType(types):
            return " | ".join(name_of(each) for each in types)
        case mi.StructType(cls):
            return cls.__name__
    raise TypeError(f"the wire uses a type without a TypeScript twin: {kind}")


if __name__ == "__main__":
    main()
