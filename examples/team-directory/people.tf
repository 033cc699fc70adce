locals {
  # Accounts that are disabled are left out. A map has the order of its keys, so that people come by their names.
  first = values({
    for person in data.graph_direct_reports.first.reports :
    "${lower(coalesce(person.display_name, person.mail, person.id))} ${person.id}" => person if person.account_enabled != false
  })
  second = {
    for id, below in data.graph_direct_reports.second : id => values({
      for person in below.reports :
      "${lower(coalesce(person.display_name, person.mail, person.id))} ${person.id}" => person if person.account_enabled != false
    })
  }
  above = data.graph_manager.above.chain

  # From the top down, as the page shows them.
  everybody = concat(
    reverse(local.above),
    [data.graph_user.manager],
    flatten([for person in local.first : concat([person], lookup(local.second, person.id, []))]),
  )

  # Contacts of other organizations can report to people too, but they have no photo and no mailbox here.
  users = toset([for person in local.everybody : person.id if try(person.type, "user") == "user"])

  manager_of = merge(
    { for i, person in local.above : i == 0 ? data.graph_user.manager.id : local.above[i - 1].id => person.id },
    { for person in local.first : person.id => data.graph_user.manager.id },
    merge([for id, below in local.second : { for person in below : person.id => id }]...),
  )

  members = { for group, members in data.graph_group_members.shown : group => members.users[*].id }

  # When automatic replies end; "" if nobody knows.
  away = {
    for id, mailbox in data.graph_mailbox_settings.each :
    id => mailbox.automatic_replies.status == "scheduled" ? mailbox.automatic_replies.end_utc : ""
    if mailbox.out_of_office == true
  }

  freezes = [
    for event in flatten(data.graph_calendar_view.freezes[*].events) : {
      end    = event.end_utc
      people = [for address in compact(concat(event.organizer[*].address, event.attendees[*].address)) : lower(address)]
    } if contains(coalesce(event.categories, []), try(var.freeze_calendar.category, "")) && event.is_cancelled != true
  ]

  # What the page shows of each person, in plain text. Graph returns "" where somebody emptied a field.
  people = {
    for person in local.everybody : person.id => {
      name    = coalesce(person.display_name, person.mail, person.id)
      title   = person.job_title == null ? "" : person.job_title
      place   = join(" · ", compact([person.department, person.city]))
      company = contains(local.users, person.id) ? "" : coalesce(person.company_name, "Another organization")
      mail    = person.mail == null ? "" : person.mail
      photo   = try(data.graph_photo.each[person.id].data_uri, null)
      manager = lookup(local.manager_of, person.id, "")
      groups  = distinct([for group, mark in var.groups : mark if contains(local.members[group], person.id)])
      away    = lookup(local.away, person.id, null)
      # The end of the last freeze that holds for this person.
      frozen = try(reverse(sort([
        for freeze in local.freezes : freeze.end if contains(freeze.people, lower(person.mail))
      ]))[0], null)
    }
  }
}
