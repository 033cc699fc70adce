package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A toy is a provider with one schema of every kind. The embedded interface is nil, because only schemas are requested.
type toy struct {
	tfprotov6.ProviderServer

	diagnostics []*tfprotov6.Diagnostic
}

func (s toy) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	schemaOf := func(attributes ...*tfprotov6.SchemaAttribute) *tfprotov6.Schema {
		return &tfprotov6.Schema{Version: 2, Block: &tfprotov6.SchemaBlock{
			Attributes: attributes, Description: "About **it**.", DescriptionKind: tfprotov6.StringKindMarkdown,
		}}
	}
	text := &tfprotov6.SchemaAttribute{Name: "text", Type: tftypes.String, Required: true, Description: "Plain."}
	people := &tfprotov6.SchemaAttribute{
		Name: "people", Computed: true, Description: "Some *people*.", DescriptionKind: tfprotov6.StringKindMarkdown,
		NestedType: &tfprotov6.SchemaObject{
			Nesting: tfprotov6.SchemaObjectNestingModeList,
			Attributes: []*tfprotov6.SchemaAttribute{
				{Name: "tags", Type: tftypes.List{ElementType: tftypes.String}, Computed: true},
				{Name: "extension", Computed: true, NestedType: &tfprotov6.SchemaObject{
					Nesting:    tfprotov6.SchemaObjectNestingModeMap,
					Attributes: []*tfprotov6.SchemaAttribute{{Name: "on", Type: tftypes.Bool, Computed: true}},
				}},
			},
		},
	}
	nested := schemaOf(text)
	nested.Block.BlockTypes = []*tfprotov6.SchemaNestedBlock{{
		TypeName: "timeouts", Nesting: tfprotov6.SchemaNestedBlockNestingModeSingle, MaxItems: 1, Block: schemaOf(text).Block,
	}}
	return &tfprotov6.GetProviderSchemaResponse{
		Diagnostics: s.diagnostics,
		Provider: schemaOf(&tfprotov6.SchemaAttribute{
			Name: "secret", Type: tftypes.String, Optional: true, Sensitive: true,
		}),
		DataSourceSchemas: map[string]*tfprotov6.Schema{
			"toy_people": schemaOf(people),
			"toy_any": schemaOf(
				&tfprotov6.SchemaAttribute{Name: "result", Type: tftypes.DynamicPseudoType, Computed: true},
				&tfprotov6.SchemaAttribute{
					Name: "old", Type: tftypes.Number, Optional: true, Computed: true, Deprecated: true,
				},
			),
		},
		ResourceSchemas: map[string]*tfprotov6.Schema{
			"toy_mail": schemaOf(&tfprotov6.SchemaAttribute{
				Name: "body", Type: tftypes.String, Optional: true, WriteOnly: true,
			}),
		},
		EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"toy_token": schemaOf(text)},
		ListResourceSchemas:      map[string]*tfprotov6.Schema{"toy_mail": nested},
		ActionSchemas:            map[string]*tfprotov6.ActionSchema{"toy_send": {Schema: schemaOf(text)}},
		Functions: map[string]*tfprotov6.Function{"quote": {
			Summary: "Quotes.", Description: "Quotes *text*.", DeprecationMessage: "Use another.",
			Parameters: []*tfprotov6.FunctionParameter{{Name: "property", Type: tftypes.String, Description: "What."}},
			VariadicParameter: &tfprotov6.FunctionParameter{
				Name: "values", Type: tftypes.DynamicPseudoType, AllowNullValue: true,
			},
			Return: &tfprotov6.FunctionReturn{Type: tftypes.String},
		}},
	}, nil
}

func (toy) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
		"toy_mail": {Version: 1, IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
			{Name: "id", Type: tftypes.String, RequiredForImport: true, Description: "Its id."},
		}},
	}}, nil
}

