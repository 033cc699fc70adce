package graphemu

// CycleSeed is a company for [Options.Seed] whose three people have each other as managers, in a circle: Ana reports to
// Ben, Ben to Cleo, and Cleo to Ana. Dan reports to himself.
func CycleSeed() []byte {
	return []byte(`{"users": [
	{"manager": "ben@contoso.com", "properties": {"id": "c1c1e000-0000-4000-8000-000000000001",
		"displayName": "Ana Circle",
		"userPrincipalName": "ana@contoso.com", "mail": "ana@contoso.com", "userType": "Member", "accountEnabled": true}},
	{"manager": "cleo@contoso.com", "properties": {"id": "c1c1e000-0000-4000-8000-000000000002",
		"displayName": "Ben Circle",
		"userPrincipalName": "ben@contoso.com", "mail": "ben@contoso.com", "userType": "Member", "accountEnabled": true}},
	{"manager": "ana@contoso.com", "properties": {"id": "c1c1e000-0000-4000-8000-000000000003",
		"displayName": "Cleo Circle",
		"userPrincipalName": "cleo@contoso.com", "mail": "cleo@contoso.com", "userType": "Member", "accountEnabled": true}},
	{"manager": "dan@contoso.com", "properties": {"id": "c1c1e000-0000-4000-8000-000000000004",
		"displayName": "Dan Circle",
		"userPrincipalName": "dan@contoso.com", "mail": "dan@contoso.com", "userType": "Member", "accountEnabled": true}}
]}`)
}
