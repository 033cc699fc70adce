locals {
  # What the page shows of each person besides.
  shown = {
    for id, person in local.people : id => merge(person, {
      initials = substr(join("", [for word in regexall("\\pL\\S*", person.name) : upper(substr(word, 0, 1))]), 0, 2)
      leads    = id == data.graph_user.manager.id
      boss     = try(local.people[person.manager].name, "")
      link     = replace(urlencode(person.mail), "%40", "@")
      # What fits into a box of the chart.
      short_name  = length(person.name) > 24 ? "${substr(person.name, 0, 23)}…" : person.name
      short_title = length(person.title) > 32 ? "${substr(person.title, 0, 31)}…" : person.title
      marks = concat(
        person.away == null ? [] : [
          { name = "away", text = person.away == "" ? "Away" : "Away until ${formatdate("D MMM", person.away)}" }
        ],
        # An event ends at the midnight after its last day.
        person.frozen == null ? [] : [
          { name = "freeze", text = "Change freeze until ${formatdate("D MMM", timeadd(person.frozen, "-1s"))}" }
        ],
      )
    })
  }

  plain = {
    title   = "The team of ${local.people[data.graph_user.manager.id].name}"
    company = coalesce(data.graph_user.manager.company_name, "Team directory")
    people  = [for id in local.order : merge(local.shown[id], { id = id })]
    marks = { for name, text in { away = "Away", freeze = "Change freeze" } : name => {
      text = text, count = length([for mark in flatten(values(local.shown)[*].marks) : mark if mark.name == name])
    } }
  }

  # The templates get all text escaped for HTML, once and here. In JSON, backslashes, quotation marks and the characters of
  # tags are escape sequences, so that each can be replaced wherever it is in the tree.
  page = jsondecode(replace(replace(replace(replace(replace(replace(jsonencode(local.plain),
  "\\\\", "&#92;"), "\\\"", "&quot;"), "'", "&#39;"), "\\u003c", "&lt;"), "\\u003e", "&gt;"), "\\u0026", "&amp;"))

  # The policy of the page names its style and its script by their hashes, so that the browser runs nothing else and loads
  # nothing. Browsers hash lines without the CR that a checkout on Windows may have.
  style  = replace(file("${path.module}/page/page.css"), "\r", "")
  script = replace(file("${path.module}/page/page.js"), "\r", "")

  html = templatefile("${path.module}/page/page.html.tftpl", merge(local.page, {
    style  = local.style
    script = local.script
    policy = join("; ", [
      "default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'",
      "style-src 'sha256-${base64sha256(local.style)}'", "script-src 'sha256-${base64sha256(local.script)}'",
    ])
    charts = [
      for name, chart in local.charts :
      templatefile("${path.module}/page/chart.svg.tftpl", merge(chart, { name = name, people = local.page.people }))
    ]
  }))
}
