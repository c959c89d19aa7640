"""The JSON Schema of sources.yaml, for editors that complete and check while one types.

Does not check files itself. May import: nothing of ours but the forms.
"""

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from watcher.config._forms import SourcesForm


class _WithoutDefaults(GenerateJsonSchema):
    """Our defaults are seconds, bytes and day numbers, which an editor would insert; the descriptions name them."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, object]:
    """JSON Schema 2020-12 of sources.yaml; the rules between fields are only in `load`."""
    schema = SourcesForm.model_json_schema(schema_generator=_WithoutDefaults)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "sources.yaml"}