// The output is what Terraform prints for the same schemas, and terraform-json can read it.
func TestProviderSchema(t *testing.T) {
	t.Parallel()
	schema, err := providerSchema(t.Context(), toy{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(tfjson.ProviderSchemas{
		FormatVersion: "1.0", Schemas: map[string]*tfjson.ProviderSchema{"toy": schema},
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var read tfjson.ProviderSchemas
	if err := json.Unmarshal(got, &read); err != nil {
		t.Fatal(err)
	}
	again, err := json.MarshalIndent(read, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), string(again)); diff != "" {
		t.Errorf("schemas that terraform-json reads (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(decode(t, []byte(want)), decode(t, got)); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
}

func TestProviderSchema_error(t *testing.T) {
	t.Parallel()
	_, err := providerSchema(t.Context(), toy{diagnostics: []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Mind", Detail: "this"},
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Invalid schema", Detail: "count is reserved"},
	}})
	if err == nil || !strings.Contains(err.Error(), "count is reserved") || strings.Contains(err.Error(), "Mind") {
		t.Errorf("error = %v, want one with the error of the provider and without its warning", err)
	}
}

// decode returns the value of a JSON text.
func decode(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// want is what Terraform prints for the schemas of toy.
const want = `{"format_version": "1.0", "provider_schemas": {"toy": {
  "provider": {"version": 2, "block": {"description": "About **it**.", "description_kind": "markdown", "attributes": {
    "secret": {"type": "string", "description_kind": "plain", "optional": true, "sensitive": true}}}},
  "data_source_schemas": {
    "toy_people": {"version": 2, "block": {
      "description": "About **it**.", "description_kind": "markdown", "attributes": {
      "people": {"description": "Some *people*.", "description_kind": "markdown", "computed": true, "nested_type": {
        "nesting_mode": "list", "attributes": {
          "tags": {"type": ["list", "string"], "description_kind": "plain", "computed": true},
          "extension": {"description_kind": "plain", "computed": true, "nested_type": {
            "nesting_mode": "map", "attributes": {
              "on": {"type": "bool", "description_kind": "plain", "computed": true}}}}}}}}}},
    "toy_any": {"version": 2, "block": {
      "description": "About **it**.", "description_kind": "markdown", "attributes": {
      "result": {"type": "dynamic", "description_kind": "plain", "computed": true},
      "old": {"type": "number", "description_kind": "plain", "optional": true, "computed": true,
        "deprecated": true}}}}},
  "resource_schemas": {"toy_mail": {"version": 2, "block": {
    "description": "About **it**.", "description_kind": "markdown",
    "attributes": {"body": {"type": "string", "description_kind": "plain", "optional": true, "write_only": true}}}}},
  "ephemeral_resource_schemas": {"toy_token": {"version": 2, "block": {
    "description": "About **it**.", "description_kind": "markdown",
    "attributes": {
      "text": {"type": "string", "description": "Plain.", "description_kind": "plain", "required": true}}}}},
  "list_resource_schemas": {"toy_mail": {"version": 2, "block": {
    "description": "About **it**.", "description_kind": "markdown",
    "attributes": {
      "text": {"type": "string", "description": "Plain.", "description_kind": "plain", "required": true}},
    "block_types": {"timeouts": {"nesting_mode": "single", "max_items": 1, "block": {
      "description": "About **it**.", "description_kind": "markdown",
      "attributes": {
        "text": {"type": "string", "description": "Plain.", "description_kind": "plain", "required": true}}}}}}}},
  "action_schemas": {"toy_send": {"block": {"description": "About **it**.", "description_kind": "markdown",
    "attributes": {
      "text": {"type": "string", "description": "Plain.", "description_kind": "plain", "required": true}}}}},
  "functions": {"quote": {"summary": "Quotes.", "description": "Quotes *text*.", "deprecation_message": "Use another.",
    "return_type": "string", "parameters": [{"name": "property", "description": "What.", "type": "string"}],
    "variadic_parameter": {"name": "values", "is_nullable": true, "type": "dynamic"}}},
  "resource_identity_schemas": {"toy_mail": {"version": 1, "attributes": {
    "id": {"type": "string", "description": "Its id.", "required_for_import": true}}}}
}}}`
