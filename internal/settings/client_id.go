package settings

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// readClientID reads the file of client_id_file_path. Its content becomes the client_id, with the origin of the path,
// so that every method and every rule about client_id applies to it. A client_id of a higher origin takes precedence.
func (s *Settings) readClientID() error {
	path, isSet := s.values[auth.ClientIDFile]
	id := s.values[auth.ClientID]
	if !isSet || id.Text != "" && id.Origin > path.Origin {
		return nil
	}
	file := userfile.File{
		Setting: string(auth.ClientIDFile), Path: path.Text, Holds: "the client id of an application",
		Instead: string(auth.ClientID), Public: true,
	}
	text, err := file.Text()
	if err != nil {
		return guided(s.fileError(auth.ClientIDFile, explain.CannotSignIn, err))
	}
	// No error repeats what is in the file: the path may be that of a secret.
	if len(strings.Fields(text)) > 1 {
		return guided(s.error(auth.ClientIDFile, explain.CannotSignIn, "The file "+path.Text+" holds more than a client id.",
			"name a file that holds "+file.Holds+" and nothing else."))
	}
	if id.Text != "" && id.Origin == path.Origin && !strings.EqualFold(id.Text, text) {
		first, second := cmp.Or(id.Variable, string(auth.ClientID)), cmp.Or(path.Variable, string(auth.ClientIDFile))
		return guided(s.error(auth.ClientIDFile, explain.CannotSignIn,
			fmt.Sprintf("%s is %q, but the file of %s holds another client id.", first, id.Text, second),
			fmt.Sprintf("leave out %s or %s.", first, second)))
	}
	s.values[auth.ClientID] = auth.Value{Text: text, Origin: path.Origin, Variable: path.Variable}
	return nil
}
