package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// managed is one graph_mail as a CLI keeps it between two runs.
type managed struct {
	*rpc
	name  string
	state tftypes.Value

	ignored []string // arguments that the lifecycle ignores; "all" is all of them
}

func (s *rpc) manage(t *testing.T) *managed {
	t.Helper()
	const name = "graph_mail"
	schema, known := s.schemas.ResourceSchemas[name]
	if !known {
		t.Fatalf("there is no resource %s", name)
	}
	return &managed{rpc: s, name: name, state: tftypes.NewValue(schema.ValueType(), nil)}
}

// planned is the result of a plan.
type planned struct {
	text    string // of the diagnostics
	changes bool
	wire    *tfprotov6.PlanResourceChangeResponse
	prior   tftypes.Value // null for what is created or replaced
	config  *tfprotov6.DynamicValue
}

func (m *managed) schema() *tfprotov6.Schema { return m.schemas.ResourceSchemas[m.name] }

// plan validates a configuration and plans it, and a replacement twice, as a CLI does: it plans with what the lifecycle
// ignores taken from the state, and drops the warnings of the second time.
func (m *managed) plan(t *testing.T, config values) planned {
	t.Helper()
	wire := dynamic(t, m.schema(), config)
	validated, err := m.server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: m.name, Config: wire,
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(validated.Diagnostics); text != "" {
		return planned{text: text}
	}
	p := m.planFrom(t, m.withIgnored(t, wire), m.state)
	p.config = wire
	if len(p.wire.RequiresReplace) == 0 || strings.Contains(p.text, "ERROR") {
		return p
	}
	again := m.planFrom(t, wire, tftypes.NewValue(m.state.Type(), nil))
	if !strings.Contains(again.text, "ERROR") {
		again.text = ""
	}
	again.text = p.text + again.text
	return again
}

// withIgnored returns a configuration with the ignored arguments as they are in the state.
func (m *managed) withIgnored(t *testing.T, config *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	t.Helper()
	switch {
	case m.state.IsNull() || len(m.ignored) == 0:
		return config
	case m.ignored[0] == "all":
		return m.wired(t, m.state)
	}
	var written, kept map[string]tftypes.Value
	if err := m.read(t, config).As(&written); err != nil {
		t.Fatal(err)
	}
	if err := m.state.As(&kept); err != nil {
		t.Fatal(err)
	}
	for _, name := range m.ignored {
		written[name] = kept[name]
	}
	return m.wired(t, tftypes.NewValue(m.state.Type(), written))
}

func (m *managed) planFrom(t *testing.T, config *tfprotov6.DynamicValue, prior tftypes.Value) planned {
	t.Helper()
	resp, err := m.server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: m.name, Config: config, PriorState: m.wired(t, prior),
		ProposedNewState: m.wired(t, m.proposed(t, config, prior)),
	})
	if err != nil {
		t.Fatal(err)
	}
	p := planned{text: textOf(resp.Diagnostics), wire: resp, prior: prior, config: config}
	if resp.PlannedState != nil {
		p.changes = !m.read(t, resp.PlannedState).Equal(prior)
	}
	return p
}

// proposed is the configuration with the computed values of the state.
func (m *managed) proposed(t *testing.T, config *tfprotov6.DynamicValue, prior tftypes.Value) tftypes.Value {
	t.Helper()
	value := m.read(t, config)
	if prior.IsNull() {
		return value
	}
	var before, after map[string]tftypes.Value
	if err := prior.As(&before); err != nil {
		t.Fatal(err)
	}
	if err := value.As(&after); err != nil {
		t.Fatal(err)
	}
	for _, a := range m.schema().Block.Attributes {
		if a.Computed && after[a.Name].IsNull() {
			after[a.Name] = before[a.Name]
		}
	}
	return tftypes.NewValue(value.Type(), after)
}

// apply plans and applies, and returns the diagnostics of both.
func (m *managed) apply(t *testing.T, config values) string {
	t.Helper()
	p := m.plan(t, config)
	if p.wire == nil || !p.changes || strings.Contains(p.text, "ERROR") {
		return p.text
	}
	return p.text + m.carryOut(t, p, p.config)
}

// carryOut applies a plan with a configuration of which more is known by now. A CLI then plans once more before it
// applies. It validates too, which is left out here, so that the apply itself is tested with what is not valid.
func (m *managed) carryOut(t *testing.T, p planned, config *tfprotov6.DynamicValue) string {
	t.Helper()
	if config != p.config {
		p = m.planFrom(t, config, p.prior)
	}
	resp, err := m.server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: m.name, Config: config, PriorState: m.wired(t, p.prior),
		PlannedState: p.wire.PlannedState, PlannedPrivate: p.wire.PlannedPrivate,
	})
	if err != nil {
		t.Fatal(err)
	}
	m.state = m.read(t, resp.NewState)
	return textOf(resp.Diagnostics)
}

func (m *managed) wired(t *testing.T, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	wire, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Fatal(err)
	}
	return &wire
}

func (m *managed) read(t *testing.T, wire *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	value, err := wire.Unmarshal(m.schema().ValueType())
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// kept returns the state in plain Go, or nil if there is none.
func (m *managed) kept(t *testing.T) values {
	t.Helper()
	state, _ := goValue(t, m.state).(values)
	return state
}

// invoke validates, plans and invokes graph_send_mail, and returns the progress and the diagnostics.
func (s *rpc) invoke(t *testing.T, config values) (progress []string, text string) {
	t.Helper()
	const name = "graph_send_mail"
	//nolint:staticcheck // Until actions are in the interface itself.
	server, ok := s.server.(tfprotov6.ProviderServerWithActions)
	action, known := s.schemas.ActionSchemas[name]
	if !ok || !known {
		t.Fatalf("there is no action %s", name)
	}
	wire := dynamic(t, action.Schema, config)
	validated, err := server.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{
		ActionType: name, Config: wire,
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(validated.Diagnostics); text != "" {
		return nil, text
	}
	planned, err := server.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: name, Config: wire})
	if err != nil {
		t.Fatal(err)
	}
	if text = textOf(planned.Diagnostics); strings.Contains(text, "ERROR") {
		return nil, text
	}
	stream, err := server.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: name, Config: wire})
	if err != nil {
		t.Fatal(err)
	}
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			text += textOf(e.Diagnostics)
		}
	}
	return progress, text
}
