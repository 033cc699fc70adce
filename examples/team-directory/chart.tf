# Where each person stands in the chart. A wide page has a tree that grows to the right: the people above and the manager
# in one column, then a column for each level. A narrow page has an outline, in which the people below are indented.

locals {
  order = local.everybody[*].id # of the outline, from the top down

  # Each direct report takes the rows of the people below, and stands in their middle.
  branches = [for person in local.first : { id = person.id, below = lookup(local.second, person.id, [])[*].id }]
  heights  = [for branch in local.branches : max(1, length(branch.below))]
  starts   = [for i, height in local.heights : sum(concat([0], slice(local.heights, 0, i)))]
  middles  = [for i, height in local.heights : local.starts[i] + (height - 1) / 2]

  # The manager stands in the middle of the direct reports, but low enough for the people above.
  middle = (try(local.middles[0], 0) + try(reverse(local.middles)[0], 0)) / 2
  row    = max(local.middle, length(local.above))
  shift  = local.row - local.middle

  places = merge(
    { for i, person in local.above : person.id => { column = 0, row = local.row - 1 - i } },
    { (data.graph_user.manager.id) = { column = 0, row = local.row } },
    { for i, branch in local.branches : branch.id => { column = 1, row = local.shift + local.middles[i] } },
    merge([for i, branch in local.branches : {
      for j, id in branch.below : id => { column = 2, row = local.shift + local.starts[i] + j }
    }]...),
  )

  # In pixels: boxes of 52 in rows of 64.
  wide = { for id, place in local.places : id => { x = place.column * 386, y = place.row * 64, width = 298 } }
  narrow = {
    for i, id in local.order :
    id => { x = local.places[id].column * 24, y = i * 64, width = 320 - local.places[id].column * 24 }
  }

  # The lines from managers to reports: straight down in a column, else a curve or a corner.
  charts = {
    wide = {
      width  = max(values(local.wide)[*].x...) + 298
      height = max(values(local.wide)[*].y...) + 52
      boxes  = local.wide
      lines = { for id, boss in local.manager_of : id => local.places[id].column == local.places[boss].column ?
        "M${local.wide[boss].x + 26} ${local.wide[boss].y + 52}V${local.wide[id].y}" :
        join(" ", [
          "M${local.wide[id].x - 88} ${local.wide[boss].y + 26}",
          "C${local.wide[id].x - 44} ${local.wide[boss].y + 26}",
          "${local.wide[id].x - 44} ${local.wide[id].y + 26}",
          "${local.wide[id].x} ${local.wide[id].y + 26}",
        ])
      }
    }
    narrow = {
      width  = 320
      height = length(local.order) * 64 - 12
      boxes  = local.narrow
      lines = { for id, boss in local.manager_of : id => local.places[id].column == local.places[boss].column ?
        "M26 ${local.narrow[boss].y + 52}V${local.narrow[id].y}" :
        "M${local.narrow[boss].x + 12} ${local.narrow[boss].y + 52}V${local.narrow[id].y + 18}q0 8 8 8H${local.narrow[id].x}"
      }
    }
  }
}
