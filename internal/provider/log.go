package provider

import (
	"context"
	"log/slog"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

// logHandler writes to the log of Terraform, without the secrets of this process. The logger of the RPC is in the
// context.
type logHandler struct{ attrs []slog.Attr }

func (h logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h logHandler) Handle(ctx context.Context, r slog.Record) error {
	fields := map[string]any{}
	add := func(a slog.Attr) bool {
		value := a.Value.Resolve()
		switch {
		case value.Kind() == slog.KindDuration:
			fields[a.Key] = value.Duration().String() // For people; as a number it would be nanoseconds.
		case a.Key == "error":
			fields[a.Key] = secret.Mask(value.String()) // The only text from outside.
		default:
			fields[a.Key] = value.Any()
		}
		return true
	}
	for _, a := range h.attrs {
		add(a)
	}
	r.Attrs(add)
	switch {
	case r.Level >= slog.LevelError:
		tflog.Error(ctx, r.Message, fields)
	case r.Level >= slog.LevelWarn:
		tflog.Warn(ctx, r.Message, fields)
	case r.Level >= slog.LevelInfo:
		tflog.Info(ctx, r.Message, fields)
	default:
		tflog.Debug(ctx, r.Message, fields)
	}
	return nil
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{append(slices.Clip(h.attrs), attrs...)}
}

// WithGroup ignores the group: Terraform's log is flat.
func (h logHandler) WithGroup(string) slog.Handler { return h }
