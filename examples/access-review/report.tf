# The findings as CSV and as a page. Names come from people, so each cell is escaped for the place where it stands.

locals {
  header = ["Reason", "Name", "Account", "Enabled", "Detail"]
  cells = [for row in local.findings : [
    for value in [row.reason, row.name, row.account, row.enabled, row.detail] : value == null ? "" : tostring(value)
  ]]

  # A spreadsheet would calculate a name such as =HYPERLINK(…). With an apostrophe before it, it stays a text.
  csv_cells = [for row in local.cells : [for cell in row : replace(cell, "/^\\s*[-=+@＝＋－＠]/", "'$0")]]
  csv_lines = [
    for row in concat([local.header], local.csv_cells) :
    join(",", [for cell in row : "\"${replace(cell, "\"", "\"\"")}\""])
  ]

  html_cells = [for row in local.cells : [
    for cell in row : replace(replace(replace(replace(replace(
      cell, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;"), "'", "&#39;"
    )
  ]]
}

output "csv" {
  value = join("", [for line in local.csv_lines : "${line}\r\n"])
}

output "html" {
  value = templatefile("${path.module}/page.html.tftpl", {
    as_of  = formatdate("YYYY-MM-DD", local.as_of)
    header = local.header
    rows   = local.html_cells
  })
}
