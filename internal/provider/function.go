package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

// namedFunction is the base of every function. Functions only convert texts: they need no configuration and no sign-in,
// and make no request.
type namedFunction struct{ name string }

func (f namedFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

// refuse returns the error for the argument at an index. The CLIs write the name of the parameter before the text, and
// a full stop after it.
func refuse(argument int64, problem, todo string) *function.FuncError {
	return function.NewArgumentFuncError(argument, problem+".\n\nWhat to do: "+todo)
}
