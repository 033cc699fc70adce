// Package graph reads Microsoft Graph, and asks it to send mail. It knows no Terraform.
//
// [Get] reads one object, [List] a collection page by page, [Lookup] many objects by key,
// [Client.Do] anything else and [Client.Open] what nobody knows; [Client.Post] has something done.
// A request is described by a [Request]; the text of people enters its
// URL through query.go alone. It then runs through a chain of small [http.RoundTripper] steps,
// whose order stands in one place, client.go.
//
// Errors are values: [*Error] is what Graph answered, [*WaitError] that it asked for more time than
// is left, [*TokenError] that nobody signed in, [*LinkError] that a link led elsewhere, [*UncertainError] that what was asked
// for may have been done. Failures of
// the network stay wrapped, so that [errors.As] finds them.
package graph
