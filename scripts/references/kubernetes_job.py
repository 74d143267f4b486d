"""Writes apps/cli/src/clusters/__fixtures__/kubernetes-job.json: what Kubernetes' own schema says of a Job, as far as ours goes.

    pip install kubernetes-validate==1.37.0
    node scripts/ftn.mjs sweep PLAN --kubernetes ftn:1 --max-memory 4 > job.yaml
    python scripts/references/kubernetes_job.py job.yaml

The package brings the JSON schemas that are made of Kubernetes' OpenAPI description (Apache-2.0), the strict ones, which know
every key there is. Kept are the keys of each object the manifest has, with their types; what lies below a key that the manifest
does not use is not looked at. Descriptions are left out.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import kubernetes_validate
import yaml

TARGET = Path(__file__).parents[2] / "apps/cli/src/clusters/__fixtures__/kubernetes-job.json"
FOLDER = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
KEPT = ("type", "enum", "required", "format", "additionalProperties")


def released(folder):
    return tuple(int(part) for part in folder.name.split("-")[0][1:].split("."))


def pruned(schema, values):
    """A schema without what is not met by any of the values."""
    if "$ref" in schema:
        return pruned(definitions[schema["$ref"].split("#/$defs/")[1]], values)
    if "oneOf" in schema:
        return {"anyOf": [pruned(one, values) for one in schema["oneOf"]]}
    result = {}
    for key in KEPT:
        if key in schema and not (key == "format" and schema[key] not in ("int32", "int64")):
            value = schema[key]
            result[key] = pruned(value, []) if isinstance(value, dict) else value
    if "properties" in schema:
        objects = [value for value in values if isinstance(value, dict)]
        result["properties"] = {
            name: pruned(below, [value[name] for value in objects if name in value])
            if any(name in value for value in objects)
            else {}
            for name, below in sorted(schema["properties"].items())
        }
    if "items" in schema:
        items = [item for value in values if isinstance(value, list) for item in value]
        result["items"] = pruned(schema["items"], items) if items else {}
    return result


folder = max(FOLDER.glob("v*-local-strict"), key=released)
manifest = yaml.safe_load(Path(sys.argv[1]).read_text())
definitions = json.loads((folder / "_definitions.json").read_text())["$defs"]
schema = pruned(json.loads((folder / "job-batch-v1.json").read_text()), [manifest])
made = {
    "$comment": f"Kubernetes {folder.name.split('-')[0]}, Apache-2.0, by kubernetes-validate {version('kubernetes-validate')}",
    "$schema": "http://json-schema.org/draft-07/schema#",
}
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps({**made, **schema}, indent=1) + "\n")
