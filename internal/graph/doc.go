// Package graph reads Microsoft Graph, and asks it to send mail. It is independent of Terraform.
//
// [Client.Get] reads one object, [Client.List] a collection page by page, [Client.Lookup] many objects by key,
// [Client.Do] any other path, [Client.Open] a path whose content is not known in advance; [Client.Post] performs an
// action. A [Request] describes what to read; query.go is the only place where texts that people wrote enter its URL. A
// request then goes through a chain of steps, whose order is written down in client.go.
//
// Errors are values: an [*Error] is a response other than the one that was asked for; a [*WaitError] reports that Graph
// asks for a longer wait than there is time for; a [*TokenError], that no token could be obtained; a [*LinkError], that
// a link led elsewhere; an [*UncertainError], that an action may have been carried out. Errors of the network stay
// wrapped, so that [errors.As] finds them.
package graph
