package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// call calls a function. It returns the result, or the text of the error with the index of the argument at fault.
func (s *rpc) call(t *testing.T, name string, arguments ...any) (any, string) {
	t.Helper()
	definition, known := s.schemas.Functions[name]
	if !known || len(arguments) != len(definition.Parameters) {
		t.Fatalf("there is no function %s with %d parameters", name, len(arguments))
	}
	req := &tfprotov6.CallFunctionRequest{Name: name}
	for i, parameter := range definition.Parameters {
		wire, err := tfprotov6.NewDynamicValue(parameter.Type, wireValue(t, parameter.Type, arguments[i]))
		if err != nil {
			t.Fatal(err)
		}
		req.Arguments = append(req.Arguments, &wire)
	}
	resp, err := s.server.CallFunction(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error != nil {
		if resp.Error.FunctionArgument == nil {
			t.Fatalf("%s: got %s, want an error at an argument", name, resp.Error.Text)
		}
		return nil, fmt.Sprintf("argument %d: %s", *resp.Error.FunctionArgument, resp.Error.Text)
	}
	result, err := resp.Result.Unmarshal(tftypes.String)
	if err != nil {
		t.Fatal(err)
	}
	return goValue(t, result), ""
}

// TestFunctions calls the functions of a provider that is not configured.
func TestFunctions(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	for _, c := range []struct {
		name      string
		arguments []any
		want      any
	}{
		{"odata_quote", []any{""}, "''"},
		{"odata_quote", []any{"O'Brien & 'Söhne'"}, "'O''Brien & ''Söhne'''"},

		{"odata_in", []any{"department", []string{"Sales", "R'n'D", "Sales"}}, "department in ('Sales','R''n''D')"},
		{"odata_in", []any{"employeeOrgData/division", []string{""}}, "employeeOrgData/division in ('')"},
		{"odata_in", []any{"extension_0a1b_badge", []string{"1"}}, "extension_0a1b_badge in ('1')"},
		{"odata_in", []any{"department", []string{"Sales", "sales"}}, "department in ('Sales','sales')"},

		{"odata_datetime", []any{"2026-01-31T00:00:00Z"}, "2026-01-31T00:00:00Z"},
		{"odata_datetime", []any{"2026-01-31T00:30:00+01:00"}, "2026-01-30T23:30:00Z"},
		{"odata_datetime", []any{"2026-01-31T00:00:00.120456789-08:00"}, "2026-01-31T08:00:00.1204567Z"},
		{"odata_datetime", []any{"2026-01-31T00:00:00.000Z"}, "2026-01-31T00:00:00Z"},
		{"odata_datetime", []any{"2026-01-31"}, "2026-01-31T00:00:00Z"},

		{"path_segment", []any{"Sales Team"}, "Sales%20Team"},
		{"path_segment", []any{"a/b+c#d%e?f"}, "a%2Fb%2Bc%23d%25e%3Ff"},
		{"path_segment", []any{"o'brien@contoso.com"}, "o'brien@contoso.com"},
		{"path_segment", []any{"..."}, "..."},
		{"path_segment", []any{"'$adele@contoso.com'"}, "'$adele@contoso.com'"},

		{
			"guest_user_principal_name",
			[]any{"ada@fabrikam.com", "contoso.onmicrosoft.com"}, "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com",
		},
		{
			"guest_user_principal_name",
			[]any{"ada_b.o'neil@mail.fabrikam.com", "contoso.com"}, "ada_b.o'neil_mail.fabrikam.com#EXT#@contoso.com",
		},
		{"guest_mail", []any{"ada_fabrikam.com#EXT#@contoso.onmicrosoft.com"}, "ada@fabrikam.com"},
		{"guest_mail", []any{"ada_b_fabrikam.com#ext#@contoso.onmicrosoft.com"}, "ada_b@fabrikam.com"},
		{"guest_mail", []any{"AdeleV@contoso.com"}, nil},
		{"guest_mail", []any{"a_b.c@contoso.com"}, nil},
		{"guest_mail", []any{"ada#EXT#@contoso.com"}, nil},
		{"guest_mail", []any{""}, nil},
	} {
		if got, text := s.call(t, c.name, c.arguments...); got != c.want || text != "" {
			t.Errorf("%s%q = %v, error %q, want %v", c.name, c.arguments, got, text, c.want)
		}
	}
}

// TestFunctions_refused checks that what cannot be converted without changing its meaning is an error at the argument.
func TestFunctions_refused(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	for name, calls := range map[string][][]any{
		"odata_in": {
			{"department", []string{}},
			{"department", []any{"Sales", nil}},
			{"accountEnabled eq true or department", []string{"Sales"}},
			{"display_name", []string{"Ada"}},
			{"employeeOrgData/", []string{"Retail"}},
			{"", []string{"Sales"}},
		},
		"odata_datetime": {
			{"yesterday"}, {""}, {"2026-01-31 00:00:00Z"}, {"2026-01-31T00:00:00"}, {"2026-02-30"},
			{"20260131"}, {"31.01.2026"}, {"0001-01-01T00:00:00+01:00"}, {"9999-12-31T23:59:59-01:00"},
		},
		"path_segment": {{""}, {"."}, {".."}, {"$count"}},
		"guest_user_principal_name": {
			{"ada", "contoso.com"}, {"ada+test@fabrikam.com", "contoso.com"}, {"ada@bob@fabrikam.com", "contoso.com"},
			{"@fabrikam.com", "contoso.com"}, {"ada@fabrikam_inc.com", "contoso.com"},
			{"ada@fabrikam.com", "@contoso.com"}, {"ada@fabrikam.com", "contoso"},
		},
	} {
		var got strings.Builder
		for _, arguments := range calls {
			result, text := s.call(t, name, arguments...)
			if text == "" {
				t.Errorf("%s%q = %v, want an error", name, arguments, result)
			}
			fmt.Fprintf(&got, "%s%q\n%s\n\n", name, arguments, text)
		}
		compareText(t, "function_"+name, got.String())
	}
}
