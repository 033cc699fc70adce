package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// types is the extract of the metadata.
type types struct {
	Source string              `json:"source"`
	Types  map[string]object   `json:"types"`
	Enums  map[string][]string `json:"enums"`
}

// An object is an entity type or a complex type. An entity type always has a base, if only an empty one, and is open or
// not; a complex type has a base where it derives from another.
type object struct {
	Base       *string             `json:"base,omitempty"`
	Complex    bool                `json:"complex,omitempty"`
	Open       *bool               `json:"open,omitempty"`
	Properties map[string]property `json:"properties"`
}

type property struct {
	Type     string `json:"type"`
	Nullable *bool  `json:"nullable,omitempty"` // Only where it is false.
}

// edmx is the published metadata, as far as the extract needs it.
type edmx struct {
	Schemas []struct {
		Namespace string     `xml:",attr"`
		Entities  []declared `xml:"EntityType"`
		Complexes []declared `xml:"ComplexType"`
		Enums     []struct {
			Name    string `xml:",attr"`
			Members []struct {
				Name string `xml:",attr"`
			} `xml:"Member"`
		} `xml:"EnumType"`
	} `xml:"DataServices>Schema"`
}

type declared struct {
	Name       string `xml:",attr"`
	BaseType   string `xml:",attr"`
	OpenType   bool   `xml:",attr"`
	Properties []struct {
		Name     string `xml:",attr"`
		Type     string `xml:",attr"`
		Nullable string `xml:",attr"`
	} `xml:"Property"`
}

// readMetadata returns the types of the present extract and more types, each with all that it refers to, as they are
// published. A type that is not published any more is left out; a note names it.
func readMetadata(published []byte, present types, more []string, date string, notes io.Writer) (types, error) {
	var document edmx
	if err := xml.Unmarshal(published, &document); err != nil {
		return types{}, err
	}
	all := document.types()
	if len(all.Types) == 0 {
		return types{}, errors.New("no types: want the metadata as XML")
	}
	made := types{
		Source: "https://graph.microsoft.com/v1.0/$metadata, " + date,
		Types:  map[string]object{},
		Enums:  map[string][]string{},
	}
	wanted := slices.Clone(more)
	for _, name := range slices.Sorted(maps.Keys(present.Types)) {
		if _, ok := all.Types[name]; ok {
			wanted = append(wanted, name)
		} else {
			fmt.Fprintf(notes, "The type %s is not published any more; the extract drops it.\n", name)
		}
	}
	for _, name := range wanted {
		if err := made.add(name, all); err != nil {
			return types{}, err
		}
	}
	return made, nil
}

// add adds a type or an enum with all that it refers to.
func (t types) add(name string, all types) error {
	if members, ok := all.Enums[name]; ok {
		t.Enums[name] = members
		return nil
	}
	added, ok := all.Types[name]
	if !ok {
		return fmt.Errorf("no type %s", name)
	}
	if _, ok := t.Types[name]; ok {
		return nil
	}
	t.Types[name] = added
	for _, reference := range added.references() {
		if err := t.add(reference, all); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// references returns the names of the types and enums of Graph to which a type refers.
func (o object) references() []string {
	var names []string
	if o.Base != nil && *o.Base != "" {
		names = append(names, *o.Base)
	}
	for _, p := range o.Properties {
		name := strings.TrimSuffix(strings.TrimPrefix(p.Type, "Collection("), ")")
		if !strings.HasPrefix(name, "Edm.") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// types returns everything that is published, in the form of the extract.
func (e edmx) types() types {
	all := types{Types: map[string]object{}, Enums: map[string][]string{}}
	for _, schema := range e.Schemas {
		for _, d := range schema.Entities {
			base := short(d.BaseType)
			o := object{Base: &base, Open: &d.OpenType, Properties: d.properties()}
			all.Types[short(schema.Namespace+"."+d.Name)] = o
		}
		for _, d := range schema.Complexes {
			o := object{Complex: true, Properties: d.properties()}
			if base := short(d.BaseType); base != "" {
				o.Base = &base
			}
			all.Types[short(schema.Namespace+"."+d.Name)] = o
		}
		for _, enum := range schema.Enums {
			members := []string{}
			for _, m := range enum.Members {
				members = append(members, m.Name)
			}
			all.Enums[short(schema.Namespace+"."+enum.Name)] = members
		}
	}
	return all
}

// properties returns the properties that a type declares itself.
func (d declared) properties() map[string]property {
	properties := map[string]property{}
	for _, p := range d.Properties {
		made := property{Type: short(p.Type)}
		if p.Nullable == "false" {
			made.Nullable = new(bool)
		}
		properties[p.Name] = made
	}
	return properties
}

// short returns the name of a type, or of a collection of it, without Graph's own namespace or its alias.
func short(name string) string {
	element, many := strings.CutPrefix(name, "Collection(")
	for _, namespace := range []string{"microsoft.graph.", "graph."} {
		if rest, ok := strings.CutPrefix(element, namespace); ok {
			element = rest
			break
		}
	}
	if many {
		return "Collection(" + element
	}
	return element
}
