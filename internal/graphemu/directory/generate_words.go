package directory

// office is a place of work of generated users.
type office struct{ city, state, country, usageLocation, language, dial string }

var offices = []office{
	{"Seattle", "WA", "United States", "US", "en-US", "+1 206"},
	{"Berlin", "", "Germany", "DE", "de-DE", "+49 30"},
	{"Kraków", "", "Poland", "PL", "pl-PL", "+48 12"},
	{"Osaka", "Osaka", "Japan", "JP", "ja-JP", "+81 6"},
	{"Dublin", "", "Ireland", "IE", "en-IE", "+353 1"},
	{"São Paulo", "SP", "Brazil", "BR", "pt-BR", "+55 11"},
	{"Bengaluru", "Karnataka", "India", "IN", "en-IN", "+91 80"},
	{"Toronto", "ON", "Canada", "CA", "en-CA", "+1 416"},
}

var departments = []string{
	"Engineering", "Sales", "Marketing", "Finance", "Human Resources", "Legal", "Operations", "Support", "Research",
	"Retail", "IT", "Facilities & Travel",
}

var jobTitles = []string{
	"Account Executive", "Analyst", "Buyer", "Consultant", "Controller", "Counsel", "Designer", "Engineer",
	"Data Scientist", "Marketing Specialist", "Office Manager", "Product Manager", "Program Manager", "Recruiter",
	"Senior Engineer", "Store Manager", "Support Agent", "Technician", "Trainer", "Writer",
}

var employeeTypes = []string{"Employee", "Employee", "Employee", "Contractor", "Intern"}

var givenNames = []string{
	"Ada", "Aiko", "Alejandra", "Amara", "Anders", "Anika", "Arjun", "Beatriz", "Björn", "Camille", "Chen", "Chloé",
	"Daniel", "Dóra", "Ebony", "Elif", "Emeka", "Enzo", "Farah", "Finn", "Giulia", "Grace", "Hana", "Hugo", "Ines",
	"Ivan", "Jana", "João", "Kofi", "Lars", "Leila", "Lucía", "Mateo", "Mei", "Milan", "Nadia", "Noor", "Olga", "Omar",
	"Paulo", "Priya", "Quinn", "Rania", "Ravi", "Rosa", "Sakura", "Samuel", "Sofia", "Sven", "Tariq", "Tomás", "Uma",
	"Viktor", "Wanda", "Xavier", "Yara", "Yusuf", "Zofia",
}

var surnames = []string{
	"Abe", "Adeyemi", "Andersson", "Bauer", "Bianchi", "Carvalho", "Castro", "Chowdhury", "Cohen", "D'Angelo",
	"Delgado", "Dubois", "Eriksen", "Fischer", "Fontaine", "García", "Greene", "Haddad", "Hansen", "Horváth",
	"Ibrahim", "Ivanova", "Jansen", "Jones", "Kaya", "Keller", "Khan", "Kowalska", "Kumar", "Larsen", "Lee", "Lindqvist",
	"Lopez", "Martin", "Mensah", "Mori", "Murphy", "Nakamura", "Nguyen", "Novák", "O'Connor", "Okafor", "Olsen", "Patel",
	"Pereira", "Petrov", "Rossi", "Santos", "Sato", "Schmidt", "Silva", "Singh", "Smith", "Suzuki", "Takahashi", "Torres",
	"Van Dijk", "Wang", "Williams", "Yamamoto", "Yilmaz", "Zhang",
}
