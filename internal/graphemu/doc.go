// Package graphemu is an emulator of Microsoft Graph and of the authority of Microsoft Entra ID, for tests and
// demonstrations without a tenant.
//
// It is one [http.Handler]: Graph under /v1.0 and /beta, the authority under /{tenant}/oauth2/v2.0/, what gives tokens
// to machines and jobs under /metadata/, /_identity/ and /_idp/, its own controls under /_emulator/. Package directory
// holds a small fictional company (seed.json), and as many generated users as [Options.Users] asks for; they are
// computed from their number when they are needed and never stored.
//
//	srv := graphemu.NewServer(t, graphemu.Options{})
//	srv.Fail(graphemu.Throttle("2").EveryNth(3))
//	… point the code under test at srv.URL, with srv.PersonToken("") or graphemu.ClientID and ClientSecret …
//	for _, r := range srv.GraphRequests() { … }
//
// This package has the server, the routes, the faults and the recorder. What lies behind the routes is in a package for
// each service: directory, outlook and teams; entra is the authority, odata the language that all of Graph speaks.
//
// Every way of signing in is there, and is checked to the last claim. An application has [ClientSecret], an assertion
// of one of its certificates, or a federated token ([Server.FederatedToken]; jobs get theirs at
// [TestServer.GitHubTokenURL] and [TestServer.PipelinesTokenURL]). A machine has its managed identity
// ([TestServer.IdentityEndpoint]). A person enters the code of a device ([Server.ApproveDevice], or a browser at
// /devicelogin) and stays signed in with a refresh token ([Server.RefreshToken]) until [Server.RevokeSessions] or
// [Server.ExpireSessions]. [Server.Challenge] sends a claims challenge to every client that can answer one. Under the
// real names of the hosts ([Options.Hosts]) the emulator keeps the clouds apart.
//
// Photos are real pictures, computed from the person and the size ([Server.NoPhoto] takes one away). Calendars have
// events around January 2026 and around today ([Options.Clock], [Options.Events]). Mail is kept and never sent
// ([Server.Sent]). What goes wrong in a real tenant is an option or a fault, for example graphemu.Cut().Late() for a
// mail that is sent although the connection broke.
//
// The command emulate of the provider serves it to programs in any language, with the company and the faults of files
// ([ReadCompany], [ReadFaults]). They drive it by POST /_emulator/faults, POST /_emulator/reset, GET
// /_emulator/requests and GET /_emulator/sent; a fault is [Fault] as JSON, for example
// {"pathPrefix":"/v1.0/users","every":3,"times":2,"status":503,"header":{"Retry-After":"1"},"delay":"100ms"}.
// GET /_emulator/routes lists the endpoints of Graph that it has. GET /_emulator/devices lists the codes that wait for
// a person, and POST enters one: {"userCode":"…","user":"AlexW@contoso.com","decline":false}.
//
// Where Graph is strict, so is the emulator: a client that passes here has asked in the form that Graph accepts. Codes,
// messages and shapes follow the public documentation and recorded answers; what is recorded nowhere is marked as ours
// in a comment. The package imports nothing else of this module, so that it cannot share a mistake with the client.
package graphemu
