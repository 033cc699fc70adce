// Package graphemu is an emulator of Microsoft Graph and of the token endpoint of Microsoft Entra ID, for tests and
// demonstrations without a tenant.
//
// It is one [http.Handler]: Graph under /v1.0 and /beta, the authority under /{tenant}/oauth2/v2.0/token, its own
// controls under /_emulator/. Behind it stands a small fictional company (seed.json), and as many generated users as
// [Options.Users] asks for; they are computed from their number when they are needed and never stored.
//
//	srv := graphemu.NewServer(t, graphemu.Options{})
//	srv.Fail(graphemu.Throttle("2").EveryNth(3))
//	… point the code under test at srv.URL, with srv.PersonToken("") or graphemu.ClientID and ClientSecret …
//	for _, r := range srv.GraphRequests() { … }
//
// A process that is not written in Go drives it by POST /_emulator/faults, POST /_emulator/reset and
// GET /_emulator/requests; a fault is [Fault] as JSON, for example
// {"pathPrefix":"/v1.0/users","every":3,"times":2,"status":503,"header":{"Retry-After":"1"},"delay":"100ms"}.
//
// Where Graph is strict the emulator is too: a client that passes here has asked in the form that Graph accepts. Codes,
// messages and shapes follow the public documentation and recorded answers; what is recorded nowhere is marked in the
// comments as ours. The package imports nothing of this project, so that it cannot share a mistake with the client.
package graphemu
