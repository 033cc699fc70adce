package graphemu

import (
	"fmt"
	"io"
	"net/http"
	"testing"
)

// thirtyColumns are what graph_users asks for.
const thirtyColumns = "id,userPrincipalName,displayName,givenName,surname,mail,mailNickname,otherMails," +
	"proxyAddresses,userType,accountEnabled,jobTitle,department,companyName,employeeId,employeeType,officeLocation,city," +
	"state,country,usageLocation,businessPhones,mobilePhone,preferredLanguage,createdDateTime,externalUserState," +
	"onPremisesSyncEnabled,onPremisesSamAccountName,onPremisesUserPrincipalName,onPremisesImmutableId"

// benchmarkGet measures one request over a real connection, without decompression in the client.
func benchmarkGet(b *testing.B, users int, query, encoding string) {
	srv := NewServer(b, Options{Users: users})
	client, token := srv.Client(), srv.PersonToken("")
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+"/v1.0/users?"+query, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Accept-Encoding", encoding)
		req.Header.Set("ConsistencyLevel", "eventual")
		resp, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatal(resp.Status, err)
		}
		b.ReportMetric(float64(n), "bytes/page")
	}
}

// BenchmarkPage is the budget of the emulator: a page of 999 users of thirty columns in less than 15 ms.
func BenchmarkPage(b *testing.B) {
	for _, users := range []int{1000, 100000} {
		for _, encoding := range []string{"identity", "gzip"} {
			b.Run(fmt.Sprintf("users=%d/%s", users, encoding), func(b *testing.B) {
				benchmarkGet(b, users, "$top=999&$select="+thirtyColumns, encoding)
			})
		}
	}
}
