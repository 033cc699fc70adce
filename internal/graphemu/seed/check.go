package seed

import (
	"errors"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

func checkPrincipalName(name string) error {
	if local, domain, ok := strings.Cut(name, "@"); !ok || local == "" || domain == "" || strings.ContainsAny(name, " /") {
		return errors.New("write a user principal name, such as ada@example.com")
	}
	return nil
}

func checkID(id string) error {
	if !odata.IsGUID(id) {
		return errors.New("write an id such as 06ebc4ee-1bb5-47dd-8120-11324bc54e06")
	}
	return nil
}

func checkDate(date string) error {
	if _, err := time.Parse(time.RFC3339, date); err != nil {
		return errors.New("write a time such as 2026-01-20T09:00:00Z")
	}
	return nil
}

func checkLocale(locale string) error {
	if len(locale) < 2 {
		return errors.New("write a locale such as de-DE")
	}
	return nil
}
