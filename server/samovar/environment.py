"""Settings as the environment names them: every field is `SAMOVAR_` + its name in capitals, every limit
`SAMOVAR_LIMIT_` + its name."""

import os
from collections.abc import Mapping
from dataclasses import Field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from samovar.settings import BadSetting, Limits, Settings, shown


def unknown_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables that look like settings and are none: each with the setting it is most like, or nothing."""
    named = {*_variables(Settings, "SAMOVAR_"), *_variables(Limits, "SAMOVAR_LIMIT_")}
    strange = [name for name in environment if name.startswith("SAMOVAR_") and name not in named]
    return {name: next(iter(get_close_matches(name, named, 1, 0.8)), "") for name in sorted(strange)}


def from_environment(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Settings of an environment; `given` wins. Raises BadSetting."""
    values = _values(Settings, "SAMOVAR_", environment)
    if limits := _values(Limits, "SAMOVAR_LIMIT_", environment):
        values["limits"] = Limits(**limits)
    return Settings(**(values | {name: value for name, value in given.items() if value is not None}))


def _variables(kind: type[Any], prefix: str) -> dict[str, "Field[Any]"]:
    """The fields of a kind, by the names of their variables."""
    return {f"{prefix}{each.name.upper()}": each for each in fields(kind) if each.name != "limits"}


def _values(kind: type[Any], prefix: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """What the environment says of a kind's fields; an empty variable says nothing."""
    return {
        each.name: _parse(variable, each.type, environment[variable])
        for variable, each in _variables(kind, prefix).items()
        if environment.get(variable)
    }


def _parse(variable: str, kind: Any, text: str) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        return kind(text) if kind in (int, float, str) else Path(text)
    except (ValueError, KeyError) as error:
        needs = {int: "a whole number", float: "a number"}.get(kind, "yes or no")
        raise BadSetting(f"{variable}={shown(text)}: needs {needs}") from error
