package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// providerSchema asks a provider for everything it has, as a CLI does.
func providerSchema(ctx context.Context, server tfprotov6.ProviderServer) (*tfjson.ProviderSchema, error) {
	has, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	if err := failure(append(has.Diagnostics, identities.Diagnostics...)); err != nil {
		return nil, err
	}

	var errs [8]error
	out := new(tfjson.ProviderSchema)
	out.ConfigSchema, errs[0] = schemaOf(has.Provider)
	out.DataSourceSchemas, errs[1] = each(has.DataSourceSchemas, schemaOf)
	out.ResourceSchemas, errs[2] = each(has.ResourceSchemas, schemaOf)
	out.EphemeralResourceSchemas, errs[3] = each(has.EphemeralResourceSchemas, schemaOf)
	out.ListResourceSchemas, errs[4] = each(has.ListResourceSchemas, schemaOf)
	out.ActionSchemas, errs[5] = each(has.ActionSchemas, actionOf)
	out.Functions, errs[6] = each(has.Functions, functionOf)
	out.ResourceIdentitySchemas, errs[7] = each(identities.IdentitySchemas, identityOf)
	return out, errors.Join(errs[:]...)
}

func failure(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}

// each converts the values of a map.
func each[From, To any](in map[string]From, convert func(From) (To, error)) (map[string]To, error) {
	out := make(map[string]To, len(in))
	for name, from := range in {
		to, err := convert(from)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = to
	}
	return out, nil
}

func schemaOf(in *tfprotov6.Schema) (*tfjson.Schema, error) {
	block, err := blockOf(in.Block)
	return &tfjson.Schema{Version: uint64(in.Version), Block: block}, err
}

func actionOf(in *tfprotov6.ActionSchema) (*tfjson.ActionSchema, error) {
	block, err := blockOf(in.Schema.Block)
	return &tfjson.ActionSchema{Block: block}, err
}

func blockOf(in *tfprotov6.SchemaBlock) (*tfjson.SchemaBlock, error) {
	attributes, err := attributesOf(in.Attributes)
	if err != nil {
		return nil, err
	}
	out := &tfjson.SchemaBlock{
		Attributes:      attributes,
		NestedBlocks:    make(map[string]*tfjson.SchemaBlockType, len(in.BlockTypes)),
		Description:     in.Description,
		DescriptionKind: kindOf(in.DescriptionKind),
		Deprecated:      in.Deprecated,
	}
	for _, nested := range in.BlockTypes {
		block, err := blockOf(nested.Block)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", nested.TypeName, err)
		}
		out.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: blockNesting[nested.Nesting],
			Block:       block,
			MinItems:    uint64(nested.MinItems),
			MaxItems:    uint64(nested.MaxItems),
		}
	}
	return out, nil
}

func attributesOf(in []*tfprotov6.SchemaAttribute) (map[string]*tfjson.SchemaAttribute, error) {
	out := make(map[string]*tfjson.SchemaAttribute, len(in))
	for _, from := range in {
		to := &tfjson.SchemaAttribute{
			Description:     from.Description,
			DescriptionKind: kindOf(from.DescriptionKind),
			Deprecated:      from.Deprecated,
			Required:        from.Required,
			Optional:        from.Optional,
			Computed:        from.Computed,
			Sensitive:       from.Sensitive,
			WriteOnly:       from.WriteOnly,
		}
		var err error
		if from.NestedType != nil {
			to.AttributeNestedType = &tfjson.SchemaNestedAttributeType{NestingMode: objectNesting[from.NestedType.Nesting]}
			to.AttributeNestedType.Attributes, err = attributesOf(from.NestedType.Attributes)
		} else {
			err = convertType(from.Type, &to.AttributeType)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from.Name, err)
		}
		out[from.Name] = to
	}
	return out, nil
}

func functionOf(in *tfprotov6.Function) (*tfjson.FunctionSignature, error) {
	out := &tfjson.FunctionSignature{
		Description:        in.Description,
		Summary:            in.Summary,
		DeprecationMessage: in.DeprecationMessage,
	}
	if err := convertType(in.Return.Type, &out.ReturnType); err != nil {
		return nil, err
	}
	for _, from := range in.Parameters {
		to, err := parameterOf(from)
		if err != nil {
			return nil, err
		}
		out.Parameters = append(out.Parameters, to)
	}
	var err error
	if in.VariadicParameter != nil {
		out.VariadicParameter, err = parameterOf(in.VariadicParameter)
	}
	return out, err
}

func parameterOf(in *tfprotov6.FunctionParameter) (*tfjson.FunctionParameter, error) {
	out := &tfjson.FunctionParameter{Name: in.Name, Description: in.Description, IsNullable: in.AllowNullValue}
	if err := convertType(in.Type, &out.Type); err != nil {
		return nil, fmt.Errorf("%s: %w", in.Name, err)
	}
	return out, nil
}

func identityOf(in *tfprotov6.ResourceIdentitySchema) (*tfjson.IdentitySchema, error) {
	out := &tfjson.IdentitySchema{
		Version:    uint64(in.Version),
		Attributes: make(map[string]*tfjson.IdentityAttribute, len(in.IdentityAttributes)),
	}
	for _, from := range in.IdentityAttributes {
		to := &tfjson.IdentityAttribute{
			Description:       from.Description,
			RequiredForImport: from.RequiredForImport,
			OptionalForImport: from.OptionalForImport,
		}
		if err := convertType(from.Type, &to.IdentityType); err != nil {
			return nil, fmt.Errorf("%s: %w", from.Name, err)
		}
		out.Attributes[from.Name] = to
	}
	return out, nil
}

// convertType goes through JSON, the one form that the protocol's types and those of terraform-json have in common.
func convertType(from tftypes.Type, to json.Unmarshaler) error {
	b, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return to.UnmarshalJSON(b)
}

func kindOf(in tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if in == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

var blockNesting = map[tfprotov6.SchemaNestedBlockNestingMode]tfjson.SchemaNestingMode{
	tfprotov6.SchemaNestedBlockNestingModeSingle: tfjson.SchemaNestingModeSingle,
	tfprotov6.SchemaNestedBlockNestingModeGroup:  tfjson.SchemaNestingModeGroup,
	tfprotov6.SchemaNestedBlockNestingModeList:   tfjson.SchemaNestingModeList,
	tfprotov6.SchemaNestedBlockNestingModeSet:    tfjson.SchemaNestingModeSet,
	tfprotov6.SchemaNestedBlockNestingModeMap:    tfjson.SchemaNestingModeMap,
}

var objectNesting = map[tfprotov6.SchemaObjectNestingMode]tfjson.SchemaNestingMode{
	tfprotov6.SchemaObjectNestingModeSingle: tfjson.SchemaNestingModeSingle,
	tfprotov6.SchemaObjectNestingModeList:   tfjson.SchemaNestingModeList,
	tfprotov6.SchemaObjectNestingModeSet:    tfjson.SchemaNestingModeSet,
	tfprotov6.SchemaObjectNestingModeMap:    tfjson.SchemaNestingModeMap,
}
