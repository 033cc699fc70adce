package graphemu

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// answerGraph checks what is common to all Graph requests, in Graph's order: the token, then the path, then the query.
func (s *Server) answerGraph(r *http.Request) *odata.Response {
	resp, err := s.dispatch(r)
	if p := (*odata.Problem)(nil); errors.As(err, &p) {
		resp = p.Response(r)
	} else if err != nil {
		panic(err) // Handlers fail with problems only.
	}
	if resp.ContentType == "" && len(resp.Body) > 0 {
		resp.ContentType = odata.ContentTypeGraph
	}
	return resp
}

func (s *Server) dispatch(r *http.Request) (*odata.Response, error) {
	caller, err := s.Authenticate(r)
	if err != nil {
		return nil, err
	}
	path, rawQuery := wireForm(r)
	version, segments, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	found, params, err := s.routes.find(r.Method, segments)
	if err != nil {
		return nil, err
	}
	query, err := odata.ParseQuery(rawQuery, version)
	if err != nil {
		return nil, err
	}
	resp, err := found.handle(&directory.Call{
		Request: &odata.Request{
			HTTP: r, Version: version, Origin: odata.Origin(r), Path: path, Query: query, Params: params, Pages: s.pages,
		},
		Directory: s.directory, Caller: caller,
	})
	if err == nil && !outsideForm.Get().MatchString(found.path) {
		if resp.Header == nil {
			resp.Header = make(http.Header)
		}
		resp.Header.Set("x-ms-resource-unit", strconv.Itoa(directory.ResourceUnits(found.path, query)))
	}
	return resp, err
}
