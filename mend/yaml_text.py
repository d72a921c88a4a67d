"""YAML as Rasa reads it (1.2: yes, no, on and off are words), by libyaml: forty guides in a third of a second."""

import re
from collections.abc import Hashable
from typing import Any, ClassVar

import yaml


class BadYaml(Exception):
    """The text is not YAML, or a key is there twice; the message says where."""


class _Loader(yaml.CSafeLoader):  # type: ignore[misc]
    """Of YAML 1.1's truths only true and false, and no key twice."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {
        letter: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:bool"]
        for letter, forms in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Called for each mapping."""
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key} is there twice", key_node.start_mark
                )
            seen.add(key)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return found


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def load(text: str) -> Any:
    """What a YAML text holds. Raises BadYaml."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise BadYaml(" ".join(str(error).split())) from error
