package graphemu

import (
	"errors"
	"net/http"
)

// answerGraph checks what is common to all Graph requests, in Graph's order: the token, then the path, then the query.
func (s *Server) answerGraph(r *http.Request) *response {
	resp, err := s.dispatch(r)
	if p := (*problem)(nil); errors.As(err, &p) {
		resp = p.response(r)
	} else if err != nil {
		panic(err) // Handlers fail with problems only.
	}
	if resp.contentType == "" && len(resp.body) > 0 {
		resp.contentType = contentTypeGraph
	}
	return resp
}

func (s *Server) dispatch(r *http.Request) (*response, error) {
	token, err := s.authenticate(r)
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
	query, err := parseQuery(rawQuery, version)
	if err != nil {
		return nil, err
	}
	return found.handle(&call{
		odataRequest: &odataRequest{
			request: r, version: version, origin: origin(r), path: path, query: query, params: params, pages: s.pages,
		},
		directory: s.directory, caller: token.caller(),
	})
}
