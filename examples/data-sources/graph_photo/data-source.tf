terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The photo of the signed-in person, in the largest size.
data "graph_photo" "mine" {
  user = "me"
}

# A small photo of another user, who may not have a photo.
data "graph_photo" "adele" {
  user           = "AdeleV@contoso.com"
  size           = "96x96"
  ignore_missing = true
}

output "my_photo" {
  value = "${data.graph_photo.mine.width} x ${data.graph_photo.mine.height} pixels of ${data.graph_photo.mine.content_type}"
}

output "page" {
  value = data.graph_photo.adele.exists ? "<img src=\"${data.graph_photo.adele.data_uri}\" alt=\"Adele Vance\">" : ""
}
