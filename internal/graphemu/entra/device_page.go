package entra

import (
	"html/template"
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
)

// DevicePage is where a person enters the code of a device.
const DevicePage = "/devicelogin"

var deviceTemplate = late.Value[*template.Template]{Make: func() *template.Template {
	return template.Must(template.New("device").Parse(`<!DOCTYPE html>
<html><head><title>Enter code</title></head><body>
<h1>Enter code</h1>
<p>{{.}}</p>
<form method="post">
<p><label>Code <input name="userCode" autocomplete="off" autofocus></label></p>
<p><label>User <input name="user" placeholder="` + directory.PersonUPN + `"></label></p>
<p><button>Sign in</button> <button name="decline" value="true">Decline</button></p>
</form></body></html>
`))
}}

// ServeDevicePage lets a person in a browser do what [Authority.ApproveDevice] and [Authority.DeclineDevice] do. There
// is no password: this is the company of an emulator.
func (a *Authority) ServeDevicePage(w http.ResponseWriter, r *http.Request) {
	text, status := "Enter the code that your app shows.", http.StatusOK
	if r.Method == http.MethodPost {
		text = "You may close this window now."
		if err := a.Decide(DeviceDecision{
			UserCode: r.PostFormValue("userCode"), User: r.PostFormValue("user"), Decline: r.PostFormValue("decline") != "",
		}); err != nil {
			text, status = err.Error(), http.StatusBadRequest
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = deviceTemplate.Get().Execute(w, text) // There is nobody left to tell when the client has gone.
}
