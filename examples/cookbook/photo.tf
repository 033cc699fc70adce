terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The photo of a person, as an element of a page, and as a file: terraform output -raw photo | base64 --decode >photo.jpg
data "graph_photo" "adele" {
  user           = "AdeleV@contoso.com"
  ignore_missing = true
}

output "html" { value = data.graph_photo.adele.exists ? "<img src=\"${data.graph_photo.adele.data_uri}\" alt=\"\">" : "" }
output "photo" { value = data.graph_photo.adele.content_base64 }
